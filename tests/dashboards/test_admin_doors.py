"""Every page of the admin site: who it opens for, what it refuses, and what it costs."""

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import (
    OrganisationSettings,
    RetentionSettings,
    User,
)
from accounts.roles import StaffGroup
from appointments.models import (
    Appointment,
    AppointmentEvent,
    BookingSettings,
    Message,
)
from dashboards.staff_rights import RIGHTS
from scheduling.models import ClinicStaff, SchedulingSettings, TimeOff
from tests.dashboards.a_row_of_each import one_more, page
from tests.dashboards.staff import administrator, staff_member

pytestmark = pytest.mark.django_db

MODELS = {model._meta.label_lower: model for model in admin.site._registry}
READ_ONLY = {
    "accounts.auditentry",
    "accounts.auditseal",
    "accounts.document",
    "accounts.historyentry",
    "accounts.listexport",
    "accounts.measurement",
    "accounts.patientmerge",
    "accounts.recordgrant",
    "accounts.tombstone",
    "appointments.appointmentevent",
    "appointments.appointmentslot",
    "appointments.bookingdraft",
    "appointments.message",
    "appointments.proposal",
    "appointments.runninglate",
    "auth.group",
    "account.emailaddress",
    "dashboards.dutyrun",
    "scheduling.daysupply",
    "scheduling.timeslot",
}
NOT_ADDED = READ_ONLY | {"accounts.user", "accounts.emergencyopening", "appointments.messagetext"}
"""People who work here are invited; patients sign up. Texts of messages are there from the beginning."""
ONE_ROW = {BookingSettings, OrganisationSettings, RetentionSettings, SchedulingSettings}
LINKS = {"scheduling.clinicstaff", "appointments.reminderrule"}
"""Only these may be deleted: they link people to places or say when to write, and are nobody's history."""
OF_DOCTORS_ALONE = {f"appointments.{name}" for name in ("visitnote", "setasidetext", "patientsummary", "followup")}
"""What a doctor writes about a visit is read by doctors and, as far as it is shared, by the patient."""


@pytest.fixture
def rows(db):
    return one_more(1)


@pytest.fixture
def chief(db):
    return administrator()


def a_row(model):
    row = model.objects.first()
    assert row is not None or model in ONE_ROW, f"no row of {model}"
    return row


def test_every_model_of_ours_is_in_the_admin():
    from django.apps import apps

    ours = {
        model._meta.label_lower
        for app in ("accounts", "scheduling", "appointments", "dashboards")
        for model in apps.get_app_config(app).get_models()
    } - OF_DOCTORS_ALONE
    inside_others = {"accounts.doctorlanguage", "scheduling.invitedstaff", "appointments.proposaloption"}
    nothing_to_read = {"dashboards.liveevent", "accounts.settingsgeneration"}  # numbers of the last hour, one number
    ones_own = {f"appointments.{name}" for name in ("messagepreference", "calendarfeed", "pushsubscription")}
    figures = ("daily", "hourly", "wait", "message", "reminder", "patient", "search", "system")
    pages = (
        "accesssample",
        "slowstatement",
        "schedulecheck",
        "auditcheck",
        "importjob",
        "importfinding",
        "retentionrun",
    )
    on_pages_of_their_own = {f"dashboards.{name}" for name in (*(f"{name}metric" for name in figures), *pages)}
    told_elsewhere = {"appointments.patientcall"}  # with the appointment, and in the audit trail

    assert ours - set(MODELS) == inside_others | nothing_to_read | ones_own | on_pages_of_their_own | told_elsewhere


def test_every_page_opens_for_an_administrator(client, chief, rows):
    client.force_login(chief)
    for label, model in MODELS.items():
        model_admin = admin.site._registry[model]

        listed = client.get(page(model, "changelist"), {"q": "a"} if model_admin.search_fields else {}, follow=True)
        added = client.get(page(model, "add"))
        row = a_row(model)
        shown = client.get(page(model, "change", row.pk)) if row else listed

        assert listed.status_code == 200, label
        assert shown.status_code == 200, label
        assert added.status_code == (403 if label in NOT_ADDED else 200), label


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_filter_of_every_list_answers_with_counts(client, chief, rows, label):
    model = MODELS[label]
    client.force_login(chief)
    listed = client.get(page(model, "changelist"), {"_facets": "True"}, follow=True)

    specs = listed.context["cl"].filter_specs if "cl" in listed.context else []
    for spec in specs:
        for choice in spec.choices(listed.context["cl"]):
            answer = client.get(page(model, "changelist") + choice["query_string"], follow=True)

            assert answer.status_code == 200, choice


@pytest.mark.parametrize("group", [StaffGroup.MANAGER, StaffGroup.FRONT_DESK, StaffGroup.ANALYST, StaffGroup.AUDITOR])
def test_a_group_opens_what_the_table_says_and_nothing_else(client, rows, group):
    user = staff_member(group)
    ClinicStaff.objects.create(user=user, clinic=rows.clinic)
    client.force_login(user)
    for label, model in MODELS.items():
        allowed = {action for models, actions in RIGHTS[group].items() if label in models for action in actions}
        row = a_row(model)

        listed = client.get(page(model, "changelist"), follow=True)
        added = client.get(page(model, "add"))
        shown = client.get(page(model, "change", row.pk)) if row else listed

        assert listed.status_code == (200 if "view" in allowed else 403), label
        assert added.status_code == (200 if "add" in allowed and label not in READ_ONLY else 403), label
        assert shown.status_code == (200 if "view" in allowed else 403), label


@pytest.mark.parametrize("who", ["doctor", "patient", "no group"])
def test_nobody_else_gets_in(client, rows, who):
    user = {
        "doctor": lambda: rows.doctor.user,
        "patient": lambda: rows.patient.user,
        "no group": lambda: staff_member(),
    }[who]()
    client.force_login(user)
    for model in MODELS.values():
        row = a_row(model)
        pages = [page(model, "changelist"), page(model, "add"), *([page(model, "change", row.pk)] if row else [])]
        for address in pages:
            answer = client.get(address)

            assert answer.status_code in {302, 403}, address
            if answer.status_code == 302:
                assert "login" in answer["Location"], address


def test_a_stranger_is_sent_to_sign_in(client, rows):
    for label, model in MODELS.items():
        answer = client.get(page(model, "changelist"))

        assert answer.status_code == 302, label
        assert "/accounts/login/" in answer["Location"], label


@pytest.mark.parametrize("label", sorted(READ_ONLY))
def test_append_only_rows_are_written_by_nobody_at_all(client, rows, label):
    model = MODELS[label]
    client.force_login(User.objects.create_superuser("root@example.org", "correct horse battery", full_name="Root"))
    row = a_row(model)

    assert client.get(page(model, "add")).status_code == 403
    assert client.post(page(model, "add"), {}).status_code == 403
    assert client.post(page(model, "change", row.pk), {"kind": "x"}).status_code == 403
    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


def test_nothing_but_links_is_deleted(client, rows):
    client.force_login(User.objects.create_superuser("root@example.org", "correct horse battery", full_name="Root"))
    for label in sorted(set(MODELS) - LINKS):
        model = MODELS[label]
        row = a_row(model) or model.objects.create()
        before, ticked = model.objects.count(), {"_selected_action": [row.pk]}

        answer = client.post(page(model, "delete", row.pk), {"post": "yes"})
        client.post(page(model, "changelist"), {"action": "delete_selected", "post": "yes"} | ticked)

        assert answer.status_code == 403, label
        assert model.objects.count() == before, label


@pytest.mark.parametrize("who", ["administrator", "front desk"])
def test_a_list_costs_the_same_for_one_row_and_for_thirty(client, rows, who):
    user = administrator() if who == "administrator" else staff_member(StaffGroup.FRONT_DESK)
    ClinicStaff.objects.create(user=user, clinic=rows.clinic)
    client.force_login(user)
    # Others are not theirs, or one row of settings: its page is counted elsewhere.
    theirs = [label for label in MODELS if client.get(page(MODELS[label], "changelist")).status_code == 200]
    few = {label: listed_at(client, MODELS[label])[0] for label in theirs}
    for number in range(2, 31):
        appointment = one_more(number)
        ClinicStaff.objects.create(user=user, clinic=appointment.clinic)
    many = {label: listed_at(client, MODELS[label]) for label in theirs}

    assert len(theirs) > 10
    assert {label: count for label, (count, _context) in many.items()} == few
    for label, (_count, context) in many.items():
        lists_all = MODELS[label] in {User, Group} or who == "front desk" or "cl" not in context  # a page of its own
        assert lists_all or len(context["cl"].result_list) >= 30, label


def listed_at(client, model):
    """Return how many queries the list of ``model`` takes, and what its page was made of."""
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(page(model, "changelist"))
    return len(queries), answer.context


CANARY = "<img src=x onerror=alert(1)>"


def test_what_people_typed_is_inert_on_every_list(client, chief, rows):
    from accounts.models import Doctor, Patient, Specialty
    from scheduling.models import Clinic, VisitType

    for model in (Doctor, Patient, User):
        model.objects.exclude(pk=getattr(chief, "pk", 0)).update(full_name=CANARY)
    for model in (Clinic, VisitType, Specialty):
        model.objects.update(name=CANARY)
    Appointment.objects.update(visit_type_name=CANARY, reason=CANARY)
    AppointmentEvent.objects.update(note=CANARY)
    Message.objects.update(subject=CANARY, text=CANARY, error=CANARY, address=CANARY)
    TimeOff.objects.update(label=CANARY)
    client.force_login(chief)
    shown = 0

    for model in MODELS.values():
        row = a_row(model)
        for address in [page(model, "changelist"), *([page(model, "change", row.pk)] if row else [])]:
            html = client.get(address, follow=True).content.decode()

            assert "<img src=x" not in html, address
            shown += "&lt;img src=x" in html
    people = [(rows.doctor, "deactivate"), (rows.patient.user, "deactivate"), (rows.patient, "block")]
    for person, slug in people:
        html = client.get(page(type(person), "step", person.pk, slug)).content.decode()

        assert "<img src=x" not in html
        shown += "&lt;img src=x" in html
    for name in ("move", "offer", "step"):
        extra = ["cancel"] if name == "step" else []
        html = client.get(reverse(f"admin:appointments_appointment_{name}", args=[rows.pk, *extra]), follow=True)

        assert b"<img src=x" not in html.content

    assert shown > 20


def test_the_site_is_named_and_leads_back(client, chief, settings):
    client.force_login(chief)
    html = client.get(reverse("admin:index")).content.decode()

    assert settings.SITE_NAME in html
    assert '<a href="/">View site</a>' in html
    assert "css/admin-theme.css" in html
    assert 'action="/accounts/logout/"' in html
    assert html.count("<h1") == 1


def test_no_key_opens_the_page_it_belongs_to(client, chief, rows):
    kind = ContentType.objects.get_for_model(Appointment)
    client.force_login(chief)

    answer = client.get(f"/admin/r/{kind.pk}/{rows.pk}/", follow=True)

    assert answer.status_code == 404
    assert rows.reference not in answer.request["PATH_INFO"]


def test_a_doctors_page_leads_to_the_one_the_public_sees(client, chief, doctor):
    client.force_login(chief)
    html = client.get(page(type(doctor), "change", doctor.pk)).content.decode()

    assert f'href="{doctor.get_absolute_url()}"' in html


def test_a_password_is_changed_where_everybody_changes_theirs(client, chief):
    client.force_login(chief)
    answer = client.post(reverse("admin:password_change"), {"old_password": "guess"})

    assert answer.status_code == 302
    assert answer["Location"] == reverse("account_change_password")


def test_settings_lead_to_their_one_row(client, chief):
    client.force_login(chief)
    address = page(BookingSettings, "changelist")

    assert client.get(address)["Location"] == page(BookingSettings, "add")
    client.post(
        page(BookingSettings, "add"),
        {
            "requests_per_patient": 2,
            "active_per_patient": 6,
            "active_per_account": 12,
            "undo_seconds": 60,
            "no_show_grace_minutes": 10,
            "draft_hours": 24,
            "online_booking_open": "on",
            "answer_hours_before_start": 2,
        },
    )
    row = BookingSettings.objects.get()

    assert BookingSettings.load().requests_per_patient == 2
    assert client.get(address)["Location"] == page(BookingSettings, "change", row.pk)
    assert client.get(page(BookingSettings, "add")).status_code == 403


@pytest.mark.parametrize("label", sorted(MODELS))
def test_no_page_has_style_or_script_of_its_own(client, chief, rows, label):
    model = MODELS[label]
    client.force_login(chief)
    row = a_row(model)

    for address in [page(model, "changelist"), page(model, "add"), *([page(model, "change", row.pk)] if row else [])]:
        html = client.get(address, follow=True).content.decode()

        assert "<style" not in html, address
        assert " style=" not in html, address
        assert "<script>" not in html, address
        assert " onclick=" not in html, address
