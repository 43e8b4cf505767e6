"""Hold a time for somebody while they fill in a form: a promise with an end."""

from accounts.contention import in_one_transaction
from scheduling.models import TimeSlot
from scheduling.services.claiming import SlotTaken, claimable_runs
from scheduling.services.releasing import release


@in_one_transaction(otherwise=SlotTaken)
def hold(*, offer, clinic, starts_at, hold_key, until, now, by_right=False):
    """
    Hold the run ``offer`` needs at ``starts_at`` until the instant ``until``.

    Whatever ``hold_key`` held before is free again: one key holds one time.
    Holding the same time once more moves the end of the hold. ``by_right`` is for the
    clinic: also where the hours leave out this kind of visit.

    Raises ``SlotTaken``.
    """
    runs = claimable_runs(
        doctor=offer.doctor_id,
        clinic=clinic,
        starts_at=starts_at,
        minutes=offer.minutes,
        occupies=offer.occupies,
        now=now,
        hold_key=hold_key,
        visit_type=None if by_right else offer.visit_type_id,
    )
    if not runs:
        raise SlotTaken
    ids = [slot.pk for slot in runs[0]]
    let_go(hold_key=hold_key, now=now, keeping=ids)
    held = (
        TimeSlot.objects.free(now=now, hold_key=hold_key).filter(pk__in=ids).update(held_until=until, hold_key=hold_key)
    )
    if held != len(ids):
        raise SlotTaken


@in_one_transaction()
def let_go(*, hold_key, now, keeping=()):
    """Give back what ``hold_key`` holds, except the slots ``keeping``. Nothing held is no error."""
    let_go_all(hold_keys=[hold_key], now=now, keeping=keeping)


@in_one_transaction()
def let_go_all(*, hold_keys, now, keeping=()):
    """Give back what any of ``hold_keys`` holds, except the slots ``keeping``."""
    held = TimeSlot.objects.filter(hold_key__in=hold_keys).exclude(pk__in=keeping)
    ids = list(held.exclude(status=TimeSlot.Status.BOOKED).order_by("pk").values_list("pk", flat=True))
    if ids:
        release(slot_ids=ids, now=now)
