"""Open a patient's record before a doctor: only by current leave, and never without its line in the audit trail."""

from accounts.models import HistoryEntry, RecordGrant
from accounts.services.auditing import audit_read
from appointments.record_access import reason_of
from dashboards.reading.health import DOCTORS_SEAT, health_of

ALLERGY = HistoryEntry.Kind.ALLERGY


def leave_of(doctor, *, now, **whose):
    """
    Return the ``RecordGrant`` by which ``doctor`` may read the record now, with its patient, or ``None``.

    Of several, the one that ends first: it belongs to the appointment that is nearest.
    """
    grants = RecordGrant.objects.current(now=now).filter(doctor=doctor, **whose)
    return grants.select_related("patient").order_by("until", "pk").first()


def open_record(*, doctor, actor, record_number, now):
    """
    Return the leave by which ``doctor`` may read the record with this number, and write that it was opened.

    The number of a record that was put together with another leads to the one that stays: papers and links outlive
    the putting together.
    """
    leave = leave_of(doctor, patient__record_number=record_number, now=now) or leave_of(
        doctor, patient__merged_records__record_number=record_number, now=now
    )
    if leave is not None:
        audit_read(actor=actor, patient=leave.patient, purpose=leave.because, now=now)
    return leave


def open_beside(appointment, *, doctor, actor, zone, now):
    """Return the allergies to show beside an appointment, or ``None`` as ``record_beside`` does."""
    record = record_beside(appointment, doctor=doctor, actor=actor, zone=zone, now=now, kinds=[ALLERGY])
    return record and record[ALLERGY]


def record_beside(appointment, *, doctor, actor, zone, now, kinds):
    """
    Return these kinds of the history by kind, or ``None`` where its doctor may not read the record any more.

    Either way it is written down what was opened: the record, or the appointment alone. The same few
    queries however much there is.
    """
    patient, reason = appointment.patient, reason_of(appointment)
    if leave_of(doctor, patient=patient, now=now) is None:
        audit_read(actor=actor, patient=patient, purpose=reason, object_label=reason, now=now)
        return None
    audit_read(actor=actor, patient=patient, purpose=reason, now=now)
    return health_of(patient, reader=actor, zone=zone, seat=DOCTORS_SEAT, now=now, kinds=kinds)
