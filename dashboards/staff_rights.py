"""What each group of administrators may do in the admin: one table, written to the database after every migrate."""

from django.apps import apps
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Group, Permission

from accounts.roles import StaffGroup

ALL = ("view", "add", "change", "delete")
EDIT = ("view", "add", "change")
SEE = ("view",)

PEOPLE = ("accounts.patient", "accounts.patientaccess")
MERGES = ("accounts.patientmerge",)
PROFILES = ("accounts.doctor", "accounts.doctorlanguage", "accounts.specialty")
PLACES = ("scheduling.clinic", "scheduling.visittype", "scheduling.doctorvisittype")
TIME = ("scheduling.workinghours", "scheduling.timeoff")
SUPPLY = ("scheduling.timeslot", "scheduling.daysupply")
SOUNDNESS = ("dashboards.schedulecheck",)
IMPORTS = ("dashboards.importjob",)
TRAIL_CHECKS = ("dashboards.auditcheck",)
METRICS = ("dashboards.dailymetric", "dashboards.searchmetric")
SYSTEM = ("dashboards.systemmetric",)
AUDIT = ("accounts.auditentry", "accounts.auditseal", "accounts.recordgrant")
HEALTH = ("accounts.historyentry", "accounts.document", "accounts.measurement")
ERASED = ("accounts.tombstone",)
EXPORTS = ("accounts.listexport",)
PRIVACY_REQUESTS = ("accounts.subjectrequest",)
EMERGENCIES = ("accounts.emergencyopening",)
BOOKINGS = ("appointments.appointment",)
REMINDERS = ("appointments.reminderrule",)
NOTE_TEMPLATES = ("appointments.notetemplate",)
RECORDS = (
    "appointments.appointmentevent",
    "appointments.appointmentslot",
    "appointments.message",
    "appointments.bookingdraft",
    "appointments.proposal",
    "appointments.runninglate",
)

RIGHTS = {
    StaffGroup.ADMINISTRATOR: {
        ("accounts.user",): ("view", "change"),
        ("accounts.invitation",): ("view", "add"),
        EMERGENCIES: ("view", "change"),
        PRIVACY_REQUESTS: EDIT,
        ("auth.group", "account.emailaddress"): SEE,
        (*PEOPLE, *PROFILES, *PLACES, *TIME, *NOTE_TEMPLATES): EDIT,
        ("accounts.patient",): ("merge_patients", "erase_patient", "export_names"),
        (*MERGES, *ERASED, *EXPORTS): SEE,
        ("accounts.doctorlanguage", "scheduling.clinicstaff"): ALL,
        ("accounts.organisationsettings", "accounts.retentionsettings"): EDIT,
        ("scheduling.schedulingsettings", "appointments.bookingsettings"): EDIT,
        ("appointments.messagetext",): ("view", "change"),
        REMINDERS: ALL,
        BOOKINGS: (*EDIT, "book_by_right", "overbook", "correct_attendance"),
        SOUNDNESS: (*SEE, "run_schedule_check"),
        IMPORTS: ("import_rows",),
        TRAIL_CHECKS: (*SEE, "run_audit_verify"),
        (*SUPPLY, *RECORDS, *AUDIT, *HEALTH, *METRICS, *SYSTEM, "dashboards.dutyrun"): SEE,
    },
    StaffGroup.MANAGER: {
        ("accounts.user",): SEE,  # who works where is chosen among them
        (*PEOPLE, *PROFILES, *PLACES, *TIME, *NOTE_TEMPLATES): EDIT,
        ("accounts.patient",): ("merge_patients", "export_names"),
        MERGES: SEE,
        ("accounts.doctorlanguage", "scheduling.clinicstaff"): ALL,
        REMINDERS: ALL,
        BOOKINGS: (*EDIT, "book_by_right", "overbook", "correct_attendance"),
        SOUNDNESS: (*SEE, "run_schedule_check"),
        (*SUPPLY, *RECORDS, *METRICS, *SYSTEM, "dashboards.dutyrun"): SEE,
    },
    StaffGroup.CLINIC_MANAGER: {
        ("accounts.patient", "scheduling.workinghours"): EDIT,
        ("accounts.patient",): ("export_names",),
        BOOKINGS: (*EDIT, "book_by_right", "overbook", "correct_attendance"),
        (*PROFILES, *PLACES, "scheduling.timeoff", *SUPPLY, *RECORDS, *METRICS): SEE,
    },
    StaffGroup.FRONT_DESK: {
        ("accounts.patient",): EDIT,
        BOOKINGS: (*EDIT, "book_by_right", "overbook"),
        (*PROFILES, *PLACES, *TIME, *SUPPLY, *RECORDS): SEE,
    },
    StaffGroup.ANALYST: {("scheduling.daysupply", *METRICS): SEE},
    StaffGroup.AUDITOR: {
        TRAIL_CHECKS: (*SEE, "run_audit_verify"),
        (*AUDIT, *MERGES, *EMERGENCIES, *ERASED, *EXPORTS, *PRIVACY_REQUESTS, *SOUNDNESS): SEE,
        ("appointments.appointmentevent", "dashboards.dutyrun"): SEE,
    },
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
    """Yield ``(app label, codename)`` for each; an action that is none of Django's is a permission of its own."""
    for label in models:
        app_label, model = label.split(".")
        for action in actions:
            yield app_label, f"{action}_{model}" if action in ALL else action
