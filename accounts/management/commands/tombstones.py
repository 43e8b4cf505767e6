"""Carry erasures over a backup that is restored."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.services.tombstones import FileUnreadable, exported, replay


class Command(BaseCommand):
    help = (
        "“export” writes who was erased, by key alone; “replay” erases them again in a database restored from a "
        "backup. Exit 1 when the file cannot be used, or a record needs somebody's decision."
    )

    def add_arguments(self, parser):
        parser.add_argument("do", choices=["export", "replay"])
        parser.add_argument("file", type=Path)

    def handle(self, *, do, file, **options):
        try:
            if do == "export":
                file.write_text(exported(now=timezone.now()), encoding="utf-8")
                self.stdout.write(f"Written to {file}.")
                return
            result = replay(file.read_text(encoding="utf-8"), now=timezone.now())
        except (OSError, UnicodeDecodeError) as error:
            raise CommandError(f"{file} cannot be used: {type(error).__name__}.", returncode=1) from error
        except FileUnreadable as reason:
            raise CommandError(f"{file} cannot be used: {reason} Nobody was erased.", returncode=1) from reason
        self.stdout.write(
            f"{result.erased} erased again, {result.already} were erased already, "
            f"{result.unknown} are not in this database."
        )
        if result.left:
            raise CommandError(
                f"{result.left} records are put together with somebody who was not erased. Take them apart first.",
                returncode=1,
            )
