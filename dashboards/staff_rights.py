"""What each group of administrators may do in the admin: one table, written to the database after every migrate."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from accounts.roles import StaffGroup

ALL = ("view", "add", "change", "delete")
EDIT = ("view", "add", "change")
SEE = ("view",)

PEOPLE = ("accounts.patient", "accounts.patientaccess")
PROFILES = ("accounts.doctor", "accounts.doctorlanguage", "accounts.specialty")
PLACES = ("scheduling.clinic", "scheduling.visittype", "scheduling.doctorvisittype")
TIME = ("scheduling.workinghours", "scheduling.timeoff")
SUPPLY = ("scheduling.timeslot", "scheduling.daysupply")
AUDIT = ("accounts.auditentry", "accounts.auditseal", "accounts.recordgrant")
EMERGENCIES = ("accounts.emergencyopening",)
BOOKINGS = ("appointments.appointment",)
REMINDERS = ("appointments.reminderrule",)
RECORDS = (
    "appointments.appointmentevent",
    "appointments.appointmentslot",
    "appointments.message",
    "appointments.bookingdraft",
)

RIGHTS = {
    StaffGroup.ADMINISTRATOR: {
        ("accounts.user",): ("view", "change"),
        ("accounts.invitation",): ("view", "add"),
        EMERGENCIES: ("view", "change"),
        ("auth.group", "account.emailaddress"): SEE,
        (*PEOPLE, *PROFILES, *PLACES, *TIME): EDIT,
        ("accounts.doctorlanguage", "scheduling.clinicstaff"): ALL,
        ("scheduling.schedulingsettings", "appointments.bookingsettings"): EDIT,
        ("appointments.messagetext",): ("view", "change"),
        REMINDERS: ALL,
        BOOKINGS: (*EDIT, "book_by_right", "correct_attendance"),
        (*SUPPLY, *RECORDS, *AUDIT, "accounts.historyentry", "dashboards.dutyrun"): SEE,
    },
    StaffGroup.MANAGER: {
        ("accounts.user",): SEE,  # who works where is chosen among them
        (*PEOPLE, *PROFILES, *PLACES, *TIME): EDIT,
        ("accounts.doctorlanguage", "scheduling.clinicstaff"): ALL,
        REMINDERS: ALL,
        BOOKINGS: (*EDIT, "book_by_right", "correct_attendance"),
        (*SUPPLY, *RECORDS, "dashboards.dutyrun"): SEE,
    },
    StaffGroup.FRONT_DESK: {
        ("accounts.patient",): EDIT,
        BOOKINGS: (*EDIT, "book_by_right"),
        (*PROFILES, *PLACES, *TIME, *SUPPLY, *RECORDS): SEE,
    },
    StaffGroup.ANALYST: {("scheduling.daysupply",): SEE},
    StaffGroup.AUDITOR: {("appointments.appointmentevent", *AUDIT, *EMERGENCIES, "dashboards.dutyrun"): SEE},
}
"""Group → models → what may be done. Deleting is for links only: people, places and bookings stay."""


def write_rights(**_signal):
    """
    Make the groups and give each exactly its rights. Runs after migrate; what was changed by hand is put back.

    Django makes permissions app by app, in the same signal: those of later apps are made here.
    """
    for app_label in {model.split(".")[0] for table in RIGHTS.values() for models in table for model in models}:
        create_permissions(apps.get_app_config(app_label), verbosity=0)
    known = {
        (permission.content_type.app_label, permission.codename): permission
        for permission in Permission.objects.select_related("content_type")
    }
    for group_name, table in RIGHTS.items():
        group, _created = Group.objects.get_or_create(name=group_name)
        wanted = {
            known[app_label, codename]
            for models, actions in table.items()
            for app_label, codename in codenames(models, actions)
            if (app_label, codename) in known
        }
        group.permissions.set(wanted)


def codenames(models, actions):
    """Yield ``(app label, codename)`` for each; an action with an underscore is a permission of its own."""
    for label in models:
        app_label, model = label.split(".")
        for action in actions:
            yield app_label, action if "_" in action else f"{action}_{model}"
