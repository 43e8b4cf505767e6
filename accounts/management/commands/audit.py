"""The audit trail from the command line: its head, its check, what an account saw, and a file for a regulator."""

import datetime as dt
import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from accounts.models import AuditEntry, Patient, User
from accounts.services.auditing import audit, record_label
from accounts.services.sealing import head, lost_head, unsealed, verify
from accounts.trail.exporting import FileBroken, export_trail, manifest_of, verify_file
from accounts.trail.seen import MOST_LINES, what_account_saw

MOST_NAMED = 50


def moment(text):
    """Read a moment such as ``2026-11-24T09:00``; without a zone it is UTC."""
    try:
        read = dt.datetime.fromisoformat(text)
    except ValueError:
        raise CommandError(f"“{text}” is no time. Write it like 2026-11-24T09:00, in UTC.") from None
    return read if read.tzinfo else read.replace(tzinfo=dt.UTC)


def between(parser):
    parser.add_argument("--from", dest="since", required=True, metavar="TIME", help="like 2026-11-24T09:00, in UTC")
    parser.add_argument("--to", dest="until", required=True, metavar="TIME", help="not itself in it")


class Command(BaseCommand):
    help = "Ask the audit trail. Without a step it prints the head: written down elsewhere, it proves all before it."

    def add_arguments(self, parser):
        steps = parser.add_subparsers(dest="do", title="steps")
        steps.add_parser("head", help="print the newest seal")
        step = steps.add_parser("verify", help="recompute every seal; exit 1 and name each row that does not fit")
        step.add_argument("--head", metavar="DIGEST", help="a head written down earlier, that must still be there")
        step.add_argument("--json", action="store_true", help="print what was found as JSON, all of it")
        step = steps.add_parser("seen", help="what an account saw and did from one moment to another")
        step.add_argument("--account", required=True, metavar="EMAIL")
        between(step)
        step.add_argument("--json", action="store_true")
        step = steps.add_parser("export", help="write the trail to a file, with a manifest that proves it")
        between(step)
        step.add_argument("--out", required=True, metavar="FILE", type=Path)
        step.add_argument("--patient", metavar="RECORD", help="only what is about the patient with this record number")
        step = steps.add_parser("verify-file", help="check such a file; needs no database")
        step.add_argument("file", type=Path)
        step.add_argument("--head", metavar="DIGEST", help="the head the file must have been made at")

    def handle(self, *, do, **options):
        step = {
            "verify": self.verify,
            "seen": self.seen,
            "export": self.export,
            "verify-file": self.verify_file,
        }.get(do)
        if step:
            step(**options)
        else:
            self.print_head()

    def print_head(self):
        last = head()
        waiting = unsealed(now=timezone.now(), last=last).count()
        if last is None:
            self.stdout.write(f"Nothing is sealed yet; {waiting} of {AuditEntry.objects.count()} entries wait.")
            return
        self.stdout.write(f"Seal {last.number} of {last.sealed_at:%Y-%m-%d %H:%M} UTC; {waiting} entries wait.")
        self.stdout.write(last.digest)

    def verify(self, *, head: str | None = None, **options):
        if not options.get("json"):
            self.print_head()
        found = [*verify(), *filter(None, [lost_head(head) if head else ""])]
        if options.get("json"):
            self.stdout.write(json.dumps({"whole": not found, "head": self.newest(), "findings": found}))
        else:
            self.tell(found, "The audit trail is whole.")
        if found:
            raise CommandError(f"The audit trail is broken in {len(found)} places.", returncode=1)

    def tell(self, found, well):
        for sentence in found[:MOST_NAMED]:
            self.stdout.write(sentence)
        if len(found) > MOST_NAMED:
            self.stdout.write(f"And {len(found) - MOST_NAMED} more; “audit verify --json” prints all.")
        if not found:
            self.stdout.write(well)

    def newest(self):
        last = head()
        return {"number": last.number, "digest": last.digest} if last else None

    def seen(self, *, account, since, until, **options):
        since, until = self.span(since, until)
        person = User.objects.filter(email__iexact=account).first()
        if person is None:
            raise CommandError(f"Nobody signs in as {account}.")
        found = what_account_saw(person, since=since, until=until)
        self.write_down(f"trail-of:{person.pk}", since, until, patient=None)
        if options.get("json"):
            self.stdout.write(json.dumps(as_json(person, found, since, until)))
            return
        for patient, lines in found.people:
            self.stdout.write(f"{patient.record_number if patient else 'No patient'}:")
            for line in lines:
                self.stdout.write(f"  {in_words(line)}")
        cut = f"Only the last {MOST_LINES} lines are told: take a shorter time." if found.is_cut else ""
        self.stdout.write(cut or f"{len(found.people)} in all, {found.refused} refused.")

    def export(self, *, since, until, out, patient, **options):
        since, until = self.span(since, until)
        whose = Patient.objects.filter(record_number__iexact=patient).first() if patient else None
        if patient and whose is None:
            raise CommandError(f"No patient has the record number {patient}.")
        self.write_down(f"trail:{record_label(whose)}" if whose else "trail", since, until, patient=whose)
        try:
            manifest = export_trail(out, since=since, until=until, patient=whose)
        except FileExistsError as error:
            raise CommandError(f"{error.filename} is there already. Choose another name.") from error
        except OSError as error:
            raise CommandError(f"{out} cannot be written: {error.strerror}.") from error
        self.stdout.write(f"{manifest['entries']} entries in {out}, SHA-256 {manifest['sha256']}.")
        self.stdout.write(f"How to verify them stands in {manifest_of(out)}.")

    def verify_file(self, *, file, head: str | None = None, **options):
        try:
            manifest, found = verify_file(file, known_head=head)
        except (FileBroken, OSError) as error:
            raise CommandError(str(error), returncode=1) from error
        self.tell(found, f"The file is whole: {manifest['entries']} entries.")
        if found:
            raise CommandError(f"The file is broken in {len(found)} places.", returncode=1)

    def span(self, since, until):
        since, until = moment(since), moment(until)
        if until <= since:
            raise CommandError("--to must be after --from.")
        return since, until

    def write_down(self, label, since, until, *, patient):
        """Who asks the trail is in the trail: here whoever has the server."""
        span = f"{since:%Y-%m-%dT%H:%MZ}/{until:%Y-%m-%dT%H:%MZ}"
        told = {"object_label": f"{label} {span}", "patient": patient}
        audit(actor=None, action=AuditEntry.Action.READ, now=timezone.now(), **told)


def in_words(line):
    what = f"{line.action}{' (refused)' if line.is_refused else ''} {line.object_label}"
    times = f"{line.times} times" if line.times > 1 else "once"
    span = f"{line.first:%Y-%m-%d %H:%M} to {line.last:%Y-%m-%d %H:%M} UTC"
    return ", ".join(part for part in (what, line.purpose, times, span, line.address) if part)


def as_json(person, found, since, until):
    return {
        "account": person.email,
        "from": since.isoformat(),
        "to": until.isoformat(),
        "is_cut": found.is_cut,
        "patients": [
            {
                "patient": patient.record_number if patient else None,
                "lines": [
                    vars(line) | {"first": line.first.isoformat(), "last": line.last.isoformat()} for line in lines
                ],
            }
            for patient, lines in found.people
        ],
    }
