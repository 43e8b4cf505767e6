"""What is signed stays: in the services, and in the database itself."""

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.models import AuditEntry
from appointments.policies import NotAllowed
from appointments.visits.models import VisitNote
from appointments.visits.notes_of import NotesOf
from appointments.visits.services.signing import NoteChanged, sign
from tests.appointments.visits.conftest import NOTE
from tests.factories import DoctorFactory


@pytest.fixture
def sign_it(visit, doctor, begun):
    """Return a function that signs what stands."""

    def run(**told):
        return sign(**{"appointment": visit, "seen": NotesOf(visit).seen, "actor": doctor.user, "now": begun} | told)

    return run


def test_says_who_and_when_and_leaves_a_line_in_the_trail(visit, write, sign_it, doctor, patient, begun):
    write()
    signed = sign_it()

    assert (signed.author, signed.signed_at) == (doctor, begun)
    entry = AuditEntry.objects.get(action="signed")
    assert (entry.object_label, entry.patient, entry.actor) == (f"note:{visit.reference}", patient, doctor.user)


def test_signed_twice_is_signed_once(visit, write, sign_it):
    write()
    seen = NotesOf(visit).seen
    assert sign_it(seen=seen) == sign_it(seen=seen)

    assert AuditEntry.objects.filter(action="signed").count() == 1


def test_what_changed_since_it_was_read_is_not_signed(visit, write, sign_it):
    write()
    seen = NotesOf(visit).seen
    write(NOTE | {"plan": "Something else"})
    with pytest.raises(NoteChanged, match="has changed since you opened the page"):
        sign_it(seen=seen)

    assert VisitNote.objects.get().signed_at is None


@pytest.mark.parametrize("seen", ["new", "amendment", "", "0.1", "9999.1", "x.y", "²."])
def test_nothing_is_signed_for_a_page_that_showed_nothing(write, sign_it, seen):
    write()

    with pytest.raises(NoteChanged):
        sign_it(seen=seen)


def test_an_empty_note_is_not_signed(write, sign_it):
    write()
    write(dict.fromkeys(NOTE, ""))

    with pytest.raises(NotAllowed, match="Write something"):
        sign_it()


def test_nothing_is_signed_before_the_appointment_has_begun(write, sign_it, now):
    write(now=now)

    with pytest.raises(NotAllowed, match="once the appointment has begun"):
        sign_it(now=now)


def test_nobody_else_signs(write, sign_it):
    write()

    with pytest.raises(NotAllowed, match="Only the doctor"):
        sign_it(actor=DoctorFactory().user)


class TestAmending:
    def test_adds_rows_that_name_the_note_and_leaves_it_as_it_was(self, visit, signed, add, begun):
        first, second = add("The left arm."), add("And the right one.")

        notes = NotesOf(visit)
        assert [row.amendment for row in notes.amendments] == ["The left arm.", "And the right one."]
        assert first.amends == second.amends == notes.first
        assert {name: getattr(notes.first, name) for name in NOTE} == NOTE
        assert (
            list(AuditEntry.objects.filter(action="amended").values_list("object_label", flat=True))
            == [f"note:{visit.reference}"] * 2
        )

    def test_waits_as_a_draft_until_it_is_signed(self, visit, signed, write):
        write({"amendment": "The left arm."})

        notes = NotesOf(visit)
        assert notes.amendments == []
        assert notes.draft.amendment == "The left arm."

    def test_there_is_nothing_to_amend_before_the_note_is_signed(self, visit, write):
        write()
        late = write({"amendment": "The left arm."})

        assert late.aside.amendment == "The left arm."
        assert VisitNote.objects.count() == 1


class TestTheDatabase:
    @pytest.mark.parametrize("change", [{"plan": "Another one"}, {"signed_at": None}, {"version": 7}, {"author": 0}])
    def test_refuses_to_change_what_is_signed(self, signed, change):
        with pytest.raises(IntegrityError, match="visit_note_stays"), transaction.atomic():
            VisitNote.objects.filter(pk=signed.pk).update(**change)

        signed.refresh_from_db()
        assert signed.plan == NOTE["plan"]

    def test_refuses_to_change_an_amendment(self, add):
        amendment = add("The left arm.")

        with pytest.raises(IntegrityError, match="visit_note_stays"), transaction.atomic():
            VisitNote.objects.filter(pk=amendment.pk).update(amendment="The right arm.")

    def test_refuses_to_delete_it_or_a_draft(self, signed, write):
        write({"amendment": "The left arm."})

        for row in VisitNote.objects.order_by("-pk"):
            with (
                pytest.raises(IntegrityError, match="visit_note_stays"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute("DELETE FROM appointments_visitnote WHERE id = %s", [row.pk])

    def test_refuses_to_let_a_draft_be_about_somebody_else(self, write, book_it, published, other_patient):
        write()
        theirs = book_it(patient=other_patient, actor=other_patient.user, starts_at=published[3])

        with pytest.raises(IntegrityError, match="visit_note_stays"), transaction.atomic():
            VisitNote.objects.update(appointment=theirs)

    def test_lets_a_draft_be_written_over(self, write):
        write()

        assert VisitNote.objects.update(plan="Another one") == 1

    def test_keeps_one_note_and_one_draft_an_appointment(self, visit, write, signed, doctor, begun):
        fields = {"appointment": visit, "author": doctor, "page": signed.page, "started_at": begun, "saved_at": begun}
        with pytest.raises(IntegrityError), transaction.atomic():
            VisitNote.objects.create(**fields, plan="A second note", signed_at=begun)
        write({"amendment": "The left arm."})
        with pytest.raises(IntegrityError), transaction.atomic():
            VisitNote.objects.create(**fields, amends=signed, amendment="A second draft")

        assert VisitNote.objects.count() == 2

    def test_signs_nothing_empty(self, visit, doctor, signed, begun):
        fields = {"appointment": visit, "author": doctor, "page": signed.page, "started_at": begun, "saved_at": begun}

        with pytest.raises(IntegrityError), transaction.atomic():
            VisitNote.objects.create(**fields, amends=signed, signed_at=begun)
