"""Import people, clinics or hours from a file without the admin's pages."""

import time
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import User
from dashboards.importing.services.asking import ask_for_import, cancel_import, start_import
from dashboards.importing.services.working import work
from dashboards.models import ImportJob


class Command(BaseCommand):
    help = "Check a file of rows and import it; exit 1 when a row cannot be, and nothing is written then."

    def add_arguments(self, parser):
        parser.add_argument("kind", choices=ImportJob.Kind.values)
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="EMAIL", help="the administrator whose import it is")
        parser.add_argument("--dry-run", action="store_true", help="only check")
        parser.add_argument("--invite", action="store_true", help="send each new doctor their invitation")

    def handle(self, *, kind, file, by, dry_run, invite, **options):
        now = timezone.now()
        try:
            actor, content = User.objects.get(email=by.lower()), file.read_bytes()
            told = {"kind": kind, "content": content, "file_name": file.name, "invites": invite}
            job = ask_for_import(**told, actor=actor, now=now)
        except User.DoesNotExist:
            raise CommandError(f"Nobody signs in with {by}.") from None
        except OSError as error:
            raise CommandError(f"{file} cannot be read: {error.strerror}.") from error
        except PermissionDenied as refusal:
            raise CommandError(str(refusal)) from refusal
        self.work_off(job, now=now)
        self.stdout.write(
            f"{job.rows} rows: {job.new} new, {job.same} here already, {job.differing} here with other details, "
            f"{job.bad} with a problem."
        )
        if dry_run or job.bad or not job.new:
            cancel_import(job=job, actor=actor, now=now)
            if job.bad:
                raise CommandError("Nothing was imported.", returncode=1)
            return
        start_import(job=job, actor=actor, now=now)
        self.work_off(job, now=now)
        self.stdout.write(f"{job.made} imported.")
        if job.left_out:
            raise CommandError(f"{job.left_out} rows were left out.", returncode=1)

    def work_off(self, job, *, now):
        """Bring the job through a stage, or wait for the worker that has it; then say what was found."""
        job.refresh_from_db()
        while job.is_under_way:
            for _unit in work(job, now=now):
                pass
            job.refresh_from_db()
            if job.is_under_way:
                time.sleep(0.2)
        if job.state == ImportJob.State.REFUSED:
            raise CommandError(job.why, returncode=1)
        for finding in job.findings.all():
            self.stderr.write(f"Row {finding.line}, {finding.column or '-'}: {finding.sentence}")
