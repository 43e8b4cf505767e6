"""A list as a file: what somebody sees of it, without names unless they may and say why; and it is written down."""

import csv
import datetime as dt
import io

import pytest
from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from accounts.admin import exporting
from accounts.models import AuditEntry, ListExport, Patient, User
from accounts.roles import StaffGroup
from appointments.models import AppointmentEvent, Message
from scheduling.models import ClinicStaff
from tests.dashboards.a_row_of_each import one_more, page
from tests.dashboards.staff import administrator, staff_member
from tests.factories import ClinicFactory, PatientFactory

pytestmark = pytest.mark.django_db

MODELS = {model._meta.label_lower: model for model in admin.site._registry}
NOT_A_LIST = {
    "accounts.organisationsettings",
    "accounts.retentionsettings",
    "appointments.bookingsettings",
    "scheduling.schedulingsettings",
    "appointments.messagetext",
}
"""Settings, and the texts of messages: pages of their own, and nothing to take away."""
LISTS = sorted(MODELS.keys() - NOT_A_LIST)
CANARY, BORN = "Zanzibarina", dt.date(1964, 3, 27)
PATIENTS = reverse("admin:accounts_patient_export")


@pytest.fixture
def rows(db):
    return one_more(1)


@pytest.fixture
def canary(rows):
    """Let the name, the address and the birthday of everybody be known ones."""
    Patient.objects.update(full_name=CANARY, email=f"{CANARY}@example.org", date_of_birth=BORN, blocked_reason=CANARY)
    for user in User.objects.filter(doctor=None):
        User.objects.filter(pk=user.pk).update(full_name=CANARY, email=f"{CANARY}{user.pk}@example.org")
    for one in EmailAddress.objects.all():
        EmailAddress.objects.filter(pk=one.pk).update(email=f"{CANARY}{one.pk}@example.org")
    Message.objects.update(address=f"{CANARY}@example.org", subject=CANARY, text=CANARY, error=CANARY)
    AppointmentEvent.objects.update(note=CANARY)
    return rows


def read(answer):
    assert answer.status_code == 200, answer.status_code
    assert answer["Content-Type"].startswith("text/csv"), answer.context["adminform"].form.errors
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def export(client, address, **asked):
    return client.post(address, {"file_format": "csv"} | asked)


def taken():
    """Return what was written down of the list of patients."""
    return ListExport.objects.filter(list_label="accounts.patient")


def named(**more):
    return {"with_names": "on", "reason": "The phone list of the practice"} | more


# --- What is in it --------------------------------------------------------------------------------
def test_which_lists_can_be_taken_away():
    assert {label for label, model in MODELS.items() if not admin.site._registry[model].is_exported} == NOT_A_LIST


def test_no_list_names_anybody_by_itself(client, canary):
    client.force_login(administrator(full_name="Ada Chief"))
    for label in LISTS:
        asked, there = client.get(page(MODELS[label], "export")), MODELS[label].objects.count()
        found = export(client, page(MODELS[label], "export"))

        assert asked.status_code == 200, label
        assert len(read(found)) == 1 + there, label
        told = found.content.decode()
        assert CANARY not in told, label
        assert BORN.isoformat() not in told, label


def test_with_names_it_holds_every_column_of_the_list(client, rows):
    client.force_login(administrator())
    for label in LISTS:
        listed = client.get(page(MODELS[label], "changelist")).context["cl"]
        heading, *_lines = read(export(client, page(MODELS[label], "export"), **named()))

        assert len(heading) == len([name for name in listed.list_display if name != "action_checkbox"]) + 1, label


def test_people_are_numbers_until_names_are_asked_for(client, rows):
    client.force_login(administrator())
    appointments = page(MODELS["appointments.appointment"], "export")
    plain, with_names = read(export(client, appointments)), read(export(client, appointments, **named()))

    column = plain[0].index("Patient")
    assert plain[1][column] == rows.patient.record_number
    assert with_names[1][column] == "Maria Lopes 1"
    assert rows.spoken_reference in plain[1]


def test_it_is_narrowed_searched_and_ordered_as_the_list_is(client):
    client.force_login(administrator())
    for name in ("Nadia Vogel", "Maria Lopes", "Maria Abel"):
        PatientFactory(full_name=name)
    lines = read(export(client, f"{PATIENTS}?q=Maria&o=-1", **named()))

    assert [line[1] for line in lines[1:]] == ["Maria Lopes", "Maria Abel"]


def test_what_the_list_cannot_be_narrowed_by_leads_back_to_it(client):
    client.force_login(administrator())
    answer = client.post(f"{PATIENTS}?blocked_reason__startswith=a", {"file_format": "csv"})

    assert answer.status_code in {302, 400}
    assert not taken().exists()


def test_nothing_in_it_is_a_formula(client):
    client.force_login(administrator())
    PatientFactory(full_name='=HYPERLINK("http://evil.example")')
    lines = read(export(client, PATIENTS, **named()))

    assert lines[1][1] == '\'=HYPERLINK("http://evil.example")'


def test_a_workbook_says_the_same(client, rows):
    client.force_login(administrator())
    text = read(export(client, PATIENTS, **named()))
    answer = export(client, PATIENTS, **named(file_format="xlsx"))
    sheet = load_workbook(io.BytesIO(answer.content)).worksheets[0]

    assert [[str(cell or "") for cell in line] for line in sheet.iter_rows(values_only=True)] == text
    assert "no-store" in answer["Cache-Control"]
    assert answer["Content-Disposition"].endswith('.xlsx"')


def test_too_many_rows_are_refused_with_a_sentence(client, rows, monkeypatch):
    monkeypatch.setattr(exporting, "MOST_ROWS", 1)
    PatientFactory()
    client.force_login(administrator())
    answer = export(client, PATIENTS)

    assert "too many rows for one file" in answer.content.decode()
    assert not taken().exists()


def test_many_rows_cost_no_more_questions_than_one(client):
    client.force_login(administrator())
    counts = []
    for more in ([1], [2, 3, 4]):
        for number in more:
            one_more(number)
        counts.append({label: questions_of(client, label) for label in LISTS})

    assert counts[0] == counts[1]


def questions_of(client, label):
    with CaptureQueriesContext(connection) as queries:
        read(export(client, page(MODELS[label], "export"), **named()))
    return len(queries)


# --- Who may --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("group", "may"),
    [
        (StaffGroup.ADMINISTRATOR, True),
        (StaffGroup.MANAGER, True),
        (StaffGroup.CLINIC_MANAGER, True),
        (StaffGroup.FRONT_DESK, False),
    ],
)
def test_names_are_for_those_who_may(client, rows, group, may):
    user = staff_member(group)
    ClinicStaff.objects.create(user=user, clinic=rows.clinic)
    client.force_login(user)
    asked = client.get(PATIENTS).content.decode()
    lines = read(export(client, PATIENTS, **named()))

    assert ("Why are the names needed?" in asked) is may
    assert ("Maria Lopes 1" in lines[1]) is may
    assert taken().get().with_names is may


@pytest.mark.parametrize(
    ("group", "label"),
    [
        (StaffGroup.CLINIC_MANAGER, "accounts.patient"),
        *((group, "appointments.appointment") for group in (StaffGroup.CLINIC_MANAGER, StaffGroup.FRONT_DESK)),
        *((group, "appointments.appointmentslot") for group in (StaffGroup.CLINIC_MANAGER, StaffGroup.FRONT_DESK)),
    ],
)
def test_what_a_desk_does_not_see_does_not_leave(client, group, label):
    here, elsewhere = one_more(1), one_more(2)
    user = staff_member(group)
    ClinicStaff.objects.create(user=user, clinic=here.clinic)
    client.force_login(user)
    told = export(client, page(MODELS[label], "export"), **named()).content.decode()

    assert any(number in told for number in (here.patient.record_number, here.reference, here.spoken_reference))
    assert not any(
        number in told for number in (elsewhere.patient.record_number, elsewhere.reference, elsewhere.spoken_reference)
    )


@pytest.mark.parametrize("group", list(StaffGroup))
def test_a_list_leaves_with_those_alone_who_see_it(client, group):
    user = staff_member(group)
    ClinicStaff.objects.create(user=user, clinic=ClinicFactory())
    client.force_login(user)
    for label in LISTS:
        sees = client.get(page(MODELS[label], "changelist"), follow=True).status_code == 200

        assert client.get(page(MODELS[label], "export")).status_code == (200 if sees else 403), label
        assert export(client, page(MODELS[label], "export")).status_code == (200 if sees else 403), label


def test_what_is_no_list_is_not_exported(client):
    client.force_login(administrator())

    assert {client.get(page(MODELS[label], "export")).status_code for label in NOT_A_LIST} == {403}


# --- What is kept of it ---------------------------------------------------------------------------
def test_without_a_reason_no_names_leave_and_the_form_comes_back(client, rows):
    client.force_login(administrator())
    answer = export(client, PATIENTS, with_names="on", reason="  ", file_format="xlsx")
    html = answer.content.decode()

    assert "Say why the names are needed." in html
    assert answer.context["adminform"].form["file_format"].value() == "xlsx"
    assert not taken().exists()


def test_it_is_written_down_and_stays(client, rows):
    chief = administrator()
    client.force_login(chief)
    export(client, f"{PATIENTS}?q=Maria&o=1", **named())
    kept = taken().get()

    assert (kept.actor, kept.list_label, kept.rows, kept.file_format) == (chief, "accounts.patient", 1, "csv")
    assert (kept.with_names, kept.reason) == (True, "The phone list of the practice")
    assert kept.query == "q=%2A&o=1"  # what was typed may be a name
    last = AuditEntry.objects.latest("pk")
    assert (last.actor, last.action) == (chief, "exported")
    assert last.object_label == f"export:{kept.pk} accounts.patient"
    with pytest.raises((DatabaseError, IntegrityError)), transaction.atomic():
        ListExport.objects.update(reason="Another")


def test_the_list_leads_there_as_it_is_narrowed(client, rows):
    client.force_login(administrator())
    html = client.get(reverse("admin:accounts_patient_changelist") + "?q=Maria").content.decode()

    assert f'href="{PATIENTS}?q=Maria"' in html
