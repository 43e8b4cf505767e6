"""The draft of a note: nobody's text is overwritten or lost, whoever saves when."""

import uuid

import pytest

from accounts.models import AuditEntry
from appointments.lifecycle import Status
from appointments.models import Appointment
from appointments.policies import NotAllowed
from appointments.visits.models import SetAsideText, VisitNote
from appointments.visits.notes_of import NotesOf
from appointments.visits.services.signing import sign
from appointments.visits.services.writing import drop_aside, set_aside
from tests.appointments.visits.conftest import NOTE
from tests.factories import DoctorFactory

OTHER = NOTE | {"plan": "Nothing for now"}


def draft():
    return VisitNote.objects.get()


def said(row):
    return {name: getattr(row, name) for name in NOTE}


class TestSaving:
    def test_begins_the_note(self, visit, write, doctor, begun):
        saved = write()

        assert saved.aside is None
        assert said(draft()) == NOTE
        assert (draft().author, draft().started_at, draft().saved_at, draft().signed_at) == (doctor, begun, begun, None)

    def test_writes_over_the_draft(self, write):
        write()
        write(OTHER)

        assert said(draft()) == OTHER
        assert draft().version == 2

    def test_nothing_typed_begins_nothing(self, write):
        write(dict.fromkeys(NOTE, ""))

        assert not VisitNote.objects.exists()

    def test_the_same_text_is_no_new_version(self, write):
        write()
        write(seen="new")

        assert draft().version == 1
        assert not SetAsideText.objects.exists()

    def test_can_be_prepared_before_the_appointment(self, write, now):
        write(now=now)

        assert draft().saved_at == now

    def test_the_trail_says_that_it_was_begun_and_not_every_save(self, visit, write, patient, doctor):
        write()
        write(OTHER)

        entries = AuditEntry.objects.filter(object_label=f"note:{visit.reference}")
        assert [(entry.action, entry.actor, entry.patient) for entry in entries] == [("added", doctor.user, patient)]

    def test_what_is_typed_is_not_in_the_trail(self, write):
        write()

        assert "Eczema" not in str(list(AuditEntry.objects.values()))


class TestTwoPages:
    def test_the_one_that_comes_too_late_overwrites_nothing(self, write):
        seen = "new"
        write(seen=seen)
        late = write(OTHER, seen=seen)

        assert said(draft()) == NOTE
        assert said(late.aside) == OTHER
        assert said(late.notes.draft) == NOTE

    def test_both_texts_are_kept_for_the_doctor(self, visit, write, doctor):
        write()
        write(OTHER, seen="new")

        kept = SetAsideText.objects.get()
        assert (kept.appointment, kept.doctor, kept.plan) == (visit, doctor, "Nothing for now")

    def test_the_same_page_typing_on_replaces_what_was_set_aside(self, write):
        page = uuid.uuid4()
        write()
        write(OTHER, seen="new", page=page)
        write(OTHER | {"plan": "Nothing for now, come again"}, seen="new", page=page, turn=2)

        assert SetAsideText.objects.get().plan == "Nothing for now, come again"

    def test_having_seen_both_it_may_replace_the_other(self, visit, write):
        page = uuid.uuid4()
        write()
        write(OTHER, seen="new", page=page)
        write(OTHER, seen=NotesOf(visit).seen, page=page, turn=2)

        assert said(draft()) == OTHER
        assert not SetAsideText.objects.exists()

    def test_a_page_whose_answer_was_lost_saves_on(self, write):
        page = uuid.uuid4()
        write(seen="new", page=page, turn=1)
        write(OTHER, seen="new", page=page, turn=2)

        assert said(draft()) == OTHER
        assert not SetAsideText.objects.exists()

    def test_an_older_save_of_the_same_page_overwrites_no_newer_one(self, write):
        page = uuid.uuid4()
        write(OTHER, seen="new", page=page, turn=2)
        write(seen="new", page=page, turn=1)

        assert said(draft()) == OTHER
        assert said(SetAsideText.objects.get()) == NOTE

    def test_a_page_that_was_open_when_it_was_signed_changes_nothing(self, visit, write, signed):
        late = write(OTHER, seen=f"{signed.pk}.1")

        assert said(draft()) == NOTE
        assert said(late.aside) == OTHER

    def test_nor_one_of_an_amendment_that_was_signed_meanwhile(self, visit, write, signed, doctor, begun):
        write({"amendment": "Left arm"})
        seen = NotesOf(visit).seen
        sign(appointment=visit, seen=seen, actor=doctor.user, now=begun)
        late = write({"amendment": "Both arms"}, seen=seen)

        assert late.aside.amendment == "Both arms"
        assert list(signed.amendments.values_list("amendment", flat=True)) == ["Left arm"]

    def test_a_text_set_aside_is_dropped_by_its_doctor_only(self, visit, write, doctor, begun):
        aside = set_aside(appointment=visit, texts=NOTE, page=uuid.uuid4(), actor=doctor.user, now=begun)
        with pytest.raises(NotAllowed):
            drop_aside(appointment=visit, pk=aside.pk, actor=DoctorFactory().user, now=begun)
        drop_aside(appointment=visit, pk=aside.pk, actor=doctor.user, now=begun)

        assert not SetAsideText.objects.exists()


class TestWhoWrites:
    def test_nobody_but_the_doctor_of_the_appointment(self, write, patient, front_desk, chief):
        for actor in (patient.user, front_desk, chief, DoctorFactory().user):
            with pytest.raises(NotAllowed, match="Only the doctor of this appointment"):
                write(actor=actor)

        assert not VisitNote.objects.exists()

    def test_no_doctor_about_themselves(self, visit, write, doctor, patient):
        Appointment.objects.update(patient=patient)
        patient.user = doctor.user
        patient.save()

        with pytest.raises(NotAllowed, match="nobody about themselves"):
            write()

    def test_not_a_doctor_who_has_left(self, write, doctor):
        doctor.is_active = False
        doctor.save()

        with pytest.raises(NotAllowed):
            write()

    @pytest.mark.parametrize("status", [Status.REQUESTED, Status.CANCELLED, Status.REJECTED, Status.EXPIRED])
    def test_not_where_there_is_no_visit(self, visit, write, status, now):
        Appointment.objects.update(status=status, decide_by=now)

        with pytest.raises(NotAllowed, match="no visit to write about"):
            write()

    @pytest.mark.parametrize(
        "status", [Status.CONFIRMED, Status.CHECKED_IN, Status.IN_PROGRESS, Status.COMPLETED, Status.NO_SHOW]
    )
    def test_at_any_time_of_one_that_is_sure(self, write, status):
        Appointment.objects.update(status=status)
        write()

        assert said(draft()) == NOTE
