"""Who looked at a patient's record or changed it, in words for the patient. The same few queries, however many."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditEntry, Document, Patient
from accounts.roles import Role, StaffGroup
from accounts.services.auditing import ADMINISTRATION, BY_LINK
from appointments.models import Appointment
from appointments.record_access import LABEL
from appointments.visits.services.signing import AMENDED, SIGNED
from scheduling.time_words import short_day

Action = AuditEntry.Action
PER_PAGE = 25
ROLES = dict([*Role.choices, *StaffGroup.choices])
OF_VISITS = {
    ("note", Action.READ): gettext_lazy("Read the note of an appointment"),
    ("note", Action.ADD): gettext_lazy("Began the note of an appointment"),
    ("note", SIGNED): gettext_lazy("Signed the note of an appointment"),
    ("note", AMENDED): gettext_lazy("Added to the note of an appointment"),
    ("summary", Action.READ): gettext_lazy("Read the summary of an appointment"),
    ("summary", Action.SHARE): gettext_lazy("Shared a summary of an appointment"),
    ("summary", Action.END): gettext_lazy("Took a summary of an appointment back"),
    ("follow-up", Action.ADD): gettext_lazy("Suggested another appointment"),
    ("follow-up", Action.END): gettext_lazy("Took the suggestion of another appointment back"),
}
"""What is done about a visit: the part of the label before its reference, and the action."""
OF_FILES = {
    Action.READ: gettext_lazy("Opened a document"),
    Action.ADD: gettext_lazy("Added a document"),
    Action.CONFIRM: gettext_lazy("Confirmed a document"),
    Action.RETRACT: gettext_lazy("Took a document out"),
}
DOCUMENT = "document:"
NOT_OF_THE_RECORD = ("calendar:", "notifications:")
"""How somebody hears of their appointments: in the trail, and no look at anybody's health."""


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
    entries = AuditEntry.objects.filter(
        patient__in=Patient.everyone.same_person(patient).order_by().values("pk"),
        outcome=AuditEntry.Outcome.ALLOWED,
        actor__isnull=False,
    )
    entries = entries.exclude(actor=asking).exclude(object_label__startswith=LABEL, purpose__in=["", BY_LINK])
    for label in NOT_OF_THE_RECORD:
        entries = entries.exclude(object_label__startswith=label)
    found = Paginator(entries.select_related("actor__doctor").order_by("-at", "-pk"), PER_PAGE).get_page(page)
    references = {entry.purpose.removeprefix(LABEL) for entry in found if entry.purpose.startswith(LABEL)}
    theirs = Appointment.objects.filter(patient=patient, reference__in=references)
    appointments = {appointment.reference: appointment for appointment in theirs}
    files = titles_of(found, patient)
    found.object_list = [in_words(entry, appointments, files, patient=patient, asking=asking) for entry in found]
    return found


def titles_of(entries, patient):
    """Return what the documents are called that ``entries`` are about, by their label in the trail."""
    keys = [label.removeprefix(DOCUMENT) for label in (entry.object_label for entry in entries) if is_file(label)]
    titles = Document.objects.filter(patient=patient, pk__in=keys).values_list("pk", "title")
    return {f"{DOCUMENT}{pk}": title for pk, title in titles}


def is_file(label):
    return label.startswith(DOCUMENT)


def in_words(entry, appointments, files, *, patient, asking):
    doctor = getattr(entry.actor, "doctor", None) if entry.role == Role.DOCTOR else None
    return Reader(
        entry=entry,
        who=doctor.display_name if doctor else entry.actor.full_name,
        role=acts_for(patient, asking) if entry.on_behalf_of_id else str(ROLES.get(entry.role, entry.role)),
        did=what(entry, files),
        why=why(entry, appointments),
    )


def acts_for(patient, asking):
    if patient.user_id == asking.pk:
        return _("Acts for you")
    return _("Acts for %(name)s") % {"name": patient.full_name}


def what(entry, files):
    """Return what was done, such as ``Opened the record`` or ``Changed the history``."""
    part = entry.object_label.partition(":")[0]
    changed = {
        "history": _("Changed the health history"),
        "details": _("Changed the details"),
        "measurement": _("Added or changed measurements"),
    }
    if (part, entry.action) in OF_VISITS:
        return str(OF_VISITS[part, entry.action])
    if is_file(entry.object_label) and entry.action in OF_FILES:
        title = files.get(entry.object_label)
        return f"{OF_FILES[entry.action]}: {title}" if title else str(OF_FILES[entry.action])
    if part == "readers-of":
        return _("Looked at who opened the record")
    if entry.action == AuditEntry.Action.READ:
        return _("Opened the appointment") if part == "appointment" else _("Opened the record")
    if part == "emergency":
        looked_into = entry.action == AuditEntry.Action.CONFIRM
        return _("Looked into the emergency") if looked_into else _("Opened the record in an emergency")
    if part == "merge":
        apart = entry.action == AuditEntry.Action.PART
        return _("Took two records apart") if apart else _("Put two records together")
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
