"""Measurements are added, corrected, taken out; what was there before stays, and nothing impossible comes in."""

import datetime as dt
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, transaction

from accounts.measurement_kinds import FACTS, Kind
from accounts.models import AuditEntry, Measurement
from accounts.roles import StaffGroup
from accounts.services.granting import keep_grant
from accounts.services.measurements.adding import add_measurements
from accounts.services.measurements.correcting import retract_measurement, supersede_measurement
from accounts.services.measurements.writing import Reading
from accounts.services.record_rows import RecordChanged
from tests.accounts.record_files import measure
from tests.dashboards.staff import staff_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def leave(doctor, patient, now):
    keep_grant(doctor=doctor, patient=patient, because="referral", until=now + dt.timedelta(days=7), now=now)


@pytest.fixture
def by_patient(patient, now):
    return {"source": "patient", "actor": patient.user, "now": now}


@pytest.fixture
def weight(patient, now):
    return measure(patient, now=now)


def standing(patient):
    return list(Measurement.objects.standing().filter(patient=patient))


def trail(patient):
    return list(AuditEntry.objects.filter(patient=patient).order_by("pk").values_list("action", "object_label"))


def test_says_what_when_and_who(weight, patient, now):
    assert (weight.kind, weight.value, weight.second_value) == ("weight", Decimal("72.5"), None)
    assert (weight.measured_at, weight.recorded_by, weight.source) == (now, patient.user, "patient")
    assert trail(patient) == [("added", f"measurement:weight:{weight.pk}")]


def test_what_one_visit_measured_comes_in_whole_or_not_at_all(patient, by_patient, now):
    readings = [Reading("weight", Decimal(70)), Reading("height", Decimal(1000))]

    with pytest.raises(IntegrityError), transaction.atomic():
        add_measurements(patient=patient, readings=readings, measured_at=now, **by_patient)

    assert standing(patient) == []


def test_pressing_twice_adds_one(weight, patient, now):
    assert measure(patient, now=now) == weight
    assert len(trail(patient)) == 1


def test_a_correction_takes_its_place_and_keeps_it(weight, patient, by_patient, now):
    earlier = now - dt.timedelta(hours=1)
    told = {"reading": Reading("weight", Decimal("27.5")), "measured_at": earlier}
    corrected = supersede_measurement(measurement=weight, **told, **by_patient)

    assert standing(patient) == [corrected]
    assert (corrected.value, corrected.measured_at, corrected.supersedes) == (Decimal("27.5"), earlier, weight)
    assert trail(patient)[-1][0] == "changed"
    with pytest.raises(RecordChanged):
        supersede_measurement(measurement=weight, **told, **by_patient)


def test_nothing_changed_writes_nothing(weight, patient, by_patient, now):
    same = supersede_measurement(
        measurement=weight, reading=Reading("weight", Decimal("72.5")), measured_at=now, **by_patient
    )

    assert same == weight
    assert len(trail(patient)) == 1


def test_taken_out_it_stands_no_longer_and_stays_readable(weight, patient, by_patient):
    retract_measurement(measurement=weight, **by_patient)

    assert standing(patient) == []
    assert Measurement.objects.get(pk=weight.pk).value == Decimal("72.5")
    assert trail(patient)[-1][0] == "retracted"


def test_what_a_doctor_measured_is_not_the_patients_to_change(patient, doctor, leave, by_patient, now):
    theirs = measure(patient, now=now, source="doctor", actor=doctor.user)

    with pytest.raises(PermissionDenied, match="wrote or confirmed this"):
        retract_measurement(measurement=theirs, **by_patient)


def test_nobody_without_access_adds_anything(patient, other_patient, doctor, now):
    for actor, source in ((other_patient.user, "patient"), (doctor.user, "doctor")):
        with pytest.raises(PermissionDenied):
            measure(patient, now=now, actor=actor, source=source)


# --- The database itself ----------------------------------------------------------------------------
EDGES = [
    *((facts.kind, facts.least, facts.second_least) for facts in FACTS.values()),
    *((facts.kind, facts.most, facts.second_most) for facts in FACTS.values()),
]


def row(patient, now, **fields):
    told = {"patient": patient, "measured_at": now, "source": "patient"} | fields
    return Measurement.objects.create(recorded_by=patient.user, recorded_at=now, **told)


@pytest.mark.parametrize(("kind", "value", "second"), EDGES)
def test_the_edges_themselves_are_possible(patient, now, kind, value, second):
    assert row(patient, now, kind=kind, value=value, second_value=second)


@pytest.mark.parametrize("facts", FACTS.values(), ids=FACTS)
def test_the_database_knows_what_nobody_can_have(patient, now, facts):
    second = facts.second_least
    for value in (facts.least - Decimal("0.1"), facts.most + Decimal("0.1"), None):
        with pytest.raises(IntegrityError), transaction.atomic():
            row(patient, now, kind=facts.kind, value=value, second_value=second)


@pytest.mark.parametrize(("value", "second"), [(120, None), (120, 10), (120, 210), (80, 80), (80, 120), (None, 80)])
def test_a_blood_pressure_is_a_pair_the_first_of_which_is_higher(patient, now, value, second):
    with pytest.raises(IntegrityError), transaction.atomic():
        row(patient, now, kind=Kind.BLOOD_PRESSURE, value=value, second_value=second)


def test_nothing_else_is_a_pair(patient, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        row(patient, now, kind=Kind.WEIGHT, value=70, second_value=50)


def test_only_what_was_there_is_taken_out(patient, weight, now):
    for fields in ({}, {"supersedes": weight, "value": 7}):
        with pytest.raises(IntegrityError), transaction.atomic():
            row(patient, now, kind=Kind.WEIGHT, is_retracted=True, **fields)


def test_nothing_was_measured_tomorrow(patient, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        row(patient, now, kind=Kind.WEIGHT, value=70, measured_at=now + dt.timedelta(days=1))


def test_the_database_changes_and_deletes_none(weight):
    for change in (
        lambda: Measurement.objects.update(value=71),
        lambda: Measurement.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(DatabaseError, match="measurement_stays"), transaction.atomic():
            change()


def test_the_database_knows_no_second_successor(weight, patient, now):
    row(patient, now, kind=Kind.WEIGHT, value=70, supersedes=weight)

    with pytest.raises(IntegrityError), transaction.atomic():
        row(patient, now, kind=Kind.WEIGHT, value=71, supersedes=weight)


# --- Reading ----------------------------------------------------------------------------------------
def test_the_newest_of_each_kind(patient, now):
    for days in range(4):
        measure(patient, value=str(70 + days), now=now, measured_at=now - dt.timedelta(days=days))
    measure(patient, "height", "170", now=now, measured_at=now - dt.timedelta(days=900))

    newest = Measurement.objects.standing().newest_of_each_kind(2)

    assert [(row.kind, int(row.value)) for row in newest] == [("weight", 70), ("weight", 71), ("height", 170)]


def test_who_reads(weight, patient, other_patient, doctor, leave, now):
    desk, analyst = staff_member(StaffGroup.FRONT_DESK), staff_member(StaffGroup.ANALYST)
    for user, count in ((patient.user, 1), (doctor.user, 1), (other_patient.user, 0), (desk, 0), (analyst, 0)):
        assert Measurement.objects.visible_to(user, now=now).count() == count
