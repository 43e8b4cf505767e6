"""Two records are taken apart again: as if nothing had been, but for what was made since."""

import datetime as dt

import pytest
from django.apps import apps
from django.core.exceptions import PermissionDenied

from accounts.merging.tables import NotMerged
from accounts.models import HistoryEntry, Patient, RecordGrant
from accounts.services.history.adding import add_history, say_none
from accounts.services.history.correcting import supersede_history
from accounts.services.parting import part_patients
from appointments.models import Message
from appointments.services.cancelling import cancel
from tests.accounts.record_files import file_document
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

OF_THE_STEP_ITSELF = {"accounts.auditentry", "accounts.patientmerge", "dashboards.liveevent"}


def everything():
    """Return every row of every table, but for the log of the step itself."""
    return {
        model._meta.label_lower: sorted(map(repr, model._base_manager.values()))
        for model in apps.get_models()
        if model._meta.label_lower not in OF_THE_STEP_ITSELF
    }


@pytest.fixture
def part(chief_of_records, now):
    def run(merge, **told):
        return part_patients(**{"merge": merge, "actor": chief_of_records, "now": now, **told})

    return run


def both_say_something(kept, doctor, now):
    """Give the record that is kept what clashes with the other's."""
    until = now + dt.timedelta(days=1)
    RecordGrant.objects.create(doctor=doctor, patient=kept, starts_at=now, until=until, because="referral")
    say_none(patient=kept, kind="allergy", source="doctor", actor=doctor.user, now=now)
    file_document(kept, now=now)


@pytest.mark.parametrize("the_other_way", [False, True])
@pytest.mark.parametrize("clashing", [False, True])
@pytest.mark.parametrize("take_over", [[], ["phone", "full_name"]])
def test_together_and_apart_is_as_it_was(
    full_record, kept, gone, doctor, merge_them, part, now, take_over, clashing, the_other_way
):
    third = PatientFactory(user=None)
    merge_them(kept=gone, gone=third)
    if clashing:
        both_say_something(kept, doctor, now)
    before = everything()
    merge = merge_them(kept=gone, gone=kept) if the_other_way else merge_them(take_over=take_over)
    between = everything()
    part(merge)
    after = everything()

    assert between != before
    if take_over and not the_other_way:  # whoever is reached elsewhere was told twice; the rest is as it was
        assert set(after.pop("appointments.message")) >= set(before.pop("appointments.message"))
    assert after == before


def test_what_was_corrected_since_stays_corrected(kept, gone, merge_them, part):
    merge = merge_them(take_over=["phone", "email"])
    Patient.objects.filter(pk=kept.pk).update(email="new@example.com")
    part(merge)
    kept.refresh_from_db()

    assert (str(kept.phone), kept.email) == ("", "new@example.com")


def test_what_was_made_since_stays_but_for_what_is_about_rows_that_go(
    full_record, kept, gone, doctor, merge_them, part, now, chief_of_records
):
    merge = merge_them()
    later = now + dt.timedelta(minutes=5)
    said = {"source": "doctor", "actor": doctor.user, "now": later}
    stays = add_history(patient=kept, kind="note", text="Said since", **said)
    full_record["entry"].refresh_from_db()
    goes = supersede_history(entry=full_record["entry"], text="Penicillin, severe", since="", status="current", **said)
    full_record["appointment"].refresh_from_db()
    cancel(appointment=full_record["appointment"], actor=chief_of_records, now=later, reason_code="cost")
    part(merge, now=later)

    assert HistoryEntry.objects.get(pk=stays.pk).patient == kept
    assert HistoryEntry.objects.get(pk=goes.pk).patient == gone
    told = Message.objects.filter(event__appointment=full_record["appointment"], patient__isnull=False)
    assert set(told.values_list("patient", flat=True)) == {gone.pk}


def test_what_stands_against_it(kept, gone, merge_them, part, now, front_desk):
    third = PatientFactory(user=None)
    merge = merge_them(kept=third)
    further = merge_them(gone=third)
    with pytest.raises(NotMerged, match="itself put together with another"):
        part(merge)
    part(further)
    with pytest.raises(PermissionDenied, match="Only administrators and managers"):
        part(merge, actor=front_desk)
    with pytest.raises(NotMerged, match="more than 30 days ago"):
        part(merge, now=now + dt.timedelta(days=30))
    part(merge)
    with pytest.raises(NotMerged, match="taken apart already"):
        part(merge)


def test_they_can_be_put_together_again(full_record, kept, gone, merge_them, part):
    part(merge_them())
    merge_them()
    gone.refresh_from_db()

    assert gone.merged_into == kept
