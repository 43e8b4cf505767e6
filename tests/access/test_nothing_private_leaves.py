"""People come in, book, are answered and meet errors; no log, subject or address says who they are (row 42)."""

import logging
import re

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from appointments.models import Appointment, Message
from config.logs import JsonFormatter
from scheduling.models import TimeSlot
from tests.access.test_headers_of_every_answer import Urls
from tests.accounts.builders import PASSWORD, answers, code_mailed, link_mailed
from tests.appointments.flow import draft_of, page, press_book, start
from tests.factories import OfferFactory, VisitTypeFactory

pytestmark = pytest.mark.django_db
NAME, EMAIL, PHONE, REASON = (
    "Zephyrine Quillfeather",
    "zephyrine@clinic.example",
    "07700 900987",
    "A rash on both knees",
)
KEY = re.compile(r"/key/([\w-]+)/")


@pytest.fixture
def logged():
    """Collect every line as it would be written."""
    lines = []

    class Kept(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    kept = Kept(logging.DEBUG)
    kept.setFormatter(JsonFormatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(kept)
    root.setLevel(logging.INFO)
    yield lines
    root.removeHandler(kept)
    root.setLevel(before)


class Browser(Client):
    """Remembers every address it was sent to, and every one on a page that a press would ask for."""

    def __init__(self):
        super().__init__(raise_request_exception=False)
        self.addresses = []

    def request(self, **told):
        response = super().request(**told)
        self.addresses.append(response.headers.get("Location", ""))
        if not response.streaming and "text/html" in response.headers.get("Content-Type", ""):
            self.addresses += re.findall(r'(?:href|src|action)="(?!tel:|mailto:)([^"]*)"', response.content.decode())
        return response


@pytest.fixture
def kind(doctor):
    return OfferFactory(doctor=doctor, visit_type=VisitTypeFactory(name="Skin check", approval="by_doctor"))


def test_a_whole_journey_says_nothing_in_logs_subjects_or_addresses(kind, clinic, published, clock, logged, settings):
    settings.ROOT_URLCONF = Urls
    browser, doctor = Browser(), Browser()
    secrets = sign_up_and_forget_the_password(browser)
    reference = book(browser, kind, clinic, published)
    answer(doctor, kind.doctor, reference)
    meet_errors(browser, reference)

    assert TimeSlot.objects.filter(status="booked").exists()
    subjects = [message.subject for message in mail.outbox] + list(Message.objects.values_list("subject", flat=True))
    assert len(logged) >= 5
    assert len(subjects) >= 4
    said = {
        "log": "\n".join(logged),
        "subject": "\n".join(subjects),
        "address": "\n".join(browser.addresses + doctor.addresses),
    }
    private = [NAME, "Zephyrine", "Quillfeather", EMAIL, "900987", "rash", "1958", PASSWORD, *secrets]
    assert [(where, word) for where, text in said.items() for word in private if word.lower() in text.lower()] == []


def sign_up_and_forget_the_password(browser):
    """Return the code and the key that were mailed."""
    told = answers(full_name=NAME, email=EMAIL, phone=PHONE)
    browser.post("/accounts/signup/", told)
    code = code_mailed()
    browser.post("/accounts/confirm-email/", {"code": "000000"})
    browser.post("/accounts/confirm-email/", {"code": code})
    browser.post("/accounts/logout/")
    browser.post("/accounts/login/", {"login": EMAIL, "password": "wrong " + PASSWORD})
    browser.post("/accounts/password/reset/", {"email": EMAIL})
    link = link_mailed().replace("http://127.0.0.1:8000", "")
    form = browser.get(link).headers["Location"]
    browser.post(form, {"password1": PASSWORD + " again"})
    browser.get(link)  # used by now
    browser.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD + " again"})
    assert "_auth_user_id" in browser.session
    return [code, KEY.search(link).group(1).partition("-")[2]]


def book(browser, kind, clinic, published):
    tapped = start(browser, offer=kind, clinic=clinic, starts_at=published[0])
    draft = draft_of(tapped)
    browser.post(page("reason", draft), {"reason": REASON})
    browser.get(page("check", draft))
    draft.refresh_from_db()
    draft.patient = browser_patient(browser)
    press_book(browser, draft)
    appointment = Appointment.objects.get()
    for name in ("detail", "calendar", "print", "cancel", "reschedule"):
        browser.get(reverse(f"appointments:{name}", args=[appointment.reference]))
    for address in ("/me/", "/me/profile/", "/me/history/", "/me/notifications/", "/doctors/?q=skin"):
        browser.get(address)
    return appointment.reference


def browser_patient(browser):
    from accounts.models import Patient

    return Patient.objects.get(user_id=browser.session["_auth_user_id"])


def answer(browser, doctor, reference):
    browser.force_login(doctor.user)
    appointment = Appointment.objects.get()
    for address in ("/doctor/", "/doctor/requests/", "/doctor/calendar/", "/doctor/patients/?q=Quill"):
        browser.get(address)
    carried = {"patient": appointment.patient.record_number, "seen": f"{appointment.status}.{appointment.sequence}"}
    browser.get(reverse("doctor:appointment", args=[reference]))
    assert browser.post(reverse("doctor:approve", args=[reference]), carried).status_code == 302


def meet_errors(browser, reference):
    browser.get(f"/breaks/?name={NAME}&email={EMAIL}")
    browser.get(f"/cannot-read/?reason={REASON}")
    browser.get(f"/no-such-page/?email={EMAIL}")
    browser.get(f"/appointments/22222222/?phone={PHONE}")
    browser.get("/", headers={"Referer": f"https://clinic.example/?email={EMAIL}", "User-Agent": NAME})
    strict = Client(enforce_csrf_checks=True)
    strict.post("/accounts/login/", {"login": EMAIL, "password": PASSWORD})
