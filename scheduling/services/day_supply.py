"""Count what a day offered, then forget its unused slots. Booked slots stay for ever."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.db.models import Exists, Max, OuterRef, Q, QuerySet

from accounts.contention import in_one_transaction
from accounts.models import Doctor
from scheduling.clinic_time import ONE_DAY, ONE_MINUTE, local_date
from scheduling.models import Clinic, DaySupply, TimeSlot
from scheduling.services.doctor_lock import lock_doctors
from scheduling.services.every_doctor import every_doctor
from scheduling.services.publishing import BATCH

# A day booked to the last slot has nothing to prune and is counted all the
# same, as long as this runs at least so often.
LOOK_BACK = dt.timedelta(days=35)

Day = tuple[int, dt.date]  # clinic, local date


@dataclass
class SupplyReport:
    """How many days of a doctor were counted, how many slots deleted."""

    doctor_id: int
    days: int = 0
    pruned: int = 0
    error: str = ""


def count_and_prune_all(*, now: dt.datetime) -> Iterator[SupplyReport]:
    """Count and prune the past of one doctor with slots after the other, and yield what was done for each."""
    slots = TimeSlot.objects.filter(doctor=OuterRef("pk"))
    return every_doctor(Doctor.objects.filter(Exists(slots)), count_and_prune, now=now, failed=SupplyReport)


@in_one_transaction()
def count_and_prune(*, doctor: Doctor, now: dt.datetime) -> SupplyReport:
    """
    Write ``DaySupply`` for the doctor's days that ended a day ago or earlier, and delete their unused slots.

    Offered minutes are all there were, the blocked and the booked among them. A
    day counted before keeps what it offered; its booked minutes are counted
    again, because a visit may be given back after its day.
    """
    lock_doctors([doctor.pk])
    past = TimeSlot.objects.filter(ended_before(now, clinics=clinics_of(doctor)), doctor=doctor).order_by()
    unused = past.exclude(status=TimeSlot.Status.BOOKED)
    days: set[Day] = {*unused.values_list("clinic_id", "local_date").distinct(), *uncounted(doctor, past)}
    write_supply(doctor, past, days)
    pruned, _by_model = unused.delete()
    return SupplyReport(doctor_id=doctor.pk, days=len(days), pruned=pruned)


def clinics_of(doctor: Doctor) -> list[Clinic]:
    """Return the clinics at which the doctor has or had slots."""
    slots = TimeSlot.objects.filter(doctor=doctor).order_by()
    return list(Clinic.objects.filter(pk__in=slots.values("clinic")))


def ended_before(now: dt.datetime, *, clinics: Iterable[Clinic]) -> Q:
    """Return the condition for slots of whole local days that ended 24 hours before ``now``, or earlier."""
    condition = Q(pk__in=[])
    for clinic in clinics:
        condition |= Q(clinic=clinic, local_date__lt=local_date(now - ONE_DAY, clinic.time_zone))
    return condition


def uncounted(doctor: Doctor, past: QuerySet[TimeSlot]) -> Iterable[Day]:
    """Return the days with slots since a while before the last count that have no count."""
    latest = DaySupply.objects.filter(doctor=doctor).aggregate(latest=Max("local_date"))["latest"]
    if latest is not None:
        past = past.filter(local_date__gte=latest - LOOK_BACK)
    counts = DaySupply.objects.filter(doctor=doctor, clinic=OuterRef("clinic"), local_date=OuterRef("local_date"))
    return past.filter(~Exists(counts)).values_list("clinic_id", "local_date").distinct()


def write_supply(doctor: Doctor, past: QuerySet[TimeSlot], days: set[Day]) -> None:
    """Add up the minutes of ``days`` and write them."""
    supply = {day: DaySupply(doctor=doctor, clinic_id=day[0], local_date=day[1]) for day in days}
    minutes: dict[Day, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    slots = past.filter(local_date__in={day for _clinic, day in days})
    columns = ("clinic_id", "local_date", "status", "starts_at", "ends_at")
    for clinic_id, day, status, starts_at, ends_at in slots.values_list(*columns).iterator():
        minutes[clinic_id, day][status] += (ends_at - starts_at) // ONE_MINUTE
    for key, row in supply.items():
        row.minutes_offered = sum(minutes[key].values())
        row.minutes_blocked = minutes[key][TimeSlot.Status.BLOCKED]
        row.minutes_booked = minutes[key][TimeSlot.Status.BOOKED]
    DaySupply.objects.bulk_create(
        supply.values(),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["doctor", "clinic", "local_date"],
        update_fields=["minutes_booked"],
    )
