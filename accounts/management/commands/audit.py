"""Say how far the audit trail is sealed, or check that nothing in it was altered since."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import AuditEntry, AuditSeal
from accounts.services.sealing import head, unsealed, verify

MOST_NAMED = 50


class Command(BaseCommand):
    help = "Print the head of the audit trail; “verify” recomputes every seal and exits 1 when one does not fit."

    def add_arguments(self, parser):
        parser.add_argument("do", nargs="?", choices=["head", "verify"], default="head")
        parser.add_argument("--head", metavar="DIGEST", help="a head written down earlier, that must still be there")

    def handle(self, *, do, head: str | None, **options):
        self.print_head()
        if do == "verify":
            self.verify(known_head=head)

    def print_head(self):
        last = head()
        waiting = unsealed(now=timezone.now(), last=last).count()
        if last is None:
            self.stdout.write(f"Nothing is sealed yet; {waiting} of {AuditEntry.objects.count()} entries wait.")
            return
        self.stdout.write(f"Seal {last.number} of {last.sealed_at:%Y-%m-%d %H:%M} UTC; {waiting} entries wait.")
        self.stdout.write(last.digest)

    def verify(self, *, known_head):
        found = list(verify())
        if known_head and not AuditSeal.objects.filter(digest=known_head).exists():
            found.append(f"No seal has the digest {known_head}: the trail was cut off, or rewritten.")
        for sentence in found[:MOST_NAMED]:
            self.stdout.write(sentence)
        if found:
            raise CommandError(f"The audit trail is broken in {len(found)} places.", returncode=1)
        self.stdout.write("The audit trail is whole.")
