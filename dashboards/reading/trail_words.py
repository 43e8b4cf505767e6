"""The labels of the audit trail in words for those who oversee it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import AuditEntry
from accounts.models.emergency import LABEL as EMERGENCY
from accounts.roles import Role, StaffGroup
from accounts.services.auditing import ADMINISTRATION, BY_LINK, FOR_ANOTHER, OWN, SYSTEM
from appointments.lifecycle import Verb
from appointments.record_access import LABEL as APPOINTMENT
from appointments.visits.services.signing import AMENDED, SIGNED

NOTES = [(SIGNED, gettext_lazy("Signed")), (AMENDED, gettext_lazy("Added to"))]
ACTIONS = dict([*Verb.choices, *AuditEntry.Action.choices, *NOTES])
ROLES = dict([*Role.choices, *StaffGroup.choices, (SYSTEM, gettext_lazy("The system"))])
THINGS = {
    "record": gettext_lazy("the record"),
    "appointment": gettext_lazy("an appointment"),
    "document": gettext_lazy("a document"),
    "history": gettext_lazy("the health history"),
    "historyentry": gettext_lazy("an entry of the health history"),
    "measurement": gettext_lazy("a measurement"),
    "note": gettext_lazy("the note of a visit"),
    "summary": gettext_lazy("the summary of a visit"),
    "follow-up": gettext_lazy("the suggestion of another appointment"),
    "details": gettext_lazy("details"),
    "access": gettext_lazy("who may act for the patient"),
    "emergency": gettext_lazy("a record opened in an emergency"),
    "emergencyopening": gettext_lazy("the page of an emergency"),
    "preview": gettext_lazy("the preview of a message"),
    "text": gettext_lazy("the text of a message"),
    "calendar": gettext_lazy("a calendar for other programs"),
    "notifications": gettext_lazy("how messages arrive"),
    "trail": gettext_lazy("the audit trail, as a file"),
    "export": gettext_lazy("a list, as a file"),
    "trail-of": gettext_lazy("what an account saw"),
    "readers-of": gettext_lazy("who saw a patient"),
    "lateness": gettext_lazy("that a doctor runs late"),
    "retention": gettext_lazy("what was kept long enough"),
    "schedule_check": gettext_lazy("the check of the schedule"),
    "audit_check": gettext_lazy("the check of the audit trail"),
}
PURPOSES = {
    OWN: gettext_lazy("Their own"),
    FOR_ANOTHER: gettext_lazy("Acts for the patient"),
    ADMINISTRATION: gettext_lazy("Administration"),
    BY_LINK: gettext_lazy("By the link of a message"),
    "referral": gettext_lazy("Referral"),
}


def action_words(action):
    """Return ``Opened`` or ``Missed``; a step of an appointment has the words of its history."""
    return str(ACTIONS.get(action, action))


def thing_words(label):
    """Return ``the note of a visit, K7QD2M9X``: what kind of thing it is, and which."""
    kind, _colon, which = label.partition(":")
    thing = THINGS.get(kind.partition(" ")[0])
    if thing is None:
        return label
    return f"{thing}, {which}" if which else str(thing)


def purpose_words(purpose):
    """Return why, in words; ``""`` where the trail says none."""
    if purpose.startswith(APPOINTMENT):
        return _("Appointment %(reference)s") % {"reference": purpose.removeprefix(APPOINTMENT)}
    if purpose.startswith(EMERGENCY):
        return _("Emergency, without an appointment")
    return str(PURPOSES.get(purpose, purpose))


def role_words(role):
    return str(ROLES.get(role, role))
