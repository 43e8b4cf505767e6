"""What a form does not ask for cannot be sent: with every field of every model added it does the same (rows 10, 11)."""

import re

import pytest
from django.apps import apps
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from appointments.services.recording import version_seen
from scheduling.models import TimeSlot
from scheduling.slot_value import slot_value
from tests.access.facts import facts
from tests.access.policy import Role
from tests.access.test_every_url import CANARY
from tests.access.world import build
from tests.accounts.builders import answers, code_mailed
from tests.accounts.test_admin_people import patient_fields
from tests.dashboards.staff import save

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

BY_CHANCE = {
    "reference",
    "request_id",
    "object_label",
    "hold_key",
    "dedupe_key",
    "token_hash",
    "record_number",
    "because",
    "password",
    "text",
    "html",
    "key",
    "link",
}
"""What no two rows have alike, and what repeats it in words."""
BORN = {"date_of_birth_day": "1", "date_of_birth_month": "2", "date_of_birth_year": "1980"}
CONTROL = re.compile(r'<(?:input|select|textarea|button)[^>]*\sname="([^"]+)"')
TUESDAY = {"day": "2026-11-24", "time": "08:00"}
FORMS = {
    "the name of a patient": (Role.PATIENT, "me:profile", "?section=name", {"full_name": "Ana Novak"}),
    "the zone of a reader": (Role.PATIENT, "me:settings", "", {"time_zone": "Asia/Kathmandu"}),
    "choices of messages": (Role.PATIENT, "me:message_choices", "", {"visits_email": "on"}),
    "a history": (Role.PATIENT, "me:history_add", "", {"text": "Asthma", "status": "current"}),
    "a correction": (Role.PATIENT, "me:history_correct", "", {"text": "Asthma", "status": "current"}),
    "a first record": (Role.DOCTOR, "me:profile_new", "", BORN | {"phone": "07700 900123"}),
    "a booking": (Role.OTHER_PATIENT, "appointments:start", "", {}),
    "a reason": (Role.PATIENT, "appointments:book_reason", "", {"reason": "A cough"}),
    "a cancellation": (Role.PATIENT, "appointments:cancel", "", {}),
    "a yes": (Role.DOCTOR, "doctor:approve", "", {}),
    "a no": (Role.DOCTOR, "doctor:reject", "", {"reason_code": "other"}),
    "a measurement": (Role.PATIENT, "me:measurement_add", "", {"weight": "72.5"} | TUESDAY),
    "a measurement put right": (Role.PATIENT, "me:measurement_correct", "", {"weight": "71"} | TUESDAY),
    "a document taken out": (Role.DOCTOR, "doctor:document_take_out", "", {"reason": "wrong_file"}),
    "a doctor's note of a history": (Role.DOCTOR, "doctor:history_add", "", {"text": "Asthma", "status": "current"}),
    "an appointment a doctor adds": (Role.DOCTOR, "doctor:appointment_for", "", {"reason": "A cough", "because": ""}),
    "leave": (Role.DOCTOR, "doctor:time_off_add", "", {"preset": "afternoon:2026-11-24"}),
    "a blocked slot": (Role.DOCTOR, "doctor:slot_block", "", {}),
    "a sign-up": (Role.STRANGER, "account_signup", "", answers(email="zofia@clinic.example")),
    "a patient at the desk": (Role.FRONT_DESK, "admin:accounts_patient_add", "", patient_fields()),
}


@pytest.fixture
def world():
    return build(canary=CANARY, now=timezone.now())


@pytest.fixture
def said(world):
    """What the forms carry that only this world knows."""
    appointment = world.appointment
    slot = TimeSlot.objects.filter(status="open", starts_at__gt=appointment.ends_at).order_by("minute")[8]
    value = slot_value(appointment.doctor_id, appointment.clinic_id, slot.starts_at)
    guard = {"patient": appointment.patient.record_number, "seen": version_seen(appointment)}
    return {
        "appointments:start": {"slot": value, "visit_type": appointment.visit_type_id},
        "appointments:cancel": {"seen": guard["seen"]},
        "me:history_add": {"patient": guard["patient"]},
        "me:history_correct": {"patient": guard["patient"]},
        "me:measurement_add": {"patient": guard["patient"]},
        "me:measurement_correct": {"patient": guard["patient"]},
        "doctor:document_take_out": {"patient": guard["patient"]},
        "doctor:history_add": {"patient": guard["patient"]},
        "doctor:appointment_for": {
            "patient": guard["patient"],
            "visit_type": appointment.visit_type_id,
            "clinic": appointment.clinic_id,
            "date": f"{slot.local_date:%Y-%m-%d}",
            "time": f"{slot.local_minute // 60:02}:{slot.local_minute % 60:02}",
            "key": "4b0c1c6e-6a3b-4c55-9d0a-0a4f0e5f3c11",
        },
        "doctor:approve": guard,
        "doctor:reject": guard,
    }


def hostile(world, asked):
    """Return a value for every field there is but those the form asks for: the keys of others, and rights."""
    other, mine = world.users[Role.OTHER_PATIENT], world.users[Role.ADMINISTRATOR]
    others = {"User": mine.pk, "Patient": other.patient.pk, "Doctor": world.users[Role.OTHER_DOCTOR].doctor.pk}
    more = {}
    for model in apps.get_models():
        if model._meta.app_label not in {"accounts", "scheduling", "appointments", "account", "mfa"}:
            continue
        for field in model._meta.get_fields():
            if field.is_relation:
                value = others.get(field.related_model.__name__, 1)
            else:
                value = {"role": "administrator", "status": "confirmed", "email": "evil@clinic.example"}.get(
                    field.name, "1"
                )
            for name in {field.name, getattr(field, "attname", field.name)}:
                more[name] = value
    return {name: value for name, value in more.items() if name not in asked}


def without_chance(known, before):
    """Return the rows as they can be compared: keys of new rows, and what is made up for each, taken out."""
    highest = {
        label: max((row["id"] for row in rows if isinstance(row.get("id"), int)), default=0)
        for label, rows in before.items()
    }
    return {label: sorted((told(label, row, highest) for row in rows), key=repr) for label, rows in known.items()}


def told(label, row, highest):
    columns = {field.attname: field for field in apps.get_model(label)._meta.concrete_fields}
    kept = {}
    for name, value in row.items():
        field = columns[name]
        target = field.related_model._meta.label if field.is_relation else label if field.primary_key else ""
        if name in BY_CHANCE or (field.primary_key and not isinstance(value, int)):
            continue
        is_new = target and isinstance(value, int) and value > highest.get(target, 0)
        kept[name] = "new" if is_new else value
    return kept


def sent(world, role, address, form):
    """Send the form, and return what the database knows afterwards; then all is as it was."""
    browser = Client()
    if user := world.users[role]:
        browser.force_login(user)
    with transaction.atomic():
        before = facts()
        if address.startswith("/admin/"):
            save(browser, address, form)
        else:
            browser.post(address, form)
        if role == Role.STRANGER:
            # Signing up writes nothing before the code is right.
            browser.post(reverse("account_email_verification_sent"), {"code": code_mailed()})
        after = without_chance(facts(), before)
        transaction.set_rollback(True)
    return without_chance(before, before), after


@pytest.mark.parametrize("name", FORMS)
def test_a_field_nobody_asked_for_changes_nothing(world, said, name):
    role, page, query, form = FORMS[name]
    address = reverse(page, kwargs=world.arguments(page)) + query
    form = form | said.get(page, {})
    browser = Client()
    if user := world.users[role]:
        browser.force_login(user)
    asked = set(CONTROL.findall(browser.get(address).content.decode())) | set(form)

    before, plain = sent(world, role, address, form)
    _before, crowded = sent(world, role, address, hostile(world, asked) | form)

    assert plain != before
    assert {label: rows for label, rows in crowded.items() if rows != plain[label]} == {}
