"""Who looked at a patient's record or changed it, in words for the patient. Two queries, however many."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.translation import gettext as _

from accounts.models import AuditEntry
from accounts.roles import Role, StaffGroup
from accounts.services.auditing import ADMINISTRATION
from appointments.models import Appointment
from appointments.record_access import LABEL
from scheduling.time_words import short_day

PER_PAGE = 25
ROLES = dict([*Role.choices, *StaffGroup.choices])
PLACES_OF_THE_RECORD = ("record:", "history:", "details:", "access:")


@dataclass(frozen=True)
class Reader:
    """One line: who, as what, what they did, when and why."""

    entry: AuditEntry
    who: str
    role: str
    did: str
    why: str


def readers_of(patient, *, asking, page):
    """
    Return a page of what others than ``asking`` did with the record, the newest first.

    What happened to appointments is told on their own pages.
    """
    entries = AuditEntry.objects.filter(patient=patient, outcome=AuditEntry.Outcome.ALLOWED, actor__isnull=False)
    entries = entries.exclude(actor=asking).select_related("actor__doctor").order_by("-at", "-pk")
    found = Paginator(entries.exclude(object_label__startswith=LABEL, purpose=""), PER_PAGE).get_page(page)
    references = {entry.purpose.removeprefix(LABEL) for entry in found if entry.purpose.startswith(LABEL)}
    theirs = Appointment.objects.filter(patient=patient, reference__in=references)
    appointments = {appointment.reference: appointment for appointment in theirs}
    found.object_list = [in_words(entry, appointments, patient=patient, asking=asking) for entry in found]
    return found


def in_words(entry, appointments, *, patient, asking):
    doctor = getattr(entry.actor, "doctor", None) if entry.role == Role.DOCTOR else None
    return Reader(
        entry=entry,
        who=doctor.display_name if doctor else entry.actor.full_name,
        role=acts_for(patient, asking) if entry.on_behalf_of_id else str(ROLES.get(entry.role, entry.role)),
        did=what(entry),
        why=why(entry, appointments),
    )


def acts_for(patient, asking):
    if patient.user_id == asking.pk:
        return _("Acts for you")
    return _("Acts for %(name)s") % {"name": patient.full_name}


def what(entry):
    """Return what was done, such as ``Opened the record`` or ``Changed the history``."""
    part = entry.object_label.partition(":")[0]
    changed = {"history": _("Changed the health history"), "details": _("Changed the details")}
    if entry.action == AuditEntry.Action.READ:
        return _("Opened the appointment") if part == "appointment" else _("Opened the record")
    if part == "emergency":
        looked_into = entry.action == AuditEntry.Action.CONFIRM
        return _("Looked into the emergency") if looked_into else _("Opened the record in an emergency")
    if part == "access":
        return _("Changed who may see the record")
    return changed.get(part, _("Started the record"))


def why(entry, appointments):
    """Return why, in words; a reason that is an appointment is named by its day."""
    if entry.purpose.startswith(LABEL):
        appointment = appointments.get(entry.purpose.removeprefix(LABEL))
        if appointment is None:
            return _("Appointment")
        day = short_day(appointment.starts_at, appointment.time_zone)
        return _("Appointment on %(day)s") % {"day": day}
    return {
        "emergency": _("Emergency, without an appointment"),
        "referral": _("Referral"),
        ADMINISTRATION: _("Administration"),
    }.get(entry.purpose.partition(":")[0], "")
