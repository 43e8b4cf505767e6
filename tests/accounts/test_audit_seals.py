"""The trail is only added to, and its seals name whatever was altered all the same."""

import datetime as dt
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from accounts.database_guards import install, missing, remove
from accounts.guards import GUARDS
from accounts.models import AuditEntry, AuditSeal
from accounts.services.auditing import audit
from accounts.services.sealing import seal_batch, seal_due, verify

pytestmark = pytest.mark.django_db
MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def trail(patient, now):
    """Three entries, a minute apart."""
    return [
        audit(actor=patient.user, action="changed", object_label=f"details:{n}", patient=patient, now=now + n * MINUTE)
        for n in range(3)
    ]


@pytest.fixture
def later(now):
    return now + dt.timedelta(minutes=10)


@pytest.fixture
def sealed(trail, later):
    assert sum(seal_due(now=later)) == 3
    return trail


@pytest.fixture
def unguarded():
    """The database as somebody with every right over it leaves it."""
    remove(GUARDS, connection)
    yield
    install(GUARDS, connection)


def broken():
    return list(verify())


class TestOnlyAddedTo:
    @pytest.mark.parametrize("rows", [AuditEntry.objects, AuditSeal.objects])
    def test_the_database_refuses_a_change(self, sealed, rows):
        field = {"role": "doctor"} if rows.model is AuditEntry else {"digest": "0"}
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic():
            rows.update(**field)

    @pytest.mark.parametrize("rows", [AuditEntry.objects, AuditSeal.objects])
    def test_and_a_deletion(self, sealed, rows):
        with pytest.raises(IntegrityError, match="stays"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(f"DELETE FROM {rows.model._meta.db_table}")  # noqa: S608 - our own table's name

    def test_the_check_names_a_rule_that_is_missing(self, unguarded):
        named = {guard.name for guard in missing(GUARDS, connection)}
        assert named == {guard.name for guard in GUARDS}
        assert named >= {"audit_entry_stays", "audit_seal_stays"}

    def test_and_migrate_puts_it_back(self):
        assert missing(GUARDS, connection) == []
        with connection.cursor() as cursor:
            for statement in GUARDS[0].removal(connection.vendor)[:1]:
                cursor.execute(statement)
        assert [guard.name for guard in missing(GUARDS, connection)] == ["audit_entry_stays"]

        install(GUARDS, connection)

        assert missing(GUARDS, connection) == []


class TestSealing:
    def test_waits_until_an_entry_has_settled(self, trail, now):
        assert seal_batch(now=now + MINUTE) == 0
        assert seal_batch(now=now + MINUTE + dt.timedelta(seconds=1)) == 1

    def test_seals_each_once_in_order_of_time(self, sealed, later):
        assert list(AuditSeal.objects.values_list("number", "entry")) == [(n + 1, e.pk) for n, e in enumerate(sealed)]
        assert seal_batch(now=later) == 0

    def test_goes_on_where_it_left_off(self, sealed, patient, now, later):
        audit(actor=None, action="changed", object_label="x", patient=patient, now=now + 4 * MINUTE)

        assert seal_batch(now=later) == 1
        assert AuditSeal.objects.count() == 4
        assert broken() == []

    def test_an_entry_that_was_committed_late_is_sealed_after_the_others(self, sealed, patient, now, later):
        audit(actor=None, action="changed", object_label="x", patient=patient, now=now - 30 * MINUTE)

        assert seal_batch(now=later) == 1
        assert broken() == []

    def test_of_two_workers_one_seals(self, sealed, trail, later):
        with pytest.raises(IntegrityError), transaction.atomic():
            AuditSeal.objects.create(number=3, entry=trail[0], digest="0" * 64, sealed_at=later)


class TestVerifying:
    def test_a_whole_trail(self, sealed):
        assert broken() == []

    @pytest.mark.parametrize(
        "change",
        [{"role": "doctor"}, {"actor": None}, {"address": "192.0.2.1"}, {"outcome": "refused"}, {"patient": None}],
    )
    def test_names_an_entry_that_was_altered(self, sealed, unguarded, change):
        AuditEntry.objects.filter(pk=sealed[1].pk).update(**change)

        assert broken() == [f"Entry {sealed[1].pk} was altered since seal 2, or the seal before it was."]

    def test_names_an_entry_whose_time_was_moved(self, sealed, unguarded, now):
        AuditEntry.objects.filter(pk=sealed[2].pk).update(at=now + dt.timedelta(minutes=2, microseconds=1))

        assert [sentence.split()[1] for sentence in broken()] == [str(sealed[2].pk)]

    def test_names_a_seal_that_is_gone(self, sealed, unguarded):
        AuditSeal.objects.filter(number=2).delete()

        assert "Seals 2 to 2 are missing." in broken()

    def test_names_an_entry_written_into_the_past(self, sealed, patient, now):
        forged = audit(actor=None, action="changed", object_label="x", patient=patient, now=now - dt.timedelta(hours=2))

        assert broken() == [f"Entry {forged.pk} was written into the past: it has no seal, and younger ones have."]

    def test_an_entry_altered_with_its_seal_breaks_the_next(self, sealed, unguarded):
        from accounts.services.sealing import digest_of

        AuditEntry.objects.filter(pk=sealed[1].pk).update(role="doctor")
        first = AuditSeal.objects.get(number=1)
        forged = digest_of(AuditEntry.objects.get(pk=sealed[1].pk), previous=first.digest)
        AuditSeal.objects.filter(number=2).update(digest=forged)

        assert [sentence.split()[1] for sentence in broken()] == [str(sealed[2].pk)]


class TestTheCommand:
    def run(self, *arguments):
        out = StringIO()
        call_command("audit", *arguments, stdout=out)
        return out.getvalue()

    def test_prints_the_head(self, sealed):
        assert AuditSeal.objects.get(number=3).digest in self.run()

    def test_says_that_nothing_is_sealed(self, trail):
        assert "Nothing is sealed yet" in self.run()

    def test_verifies(self, sealed):
        assert "The audit trail is whole." in self.run("verify")

    def test_fails_for_a_tampered_row(self, sealed, unguarded, capsys):
        AuditEntry.objects.filter(pk=sealed[0].pk).update(role="doctor")

        out = StringIO()
        with pytest.raises(CommandError, match="broken in 1 place") as failed:
            call_command("audit", "verify", stdout=out)
        assert failed.value.returncode == 1
        assert f"Entry {sealed[0].pk}" in out.getvalue()

    def test_knows_when_the_end_was_cut_off(self, sealed, unguarded):
        head = AuditSeal.objects.get(number=3).digest
        self.run("verify", "--head", head)
        AuditSeal.objects.filter(number=3).delete()

        with pytest.raises(CommandError):
            self.run("verify", "--head", head)
