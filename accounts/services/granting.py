"""Give a doctor leave to read a record, move its end, end it. Whoever knows the reason calls it, above."""

import datetime as dt

from accounts.models import Doctor, Patient, RecordGrant


def keep_grant(*, doctor: Doctor, patient: Patient, because: str, until: dt.datetime, now: dt.datetime) -> None:
    """
    Let ``doctor`` read the record of ``patient`` until then, because of ``because``. One statement.

    Leave given before for the same reason keeps its beginning and has its end
    moved, either way; leave that was ended begins to count again.
    """
    RecordGrant.objects.bulk_create(
        # Never an end before its beginning: leave that is over was over at once.
        [RecordGrant(doctor=doctor, patient=patient, because=because, starts_at=min(now, until), until=until)],
        update_conflicts=True,
        unique_fields=["doctor", "patient", "because"],
        update_fields=["until"],
    )


def end_grant(*, doctor: Doctor, patient: Patient, because: str, now: dt.datetime) -> None:
    """End the leave now. The row stays: it says who could read, from when until when. One statement."""
    leave = RecordGrant.objects.filter(doctor=doctor, patient=patient, because=because)
    leave.filter(until__gt=now).update(until=now)
