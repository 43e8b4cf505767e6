"""Two records are put together while one of them is booked for and written to; run by ``arena.py``."""

from collections import Counter

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.merging.tables import NotMerged
from accounts.models import AuditEntry, HistoryEntry, Patient, PatientMerge, RecordGrant
from accounts.services.history.adding import add_history
from accounts.services.merging import merge_patients
from appointments.merging import ALL_TABLES
from appointments.models import Appointment
from appointments.policies import NotAllowed
from appointments.services.booking import book
from scheduling.services.claiming import SlotTaken
from tests.concurrency import scenarios
from tests.concurrency.arena import PROCESSES, rush
from tests.dashboards.staff import administrator
from tests.factories import PatientFactory


def merged_while_booked_for():
    """Six book for the record that goes, six add to its history, four put the two together."""
    offer, clinic, starts, (kept,), _hours = scenarios.a_morning(patients=1)
    gone = PatientFactory(user=None)
    chief, now = administrator(), timezone.now()
    RecordGrant.objects.create(doctor=offer.doctor, patient=gone, starts_at=now, until=starts[-1], because="referral")

    def work(number):
        try:
            if number % 3 == 0 and number < 12:
                book(
                    patient=gone,
                    offer=offer,
                    clinic=clinic,
                    starts_at=starts[number // 3],
                    actor=chief,
                    now=now,
                    by_right=True,
                )
                return "booked"
            if number % 3 == 1 and number < 12:
                add_history(
                    patient=gone, kind="note", text=f"Note {number}", source="doctor", actor=offer.doctor.user, now=now
                )
                return "written"
            merge_patients(kept=kept, gone=gone, take_over=[], reason="Twice", actor=chief, now=now)
            return "merged"
        except (NotAllowed, PermissionDenied, NotMerged, SlotTaken):
            return "told"

    outcomes = Counter(map(str, rush(work, processes=PROCESSES)))
    left = {table.label: table.model._base_manager.filter(patient=gone).count() for table in ALL_TABLES}
    return {
        "outcomes": dict(outcomes),
        "merges": PatientMerge.objects.count(),
        "left_behind": {label: count for label, count in left.items() if count},
        "appointments": Appointment.objects.filter(patient=kept).count(),
        "notes": HistoryEntry.objects.filter(patient=kept).count(),
        "went": Patient.everyone.get(pk=gone.pk).merged_into_id == kept.pk,
        "lines": AuditEntry.objects.filter(action="merged").count(),
    }
