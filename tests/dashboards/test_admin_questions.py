"""A list's address asks what its filters offer: nothing about columns it hides, nothing about rows elsewhere."""

import datetime as dt

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.admin.guarded_list import GuardedListAdmin
from accounts.models import Doctor, Patient, PatientAccess, User
from accounts.roles import StaffGroup
from appointments.models import Appointment, AppointmentEvent, BookingDraft, Message
from scheduling.models import ClinicStaff, TimeOff, WorkingHours
from tests.dashboards.staff import administrator, staff_member

pytestmark = pytest.mark.django_db

MODELS = {model._meta.label_lower: model for model in admin.site._registry}


def address_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


def offered_names(model_admin):
    """Return the names the list may be asked about, as its declaration writes them."""
    filters = [entry[0] if isinstance(entry, tuple) else entry for entry in model_admin.list_filter]
    names = {entry if isinstance(entry, str) else entry.parameter_name for entry in filters}
    return names | {model_admin.date_hierarchy}


def names_in(model):
    """Return the names of every column, and of every relation that leads to the model."""
    return {field.name for field in model._meta.get_fields()}


@pytest.mark.parametrize("label", sorted(MODELS))
def test_no_list_answers_about_what_it_does_not_offer(rf, label):
    model, model_admin = MODELS[label], admin.site._registry[MODELS[label]]
    hidden = names_in(model) - offered_names(model_admin)
    questions = [f"{name}{kind}" for name in hidden for kind in ("", "__isnull", "__startswith", "__pk", "__id__exact")]

    assert isinstance(model_admin, GuardedListAdmin)
    assert questions
    assert not [question for question in questions if model_admin.lookup_allowed(question, "1", rf.get("/"))]


@pytest.mark.parametrize(
    ("model", "question"),
    [
        (TimeOff, {"label__startswith": "c"}),
        (BookingDraft, {"reason__icontains": "lump"}),
        (BookingDraft, {"user": "1"}),
        (BookingDraft, {"user__password__startswith": "argon2"}),
        (BookingDraft, {"appointment__reason__icontains": "lump"}),
        (Message, {"text__contains": "/accounts/password/reset/key/"}),
        (AppointmentEvent, {"note__icontains": "said"}),
        (Patient, {"appointments": "1"}),
        (Patient, {"messages__isnull": "0"}),
        (Patient, {"blocked_reason__icontains": "owes"}),
    ],
)
def test_a_question_that_is_not_offered_is_no_address(client, model, question):
    client.force_login(administrator())

    assert client.get(address_of(model), question).status_code == 400


def test_the_reason_of_somebodys_leave_cannot_be_spelled_out(client, doctor, clinic, front_desk, now):
    TimeOff.objects.create(doctor=doctor, starts_at=now, ends_at=now + dt.timedelta(hours=1), label="chemotherapy")
    client.force_login(front_desk)

    guesses = {word: client.get(address_of(TimeOff), {"label__startswith": word}) for word in ("chemo", "holiday")}

    assert {answer.status_code for answer in guesses.values()} == {400}


@pytest.mark.parametrize(
    "question",
    [
        {"clinic__id__exact": "1"},
        {"clinic": "1"},
        {"ended_at__isempty": "1"},
        {"starts_at__year": "2026", "starts_at__month": "11"},
        {"q": "osei", "o": "1", "p": "1"},
        {"_facets": "True"},
    ],
)
def test_what_is_offered_is_answered(client, clinic, question):
    desk = staff_member(StaffGroup.FRONT_DESK)
    ClinicStaff.objects.create(user=desk, clinic=clinic)
    client.force_login(desk)

    assert client.get(address_of(TimeOff), question).status_code == 200


@pytest.mark.parametrize(
    ("model", "question"),
    [
        (TimeOff, {"clinic__id__exact": "9" * 20}),
        (TimeOff, {"clinic__id__exact": "x"}),
        (TimeOff, {"clinic__id__in": "9" * 20}),
        (TimeOff, {"starts_at__year": "9" * 20}),
        (Appointment, {"starts_at__year": "2026", "starts_at__month": "9" * 20}),
        (Appointment, {"status__exact": "confirmed\0"}),
        (Appointment, {"doctor": "9" * 20}),
        (Appointment, {"doctor__specialties__id__exact": "9" * 20}),
        (Message, {"kind": "booked\0"}),
        (Message, {"event__appointment__clinic__id__exact": "9" * 20}),
    ],
)
def test_a_value_no_row_can_have_is_answered_with_a_list(client, model, question):
    client.force_login(User.objects.create_superuser("root@example.org", "correct horse battery", full_name="Root"))

    answer = client.get(address_of(model), question, follow=True)

    assert answer.status_code == 200
    assert answer.context["cl"].result_count == 0


@pytest.mark.parametrize("key", ["x", "-1", "9" * 20])
@pytest.mark.parametrize(
    ("model", "field"),
    [(PatientAccess, "patient"), (ClinicStaff, "user"), (WorkingHours, "visit_types"), (Doctor, "specialties")],
)
def test_a_form_takes_nobodys_key_as_nothing_chosen(client, model, field, key):
    client.force_login(administrator())
    address = address_of(model) + "add/"

    assert client.get(address, {field: key}).status_code == 200
    assert client.post(address, {field: key}).status_code == 200
