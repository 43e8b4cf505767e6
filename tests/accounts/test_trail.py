"""What the trail answers: what an account saw, who saw a patient, and the file a regulator can check without us."""

import datetime as dt
import hashlib
import json
import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.database_guards import install, remove
from accounts.guards import GUARDS
from accounts.models import AuditEntry, AuditSeal
from accounts.origin import Origin, current
from accounts.services.auditing import audit, audit_read, audit_refusal
from accounts.services.sealing import seal_due
from accounts.trail.finding import accounts_named, patients_named
from accounts.trail.seen import what_account_saw, who_saw
from tests.factories import DoctorFactory, PatientFactory

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
def spell(doctor, patient, other_patient, now):
    """A morning of one doctor's: two patients, one of them twice and in an emergency, and one refusal."""
    token = current.set(Origin(address="192.0.2.7", request_id="abc"))
    for quarter in (0, 1):
        audit_read(actor=doctor.user, patient=patient, purpose="emergency:1", now=now + quarter * 15 * MINUTE)
    audit_read(actor=doctor.user, patient=other_patient, purpose="referral", now=now + 40 * MINUTE)
    audit_refusal(actor=doctor.user, patient=other_patient, object_label="appointment:K7QD2M9X", now=now + 50 * MINUTE)
    current.reset(token)
    audit(actor=doctor.user, action="changed", object_label="too late", patient=patient, now=now + HOUR)
    audit(actor=patient.user, action="changed", object_label="details:phone", patient=patient, now=now)


def between(now):
    return {"since": now, "until": now + HOUR}


class TestWhatAnAccountSaw:
    def test_by_patient_with_how_often_and_when(self, spell, doctor, patient, other_patient, now):
        seen = what_account_saw(doctor.user, **between(now))

        assert [person for person, _lines in seen.people] == [other_patient, patient]
        (line,) = seen.people[1][1]
        assert (line.times, line.first, line.last) == (2, now, now + 15 * MINUTE)
        assert (line.purpose, line.address, line.role) == ("emergency:1", "192.0.2.7", "doctor")

    def test_tells_refusals_and_emergencies(self, spell, doctor, now):
        seen = what_account_saw(doctor.user, **between(now))

        assert (seen.times, seen.refused, seen.in_emergency, seen.is_cut) == (4, 1, 1, False)

    def test_what_is_about_nobody_stands_last_named(self, doctor, now):
        audit(actor=doctor.user, action="changed", object_label="text:booked", patient=None, now=now)

        assert [person for person, _lines in what_account_saw(doctor.user, **between(now)).people] == [None]

    def test_the_end_is_not_in_it(self, spell, doctor, now):
        assert what_account_saw(doctor.user, since=now + HOUR, until=now + HOUR + MINUTE).times == 1
        assert what_account_saw(doctor.user, since=now - HOUR, until=now).times == 0

    def test_costs_two_questions_however_many(self, doctor, now, django_assert_num_queries):
        for number in range(8):
            audit(actor=doctor.user, action="read", object_label=f"x{number}", patient=PatientFactory(), now=now)

        with django_assert_num_queries(2):
            assert len(what_account_saw(doctor.user, **between(now)).people) == 8

    def test_says_when_there_is_more(self, spell, doctor, now, monkeypatch):
        monkeypatch.setattr("accounts.trail.seen.MOST_LINES", 2)
        seen = what_account_saw(doctor.user, **between(now))

        assert seen.is_cut
        assert len(seen.lines) == 2


def test_who_saw_a_patient_is_the_other_end(spell, doctor, patient, now):
    seen = who_saw(patient, **between(now))

    assert {person for person, _lines in seen.people} == {doctor.user, patient.user}
    assert seen.in_emergency == 1


class TestFinding:
    def test_a_patient_by_number_before_names(self, patient, other_patient):
        assert list(patients_named(f" {patient.record_number.lower()} ")) == [patient]
        assert list(patients_named("lopes")) == [patient]
        assert list(patients_named(" ")) == []

    def test_an_account_by_key_or_address_before_names(self, patient, doctor):
        assert list(accounts_named(str(doctor.user.pk))) == [doctor.user]
        assert list(accounts_named(doctor.user.email.upper())) == [doctor.user]
        assert list(accounts_named("Maria Lop")) == [patient.user]
        assert list(accounts_named("9" * 40)) == []


def run(*arguments):
    out = StringIO()
    call_command("audit", *map(str, arguments), stdout=out)
    return out.getvalue()


SPAN = ("--from", "2026-11-24T09:00", "--to", "2026-11-24T10:00Z")


class TestTheCommandSeen:
    def test_tells_it_and_is_in_the_trail_itself(self, spell, doctor, patient):
        told = run("seen", "--account", doctor.user.email.upper(), *SPAN)

        assert f"{patient.record_number}:\n  read record:{patient.record_number}, emergency:1, 2 times" in told
        assert "read (refused) appointment:K7QD2M9X" in told
        entry = AuditEntry.objects.latest("pk")
        assert entry.object_label == f"trail-of:{doctor.user.pk} 2026-11-24T09:00Z/2026-11-24T10:00Z"
        assert (entry.action, entry.role) == ("read", "system")

    def test_as_json(self, spell, doctor, patient):
        told = json.loads(run("seen", "--account", doctor.user.email, *SPAN, "--json"))

        assert [one["patient"] for one in told["patients"]][1] == patient.record_number
        assert told["patients"][1]["lines"][0]["times"] == 2

    @pytest.mark.parametrize(
        ("arguments", "words"),
        [
            (("--account", "nobody@example.com", *SPAN), "Nobody signs in"),
            (("--account", "maria@example.com", "--from", "soon", "--to", "2026-11-24"), "“soon” is no time"),
            (("--account", "maria@example.com", "--from", "2026-11-24", "--to", "2026-11-24"), "after --from"),
        ],
    )
    def test_says_what_it_cannot_read(self, patient, arguments, words):
        with pytest.raises(CommandError, match=words):
            run("seen", *arguments)


class TestVerifyAsJson:
    def test_names_every_row(self, spell, now):
        list(seal_due(now=now + 2 * HOUR))
        assert json.loads(run("verify", "--json")) == {
            "whole": True,
            "head": {"number": 6, "digest": AuditSeal.objects.get(number=6).digest},
            "findings": [],
        }
        altered = list(AuditEntry.objects.order_by("pk")[:2])
        remove(GUARDS, connection)
        AuditEntry.objects.filter(pk__in=[entry.pk for entry in altered]).update(role="patient ")
        install(GUARDS, connection)

        out = StringIO()
        with pytest.raises(CommandError) as failed:
            call_command("audit", "verify", "--json", stdout=out)
        assert failed.value.returncode == 1
        assert {line.split()[1] for line in json.loads(out.getvalue())["findings"]} == {str(e.pk) for e in altered}


class TestExport:
    @pytest.fixture
    def sealed(self, spell, now):
        list(seal_due(now=now + 2 * HOUR))

    @pytest.fixture
    def file(self, sealed, tmp_path):
        path = tmp_path / "trail.jsonl"
        run("export", *SPAN, "--out", path)
        return path

    def rows(self, path):
        return [json.loads(line) for line in path.read_text().splitlines()]

    def test_holds_entries_seals_and_the_head(self, file, doctor, patient):
        rows = self.rows(file)
        manifest = json.loads((file.parent / "trail.jsonl.manifest.json").read_text())

        assert [row["number"] for row in rows] == [1, 2, 3, 4, 5]
        assert rows[0]["known_as"] == {
            "actor": doctor.user.email, "patient": patient.record_number, "on_behalf_of": None
        }  # fmt: skip
        assert manifest["head"] == {"number": 6, "digest": AuditSeal.objects.get(number=6).digest}
        assert manifest["sha256"] == hashlib.sha256(file.read_bytes()).hexdigest()
        assert len(manifest["names_of_facts"]) == len(rows[0]["facts"])
        assert manifest["how_to_verify"]

    def test_is_verified_by_hand_as_the_manifest_says(self, file):
        before = None
        for row in self.rows(file):
            text = row["previous"] + "\n" + json.dumps(row["facts"])
            assert hashlib.sha256(text.encode()).hexdigest() == row["digest"]
            assert before in {None, row["previous"]}
            before = row["digest"]

    def test_is_verified_by_the_command(self, file):
        head = AuditSeal.objects.get(number=6).digest

        assert "The file is whole: 5 entries." in run("verify-file", file, "--head", head)

    @pytest.mark.parametrize(
        ("old", "new", "words"),
        [
            ("refused", "allowed", "the digest is not that of what the line says"),
            ('"number": 3', '"number": 2', "does not follow"),
            ("{", "[", "cannot be read"),
        ],
    )
    def test_names_what_was_altered(self, file, old, new, words):
        file.write_text(file.read_text().replace(old, new, 1))

        out = StringIO()
        with pytest.raises(CommandError) as failed:
            call_command("audit", "verify-file", str(file), stdout=out)
        assert failed.value.returncode == 1
        assert words in out.getvalue()
        assert "The SHA-256 of the file is not that of the manifest." in out.getvalue()

    def test_and_what_was_left_out(self, file):
        file.write_text("".join(file.read_text().splitlines(keepends=True)[:-1]))

        out = StringIO()
        with pytest.raises(CommandError):
            call_command("audit", "verify-file", str(file), stdout=out)
        assert "The file has 4 lines; the manifest says 5." in out.getvalue()

    def test_without_a_manifest_there_is_nothing_to_check(self, file):
        (file.parent / "trail.jsonl.manifest.json").unlink()

        with pytest.raises(CommandError, match=r"There is no trail.jsonl.manifest.json"):
            run("verify-file", file)

    def test_of_one_patient_and_of_what_has_no_seal_yet(self, sealed, patient, tmp_path, now):
        audit(actor=None, action="changed", object_label="young", patient=patient, now=now + 30 * MINUTE)
        path = tmp_path / "of-one.jsonl"
        run("export", *SPAN, "--out", path, "--patient", patient.record_number.lower())

        rows = self.rows(path)
        assert [row["number"] for row in rows] == [1, 2, 3, None]
        assert {row["known_as"]["patient"] for row in rows} == {patient.record_number}
        assert "The file is whole: 4 entries." in run("verify-file", path)

    def test_is_read_by_its_owner_alone_and_never_written_over(self, file):
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        with pytest.raises(CommandError, match="is there already"):
            run("export", *SPAN, "--out", file)

    def test_is_in_the_trail_itself(self, file):
        assert AuditEntry.objects.latest("pk").object_label == "trail 2026-11-24T09:00Z/2026-11-24T10:00Z"

    def test_asks_for_no_patient_there_is_not(self, sealed, tmp_path):
        with pytest.raises(CommandError, match="No patient has"):
            run("export", *SPAN, "--out", tmp_path / "x", "--patient", "P0000000")
        assert list(tmp_path.iterdir()) == []

    def test_asks_a_few_questions_however_many_entries(self, sealed, patient, doctor, tmp_path, now):
        from django.test.utils import CaptureQueriesContext

        with CaptureQueriesContext(connection) as few:
            run("export", *SPAN, "--out", tmp_path / "few")
        for number in range(20):
            whose = PatientFactory()
            told = {"object_label": f"x{number}", "patient": whose, "now": now + 30 * MINUTE}
            audit(actor=DoctorFactory().user, action="read", **told)
        list(seal_due(now=now + 3 * HOUR))
        with CaptureQueriesContext(connection) as many:
            run("export", *SPAN, "--out", tmp_path / "many")

        assert len(many) <= len(few) + 1  # where the chain begins anew, the digest before it is asked for
