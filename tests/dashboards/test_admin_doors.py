"""Every page of the admin site: who it opens for, what it refuses, and what it costs."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import DoctorLanguage, EmergencyOpening, Invitation, User
from accounts.roles import StaffGroup
from accounts.services.granting import keep_grant
from accounts.services.history.adding import add_history
from accounts.services.sealing import seal_batch
from accounts.services.sharing import share_access
from appointments.lifecycle import Status
from appointments.models import (
    Appointment,
    AppointmentEvent,
    AppointmentSlot,
    BookingDraft,
    BookingSettings,
    Message,
    MessageText,
    ReminderRule,
)
from appointments.notifications.texts.situations import SITUATIONS
from dashboards.models import DutyRun
from dashboards.staff_rights import RIGHTS
from scheduling.models import ClinicStaff, DaySupply, SchedulingSettings, TimeOff
from tests.dashboards.staff import administrator, staff_member
from tests.factories import (
    ClinicFactory,
    DoctorFactory,
    OfferFactory,
    PatientFactory,
    SpecialtyFactory,
    TimeSlotFactory,
    UserFactory,
    VisitTypeFactory,
    WorkingHoursFactory,
)

pytestmark = pytest.mark.django_db

MODELS = {model._meta.label_lower: model for model in admin.site._registry}
READ_ONLY = {
    "accounts.auditentry",
    "accounts.auditseal",
    "accounts.historyentry",
    "accounts.recordgrant",
    "appointments.appointmentevent",
    "appointments.appointmentslot",
    "appointments.bookingdraft",
    "appointments.message",
    "auth.group",
    "account.emailaddress",
    "dashboards.dutyrun",
    "scheduling.daysupply",
    "scheduling.timeslot",
}
NOT_ADDED = READ_ONLY | {"accounts.user", "accounts.emergencyopening", "appointments.messagetext"}
"""People who work here are invited; patients sign up. Texts of messages are there from the beginning."""
LINKS = {"scheduling.clinicstaff", "appointments.reminderrule"}
"""Only these may be deleted: they link people to places or say when to write, and are nobody's history."""


def page(model, kind, *args):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{kind}", args=args)


def appointment_of(patient, doctor, clinic, visit_type, number=0):
    starts_at = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC) + dt.timedelta(hours=number)
    return Appointment.objects.create(
        patient=patient,
        booked_by=patient.user,
        doctor=doctor,
        clinic=clinic,
        visit_type=visit_type,
        starts_at=starts_at,
        ends_at=starts_at + dt.timedelta(minutes=20),
        time_zone=clinic.time_zone,
        mode="in_person",
        minutes=20,
        currency="GBP",
        visit_type_name=visit_type.name,
        changeable_until=starts_at,
        late_after=starts_at,
        status=Status.CONFIRMED,
    )


def one_more(number):
    """Add one row to every list, with relations of its own; no row shares a doctor, clinic or patient with another."""
    moment = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC) + dt.timedelta(days=number)
    clinic = ClinicFactory(name=f"Clinic {number}")
    specialty = SpecialtyFactory(name=f"Specialty {number}")
    doctor = DoctorFactory(full_name=f"Amara Osei {number}", specialties=[specialty])
    DoctorLanguage.objects.create(doctor=doctor, code="pl")
    visit_type = VisitTypeFactory(name=f"Kind {number}")
    OfferFactory(doctor=doctor, visit_type=visit_type)
    hours = WorkingHoursFactory(doctor=doctor, clinic=clinic)
    patient = PatientFactory(full_name=f"Maria Lopes {number}")
    EmailAddress.objects.create(user=patient.user, email=patient.user.email, primary=True, verified=True)
    helper = staff_member(StaffGroup.ANALYST)
    ClinicStaff.objects.create(user=helper, clinic=clinic)
    share_access(patient=patient, user=UserFactory(), relation="carer", scope="book", actor=patient.user, now=moment)
    TimeOff.objects.create(doctor=doctor, starts_at=moment, ends_at=moment + dt.timedelta(hours=1))
    slot = TimeSlotFactory(doctor=doctor, clinic=clinic, starts_at=moment, working_hours=hours)
    DaySupply.objects.create(
        doctor=doctor, clinic=clinic, local_date=moment.date(), minutes_offered=60, minutes_blocked=0, minutes_booked=20
    )
    appointment = appointment_of(patient, doctor, clinic, visit_type, number)
    AppointmentSlot.objects.create(appointment=appointment, slot=slot)
    event = AppointmentEvent.objects.create(
        appointment=appointment, kind="booked", at=moment, to_status=Status.CONFIRMED, actor=patient.user, note="Hello"
    )
    Message.objects.create(
        event=event,
        patient=patient,
        user=patient.user,
        address=patient.user.email,
        channel="email",
        kind="booked",
        language="en-gb",
        subject="Booked",
        text="It is booked.",
        dedupe_key=f"test:{number}",
        send_after=moment,
        created_at=moment,
    )
    situation, part = [(situation, part) for situation in SITUATIONS.values() for part in situation.parts][number]
    MessageText.objects.create(
        situation=situation.code,
        part=part,
        language="en-gb",
        text="Hello",
        changed_by=helper,
        changed_at=moment,
    )
    BookingDraft.objects.create(
        user=patient.user,
        doctor=doctor,
        clinic=clinic,
        visit_type=visit_type,
        patient=patient,
        starts_at=moment,
        created_at=moment,
        expires_at=moment,
        appointment=appointment,
    )
    ReminderRule.objects.create(clinic=clinic, days=3, channels=["email"])
    DutyRun.objects.create(duty=f"duty {number}", due_at=moment)
    invitation = Invitation.objects.create(
        email=f"invited{number}@example.org",
        role="administrator",
        invited_by=helper,
        token_hash=f"{number:064}",
        sent_at=moment,
        expires_at=moment + dt.timedelta(days=7),
    )
    invitation.groups.set(helper.groups.all())
    EmergencyOpening.objects.create(
        doctor=doctor,
        patient=patient,
        reason="Found unconscious",
        opened_at=moment,
        until=moment + dt.timedelta(hours=1),
    )
    keep_grant(doctor=doctor, patient=patient, because="referral", until=moment, now=moment)
    add_history(patient=patient, kind="note", text="Hello", source="patient", actor=patient.user, now=moment)
    seal_batch(now=moment + dt.timedelta(hours=1))
    return appointment


@pytest.fixture
def rows(db):
    return one_more(1)


@pytest.fixture
def chief(db):
    return administrator()


def a_row(model):
    row = model.objects.first()
    assert row is not None or model in {BookingSettings, SchedulingSettings}, f"no row of {model}"
    return row


def test_every_model_of_ours_is_in_the_admin():
    from django.apps import apps

    ours = {
        model._meta.label_lower
        for app in ("accounts", "scheduling", "appointments", "dashboards")
        for model in apps.get_app_config(app).get_models()
    }
    inside_others = {"accounts.doctorlanguage", "scheduling.invitedstaff"}
    nothing_to_read = {"dashboards.liveevent"}  # numbers of the last hour
    ones_own = {"appointments.messagepreference", "appointments.calendarfeed"}
    told_elsewhere = {"appointments.patientcall"}  # with the appointment, and in the audit trail

    assert ours - set(MODELS) == inside_others | nothing_to_read | ones_own | told_elsewhere


@pytest.mark.parametrize("label", sorted(MODELS))
def test_every_page_opens_for_an_administrator(client, chief, rows, label):
    model, model_admin = MODELS[label], admin.site._registry[MODELS[label]]
    client.force_login(chief)

    listed = client.get(page(model, "changelist"), {"q": "a"} if model_admin.search_fields else {}, follow=True)
    added = client.get(page(model, "add"))
    row = a_row(model)
    shown = client.get(page(model, "change", row.pk)) if row else listed

    assert listed.status_code == 200
    assert shown.status_code == 200
    assert added.status_code == (403 if label in NOT_ADDED else 200)


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


@pytest.mark.parametrize("label", sorted(MODELS))
@pytest.mark.parametrize("group", [StaffGroup.MANAGER, StaffGroup.FRONT_DESK, StaffGroup.ANALYST, StaffGroup.AUDITOR])
def test_a_group_opens_what_the_table_says_and_nothing_else(client, rows, group, label):
    model = MODELS[label]
    user = staff_member(group)
    ClinicStaff.objects.create(user=user, clinic=rows.clinic)
    client.force_login(user)
    allowed = {action for models, actions in RIGHTS[group].items() if label in models for action in actions}
    row = a_row(model)

    listed = client.get(page(model, "changelist"), follow=True)
    added = client.get(page(model, "add"))
    shown = client.get(page(model, "change", row.pk)) if row else listed

    assert listed.status_code == (200 if "view" in allowed else 403)
    assert added.status_code == (200 if "add" in allowed and label not in READ_ONLY else 403)
    assert shown.status_code == (200 if "view" in allowed else 403)


@pytest.mark.parametrize("label", sorted(MODELS))
@pytest.mark.parametrize("who", ["doctor", "patient", "no group"])
def test_nobody_else_gets_in(client, rows, label, who):
    user = {
        "doctor": lambda: rows.doctor.user,
        "patient": lambda: rows.patient.user,
        "no group": lambda: staff_member(),
    }[who]()
    client.force_login(user)
    model = MODELS[label]
    row = a_row(model)
    pages = [page(model, "changelist"), page(model, "add"), *([page(model, "change", row.pk)] if row else [])]

    for address in pages:
        answer = client.get(address)

        assert answer.status_code in {302, 403}, address
        if answer.status_code == 302:
            assert "login" in answer["Location"], address


@pytest.mark.parametrize("label", sorted(MODELS))
def test_a_stranger_is_sent_to_sign_in(client, rows, label):
    answer = client.get(page(MODELS[label], "changelist"))

    assert answer.status_code == 302
    assert "/accounts/login/" in answer["Location"]


@pytest.mark.parametrize("label", sorted(READ_ONLY))
def test_append_only_rows_are_written_by_nobody_at_all(client, rows, label):
    model = MODELS[label]
    client.force_login(User.objects.create_superuser("root@example.org", "correct horse battery", full_name="Root"))
    row = a_row(model)

    assert client.get(page(model, "add")).status_code == 403
    assert client.post(page(model, "add"), {}).status_code == 403
    assert client.post(page(model, "change", row.pk), {"kind": "x"}).status_code == 403
    assert client.post(page(model, "delete", row.pk), {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("label", sorted(set(MODELS) - LINKS))
def test_nothing_but_links_is_deleted(client, rows, label):
    model = MODELS[label]
    client.force_login(User.objects.create_superuser("root@example.org", "correct horse battery", full_name="Root"))
    row = a_row(model) or model.objects.create()
    before = model.objects.count()

    answer = client.post(page(model, "delete", row.pk), {"post": "yes"})
    client.post(page(model, "changelist"), {"action": "delete_selected", "_selected_action": [row.pk], "post": "yes"})

    assert answer.status_code == 403
    assert model.objects.count() == before


@pytest.mark.parametrize("label", sorted(MODELS))
@pytest.mark.parametrize("who", ["administrator", "front desk"])
def test_a_list_costs_the_same_for_one_row_and_for_thirty(client, rows, label, who):
    model = MODELS[label]
    user = administrator() if who == "administrator" else staff_member(StaffGroup.FRONT_DESK)
    ClinicStaff.objects.create(user=user, clinic=rows.clinic)
    client.force_login(user)
    address = page(model, "changelist")
    if client.get(address).status_code != 200:
        return  # not theirs, or one row of settings: its page is counted elsewhere
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    for number in range(2, 31):
        appointment = one_more(number)
        ClinicStaff.objects.create(user=user, clinic=appointment.clinic)

    with CaptureQueriesContext(connection) as many:
        answer = client.get(address)

    lists_all = model in {User, Group} or who == "front desk" or "cl" not in answer.context  # a page of its own
    assert lists_all or len(answer.context["cl"].result_list) >= 30
    assert len(many) == len(few), [query["sql"][:200] for query in many]


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
    for name in ("move", "step"):
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
