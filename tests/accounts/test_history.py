"""A history is added to, corrected, confirmed, taken out; what it said before stays."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry, HistoryEntry, PatientAccess
from accounts.roles import Role, StaffGroup
from accounts.services.granting import keep_grant
from accounts.services.history.adding import NotNone, add_history, say_none
from accounts.services.history.correcting import confirm_history, retract_history, supersede_history
from accounts.services.record_rows import RecordChanged
from tests.dashboards.staff import staff_member
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
Kind, Status, Source = HistoryEntry.Kind, HistoryEntry.Status, HistoryEntry.Source


@pytest.fixture
def leave(doctor, patient, now):
    """Dr Osei may read Maria's record for a week."""
    keep_grant(doctor=doctor, patient=patient, because="referral", until=now + dt.timedelta(days=7), now=now)


@pytest.fixture
def by_patient(patient, now):
    return {"source": Source.PATIENT, "actor": patient.user, "now": now}


@pytest.fixture
def by_doctor_(doctor, leave, now):
    return {"source": Source.DOCTOR, "actor": doctor.user, "now": now}


@pytest.fixture
def penicillin(patient, by_patient):
    return add_history(patient=patient, kind=Kind.ALLERGY, text="Penicillin", since="1988", **by_patient)


def standing(patient, kind=Kind.ALLERGY):
    return list(HistoryEntry.objects.standing().filter(patient=patient, kind=kind))


def trail(patient):
    return list(AuditEntry.objects.filter(patient=patient).order_by("pk").values_list("action", "role", "object_label"))


def test_says_what_since_when_who_and_when(penicillin, patient, now):
    assert (penicillin.text, penicillin.since, penicillin.status) == ("Penicillin", "1988", "current")
    assert (penicillin.source, penicillin.recorded_by, penicillin.recorded_at) == ("patient", patient.user, now)
    assert trail(patient) == [("added", "patient", f"history:allergy:{penicillin.pk}")]


def test_pressing_twice_adds_one(penicillin, patient, by_patient):
    again = add_history(patient=patient, kind=Kind.ALLERGY, text="Penicillin", since="1988", **by_patient)

    assert again == penicillin
    assert len(trail(patient)) == 1


def test_a_correction_takes_its_place_and_keeps_it(penicillin, patient, by_patient):
    corrected = supersede_history(entry=penicillin, text="Penicillin: a rash", since="1989", **by_patient)

    assert standing(patient) == [corrected]
    assert corrected.supersedes == HistoryEntry.objects.get(text="Penicillin", since="1988")
    assert trail(patient)[-1][0] == "changed"


def test_nothing_changed_writes_nothing(penicillin, patient, by_patient):
    same = supersede_history(entry=penicillin, text="Penicillin", since="1988", **by_patient)

    assert same == penicillin
    assert len(trail(patient)) == 1


def test_a_second_correction_of_the_same_entry_is_told(penicillin, by_patient):
    supersede_history(entry=penicillin, text="Amoxicillin", **by_patient)

    with pytest.raises(RecordChanged, match="since you opened the page"):
        supersede_history(entry=penicillin, text="Nuts", **by_patient)


def test_the_database_knows_no_second_successor(penicillin, patient, by_patient, now):
    supersede_history(entry=penicillin, text="Amoxicillin", **by_patient)

    with pytest.raises(IntegrityError), transaction.atomic():
        HistoryEntry.objects.create(
            patient=patient,
            kind=Kind.ALLERGY,
            text="Nuts",
            source=Source.PATIENT,
            recorded_by=patient.user,
            recorded_at=now,
            supersedes=penicillin,
        )


def test_taken_out_it_stands_no_longer_and_stays_readable(penicillin, patient, by_patient):
    retract_history(entry=penicillin, **by_patient)

    assert standing(patient) == []
    assert HistoryEntry.objects.filter(pk=penicillin.pk, text="Penicillin").exists()
    assert trail(patient)[-1][0] == "retracted"


def test_none_is_an_answer_until_something_is_added(patient, by_patient):
    none = say_none(patient=patient, kind=Kind.ALLERGY, **by_patient)
    assert standing(patient) == [none]
    assert say_none(patient=patient, kind=Kind.ALLERGY, **by_patient) == none

    nuts = add_history(patient=patient, kind=Kind.ALLERGY, text="Nuts", **by_patient)

    assert standing(patient) == [nuts]
    assert nuts.supersedes == none


def test_none_is_refused_while_something_is_there(penicillin, patient, by_patient):
    with pytest.raises(NotNone, match="Take it out first"):
        say_none(patient=patient, kind=Kind.ALLERGY, **by_patient)


def test_nobody_says_that_there_is_nothing_else(patient, by_patient):
    with pytest.raises(ValueError, match="note"):
        say_none(patient=patient, kind=Kind.NOTE, **by_patient)


def test_a_doctor_confirms_what_the_patient_said(penicillin, patient, doctor, leave, now):
    confirmed = confirm_history(entry=penicillin, source="doctor", actor=doctor.user, now=now)

    assert (confirmed.text, confirmed.since, confirmed.is_confirmed) == ("Penicillin", "1988", True)
    assert standing(patient) == [confirmed]
    assert trail(patient)[-1][:2] == ("confirmed", "doctor")
    assert confirm_history(entry=confirmed, source="doctor", actor=doctor.user, now=now) == confirmed


def test_a_doctor_confirms_that_there_is_nothing(patient, by_patient, by_doctor_):
    say_none(patient=patient, kind=Kind.ALLERGY, **by_patient)

    none = say_none(patient=patient, kind=Kind.ALLERGY, **by_doctor_)

    assert standing(patient) == [none]
    assert none.is_confirmed


def test_what_a_doctor_wrote_is_not_the_patients_to_change(patient, by_patient, by_doctor_):
    theirs = add_history(patient=patient, kind=Kind.ALLERGY, text="Latex", **by_doctor_)

    for step in (
        lambda: retract_history(entry=theirs, **by_patient),
        lambda: supersede_history(entry=theirs, text="Nuts", **by_patient),
    ):
        with pytest.raises(PermissionDenied, match="Dr Amara Osei wrote or confirmed this"):
            step()
    assert standing(patient) == [theirs]


def test_a_doctor_without_leave_writes_nothing(patient, doctor, now):
    with pytest.raises(PermissionDenied):
        add_history(patient=patient, kind=Kind.ALLERGY, text="Nuts", source=Source.DOCTOR, actor=doctor.user, now=now)


def test_nor_once_it_has_ended(patient, doctor, leave, penicillin, now):
    with pytest.raises(PermissionDenied):
        confirm_history(entry=penicillin, source="doctor", actor=doctor.user, now=now + dt.timedelta(days=7))


def test_a_doctor_is_no_patient_of_their_patients(patient, doctor, leave, now):
    with pytest.raises(PermissionDenied):
        add_history(patient=patient, kind=Kind.ALLERGY, text="Nuts", source=Source.PATIENT, actor=doctor.user, now=now)


@pytest.mark.parametrize(("scope", "may"), [("messages", False), ("book", False), ("record", True)])
def test_who_acts_for_somebody_needs_the_right_to_read(patient, now, scope, may):
    carer = UserFactory()
    PatientAccess.objects.create(user=carer, patient=patient, relation="carer", scope=scope)
    told = {
        "patient": patient,
        "kind": Kind.ALLERGY,
        "text": "Nuts",
        "source": Source.PATIENT,
        "actor": carer,
        "now": now,
    }

    if not may:
        with pytest.raises(PermissionDenied):
            add_history(**told)
        return
    add_history(**told)
    entry = AuditEntry.objects.get(patient=patient)
    assert (entry.actor, entry.on_behalf_of, entry.role) == (carer, patient, "patient")


def test_words_are_needed_where_there_is_something(patient, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        HistoryEntry.objects.create(
            patient=patient, kind="allergy", text="", source="patient", recorded_by=patient.user, recorded_at=now
        )


class TestWhoReads:
    def visible(self, user, now):
        return HistoryEntry.objects.visible_to(user, now=now).exists()

    def test_the_patient_and_their_doctor_for_as_long_as_they_may(self, penicillin, patient, doctor, leave, now):
        assert self.visible(patient.user, now)
        assert self.visible(doctor.user, now)
        assert not self.visible(doctor.user, now + dt.timedelta(days=7))

    def test_nobody_else(self, penicillin, doctor, now):
        assert not self.visible(doctor.user, now)
        assert not self.visible(PatientFactory().user, now)
        assert not self.visible(UserFactory(role=Role.DOCTOR), now)

    @pytest.mark.parametrize("group", list(StaffGroup))
    def test_of_the_administration_only_administrators(self, penicillin, now, group):
        assert self.visible(staff_member(group), now) == (group == StaffGroup.ADMINISTRATOR)

    def test_no_doctor_who_has_left(self, penicillin, doctor, leave, now):
        doctor.is_active = False
        doctor.save()

        assert not self.visible(doctor.user, now)
