"""What the patient is told: the doctor's own words, only once the note is signed, replaced or taken back but kept."""

import datetime as dt

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEntry, PatientAccess
from appointments.models import Message
from appointments.policies import NotAllowed
from appointments.visits.models import PatientSummary
from appointments.visits.services.sharing import (
    SummaryChanged,
    seen_of,
    share_summary,
    standing_summary,
    withdraw_summary,
)
from tests.factories import DoctorFactory, UserFactory

UNDO = dt.timedelta(seconds=60)
TEXT = "You have eczema. Use the cream twice a day."


@pytest.fixture
def share(visit, doctor, begun):
    """Return a function that shares as the page of the doctor would."""

    def run(text=TEXT, **told):
        usual = {"seen": seen_of(standing_summary(visit)), "actor": doctor.user, "now": begun}
        return share_summary(appointment=visit, text=text, **usual | told)

    return run


def readable(user, now):
    return list(PatientSummary.objects.visible_to(user, now=now).values_list("text", flat=True))


def test_the_patient_reads_it(signed, share, patient, begun):
    share()

    assert readable(patient.user, begun) == [TEXT]


def test_it_is_in_the_trail_with_the_appointment_as_the_reason(visit, signed, share, patient, doctor):
    share()

    entry = AuditEntry.objects.get(action="shared")
    assert (entry.object_label, entry.purpose) == (f"summary:{visit.reference}", f"appointment:{visit.reference}")
    assert (entry.patient, entry.actor) == (patient, doctor.user)


def test_only_once_the_note_is_signed(write, share):
    write()

    with pytest.raises(NotAllowed, match="Sign the note first"):
        share()


def test_nothing_empty(signed, share):
    with pytest.raises(NotAllowed, match="Write what the patient should know"):
        share("")


def test_nobody_else_shares_or_takes_back(visit, signed, share, patient, begun):
    share()
    for actor in (DoctorFactory().user, patient.user):
        with pytest.raises(NotAllowed):
            share("Another text", actor=actor)
        with pytest.raises(NotAllowed):
            withdraw_summary(appointment=visit, actor=actor, now=begun)

    assert readable(patient.user, begun) == [TEXT]


def test_the_same_text_twice_is_shared_once(signed, share):
    share()
    share(seen="none")

    assert PatientSummary.objects.count() == 1
    assert AuditEntry.objects.filter(action="shared").count() == 1


def test_a_better_text_takes_its_place_and_the_first_is_kept(signed, share, patient, begun):
    share()
    share("Use the cream once a day.", now=begun + dt.timedelta(minutes=5))

    assert readable(patient.user, begun) == ["Use the cream once a day."]
    assert PatientSummary.objects.count() == 2


def test_a_page_that_shows_an_older_text_replaces_nothing(signed, share, patient, begun):
    share()
    with pytest.raises(SummaryChanged, match="has changed since you opened the page"):
        share("Another text", seen="none")

    assert readable(patient.user, begun) == [TEXT]


def test_taken_back_the_patient_reads_nothing_and_the_text_is_kept(visit, signed, share, patient, doctor, begun):
    share()
    withdraw_summary(appointment=visit, actor=doctor.user, now=begun)
    withdraw_summary(appointment=visit, actor=doctor.user, now=begun)

    assert readable(patient.user, begun) == []
    assert PatientSummary.objects.get().text == TEXT
    assert AuditEntry.objects.filter(action="ended", object_label__startswith="summary:").count() == 1


@pytest.mark.parametrize(("scope", "reads"), [("messages", False), ("book", False), ("record", True)])
def test_others_read_it_only_with_access_to_the_record(signed, share, patient, begun, scope, reads):
    share()
    carer = UserFactory()
    PatientAccess.objects.create(user=carer, patient=patient, relation="carer", scope=scope)

    assert readable(carer, begun) == ([TEXT] if reads else [])


@pytest.mark.parametrize("change", [{"text": "Another"}, {"shared_at": dt.datetime(2020, 1, 1, tzinfo=dt.UTC)}])
def test_the_database_refuses_to_change_what_was_told(signed, share, change):
    share()

    with pytest.raises(IntegrityError, match="patient_summary_stays"), transaction.atomic():
        PatientSummary.objects.update(**change)


def test_nor_to_bring_back_or_delete_it(visit, signed, share, doctor, begun):
    share()
    withdraw_summary(appointment=visit, actor=doctor.user, now=begun)

    with pytest.raises(IntegrityError, match="patient_summary_stays"), transaction.atomic():
        PatientSummary.objects.update(withdrawn_at=None)
    with (
        pytest.raises(IntegrityError, match="patient_summary_stays"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute("DELETE FROM appointments_patientsummary")


class TestTheNews:
    def test_leaves_when_it_can_no_longer_be_taken_back(self, visit, signed, share, patient, begun):
        share()

        told = Message.objects.filter(kind="note_shared")
        assert set(told.values_list("channel", "status", "send_after")) == {
            ("email", "queued", begun + UNDO),
            ("in_app", "sent", begun + UNDO),
        }
        mail = told.get(channel="email")
        assert (mail.subject, mail.address) == ("There is a new note from your visit", patient.user.email)
        assert f"/appointments/{visit.reference}/" in mail.text
        assert "eczema" not in mail.text + mail.html

    def test_is_called_back_with_the_note(self, visit, signed, share, doctor, begun):
        share()
        withdraw_summary(appointment=visit, actor=doctor.user, now=begun + UNDO / 2)

        assert set(Message.objects.filter(kind="note_shared").values_list("status", flat=True)) == {"cancelled"}

    def test_of_a_note_that_is_replaced_before_it_left_comes_once(self, visit, signed, share):
        share()
        share("You have eczema. Twice a day.")

        waiting = Message.objects.filter(kind="note_shared", status="queued")
        assert waiting.count() == 1

    def test_of_a_note_taken_back_later_stays_as_it_was_told(self, visit, signed, share, doctor, begun):
        share()
        Message.objects.filter(kind="note_shared", channel="email").update(status="sent")
        withdraw_summary(appointment=visit, actor=doctor.user, now=begun + 2 * UNDO)

        assert set(Message.objects.filter(kind="note_shared").values_list("status", flat=True)) == {"sent"}
