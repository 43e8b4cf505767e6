"""A policy that breaks refuses: nothing is done, nothing is shown, and the reader learns nothing of why (row 43)."""

import datetime as dt
import inspect

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import accounts.policies
import appointments.desk_policies
import appointments.policies
from accounts.models import EmergencyOpening
from accounts.models.history import HistoryEntryQuerySet
from accounts.models.patient import PatientQuerySet
from accounts.services.changing_details import change_details
from accounts.services.changing_profiles import change_profile
from accounts.services.closing_sign_ins import set_sign_in_active
from accounts.services.creating_patients import create_patient
from accounts.services.emergencies import open_in_emergency, review_emergency
from accounts.services.history.adding import add_history
from accounts.services.history.correcting import retract_history
from accounts.services.inviting import invite_administrator
from accounts.services.roles import set_role
from accounts.services.sharing import share_access
from accounts.services.showing_doctors import set_listed
from appointments.lifecycle import Verb
from appointments.models.appointment import AppointmentQuerySet
from appointments.services.answering import say_coming
from appointments.services.attendance import record_attendance
from appointments.services.blocking import block
from appointments.services.booking import book
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.moving_by_right import move
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from scheduling.models import DoctorVisitType, TimeSlot
from tests.access.facts import facts
from tests.access.policy import Role
from tests.access.test_every_url import CANARY
from tests.access.world import build

pytestmark = pytest.mark.django_db
WHY = "no such column: secret_plan"
DAY = dt.timedelta(days=1)


def broken(*_given, **_told):
    raise RuntimeError("no such column: secret_plan")


@pytest.fixture
def world():
    return build(canary=CANARY, now=timezone.now())


@pytest.fixture
def break_it(monkeypatch):
    """Return a function that breaks a policy for all who ask it, wherever they imported it to."""
    return lambda policy: monkeypatch.setattr(policy, "__code__", broken.__code__)


class Acts:
    """What each policy stands before: everything here is allowed and does something, as long as the policy works."""

    def __init__(self, world):
        self.now = timezone.now()
        self.appointment, self.allergy = world.appointment, world.allergy
        self.patient = world.appointment.patient
        self.doctor, self.chief = world.users[Role.DOCTOR], world.users[Role.ADMINISTRATOR]
        self.other = world.users[Role.OTHER_PATIENT]
        self.free = TimeSlot.objects.filter(
            doctor=world.appointment.doctor, status="open", starts_at__gt=self.now + 4 * DAY
        ).order_by("minute")

    def by(self, actor):
        return {"actor": actor, "now": self.now}

    def about(self, actor):
        return {"appointment": self.appointment} | self.by(actor)

    def book(self):
        offer = DoctorVisitType.objects.select_related("doctor__user", "visit_type").get(doctor=self.appointment.doctor)
        told = {"offer": offer, "clinic": self.appointment.clinic, "starts_at": self.free[0].starts_at}
        book(patient=self.other.patient, **told, **self.by(self.other))

    def cancel(self):
        cancel(**self.about(self.patient.user))

    def block(self):
        block(patient=self.patient, reason="Came drunk twice", **self.by(self.chief))

    def reschedule(self):
        reschedule(starts_at=self.free[0].starts_at, **self.about(self.patient.user))

    def move(self):
        told = {"clinic": self.appointment.clinic, "starts_at": self.free[0].starts_at, "by_hand": False}
        move(**told, **self.about(self.doctor))

    def say_coming(self):
        self.appointment.__class__.objects.update(status="confirmed")
        say_coming(**self.about(self.patient.user))

    def approve(self):
        approve(**self.about(self.doctor))

    def approve_at_the_desk(self):
        approve(**self.about(self.chief))

    def reject(self):
        reject(reason_code="other", **self.about(self.doctor))

    def check_in(self):
        self.appointment.__class__.objects.update(status="confirmed", starts_at=self.now)
        record_attendance(verb=Verb.CHECK_IN, **self.about(self.doctor))

    def undo(self):
        undo(**self.about(self.doctor))

    def add_patient(self):
        told = {"full_name": "Hanna Berg", "date_of_birth": dt.date(1990, 2, 3), "phone": "07700 900456"}
        create_patient(**told, **self.by(self.chief))

    def change_details(self):
        change_details(patient=self.patient, changes={"phone": "07700 900456"}, **self.by(self.patient.user))

    def change_profile(self):
        doctor = self.doctor.doctor
        told = {"changes": {"title": "Professor"}, "shown": {"title": doctor.title}}
        change_profile(doctor=doctor, **told, **self.by(self.doctor))

    def take_off_the_search(self):
        set_listed(doctor=self.doctor.doctor, is_listed=False, **self.by(self.chief))

    def share(self):
        told = {"user": self.other, "relation": "carer", "scope": "record"}
        share_access(patient=self.patient, **told, **self.by(self.patient.user))

    def set_role(self):
        set_role(user=self.other, role="administrator", **self.by(self.chief))

    def close(self):
        set_sign_in_active(user=self.other, is_active=False, **self.by(self.chief))

    def invite(self):
        invite_administrator(email="new@example.org", groups=[], **self.by(self.chief))

    def add_history(self):
        told = {"kind": "condition", "text": "Asthma", "source": "doctor"}
        add_history(patient=self.patient, **told, **self.by(self.doctor))

    def open_in_emergency(self):
        told = {"record_number": self.other.patient.record_number, "date_of_birth": self.other.patient.date_of_birth}
        told |= {"reason": "Found unconscious, allergies unknown"}
        open_in_emergency(doctor=self.doctor.doctor, **told, **self.by(self.doctor))

    def review_emergency(self):
        review_emergency(opening=EmergencyOpening.objects.get(), note="The reason holds.", **self.by(self.chief))

    def take_out_history(self):
        retract_history(entry=self.allergy, source="patient", **self.by(self.patient.user))


AND_BEFORE = {Acts.undo: Acts.reject, Acts.review_emergency: Acts.open_in_emergency}
"""What is done before the policy breaks."""

STANDS_BEFORE = {
    accounts.policies.may_add_people: Acts.add_patient,
    accounts.policies.may_change_details: Acts.change_details,
    accounts.policies.may_change_profile: Acts.change_profile,
    accounts.policies.may_change_doctor: Acts.take_off_the_search,
    accounts.policies.may_open_in_emergency: Acts.open_in_emergency,
    accounts.policies.may_review_emergency: Acts.review_emergency,
    accounts.policies.may_share: Acts.share,
    accounts.policies.may_set_role: Acts.set_role,
    accounts.policies.may_close_sign_in: Acts.close,
    accounts.policies.may_invite: Acts.invite,
    accounts.policies.may_write_history: Acts.add_history,
    accounts.policies.why_not_yours_to_change: Acts.take_out_history,
    appointments.desk_policies.may_block: Acts.block,
    appointments.policies.works_at: Acts.approve_at_the_desk,
    appointments.policies.stands_for_the_clinic: Acts.approve,
    appointments.policies.acts_for_the_clinic: Acts.approve,
    appointments.policies.may_step: Acts.approve,
    appointments.policies.only_the_clinic: Acts.move,
    appointments.policies.may_reschedule: Acts.reschedule,
    appointments.policies.may_cancel: Acts.cancel,
    appointments.policies.may_say_coming: Acts.say_coming,
    appointments.policies.may_be_seen: Acts.book,
    appointments.policies.may_ask: Acts.book,
    appointments.policies.may_have_more: Acts.book,
    appointments.policies.may_approve: Acts.approve,
    appointments.policies.may_reject: Acts.reject,
    appointments.policies.may_record: Acts.check_in,
    appointments.policies.is_correction: Acts.check_in,
    appointments.policies.may_undo: Acts.undo,
}
NO_QUESTION = {"require", "is_late"}
"""Raises what a policy said; says something about the past, and allows nothing."""
POLICIES = [
    policy
    for module in (accounts.policies, appointments.policies, appointments.desk_policies)
    for name, policy in inspect.getmembers(module, inspect.isfunction)
    if policy.__module__ == module.__name__ and not name.startswith("_") and name not in NO_QUESTION
]


def named(policy):
    return f"{policy.__module__.partition('.')[0]} {policy.__name__}"


def test_every_policy_is_asked():
    assert {named(policy) for policy in STANDS_BEFORE} == {named(policy) for policy in POLICIES}


@pytest.mark.parametrize("policy", POLICIES, ids=named)
def test_what_a_policy_stands_before_is_done_while_it_works(world, policy):
    acts, act = Acts(world), STANDS_BEFORE[policy]
    AND_BEFORE.get(act, id)(acts)
    before = facts()

    act(acts)

    assert facts() != before


@pytest.mark.parametrize("policy", POLICIES, ids=named)
def test_nothing_is_done_where_a_policy_breaks(world, policy, break_it):
    acts, act = Acts(world), STANDS_BEFORE[policy]
    AND_BEFORE.get(act, id)(acts)
    if act is Acts.check_in:
        acts.appointment.__class__.objects.update(status="confirmed", starts_at=acts.now)
    if act is Acts.say_coming:
        acts.appointment.__class__.objects.update(status="confirmed")
    before = facts()
    break_it(policy)

    with pytest.raises(RuntimeError, match=WHY):
        act(acts)

    assert facts() == before


# --- Whose it is ------------------------------------------------------------------------------------
ASKED_BY_PAGES = {
    AppointmentQuerySet.for_patient_pages: [(Role.PATIENT, "appointments:detail"), (Role.PATIENT, "appointments:list")],
    AppointmentQuerySet.for_doctor_pages: [(Role.DOCTOR, "doctor:appointment")],
    AppointmentQuerySet.for_staff_pages: [(Role.FRONT_DESK, "admin:appointments_appointment_changelist")],
    PatientQuerySet.accessible_to: [(Role.PATIENT, "me:history_of"), (Role.PATIENT, "me:home")],
    PatientQuerySet.in_care_of: [(Role.DOCTOR, "doctor:patient_history"), (Role.DOCTOR, "doctor:patients")],
    HistoryEntryQuerySet.visible_to: [(Role.PATIENT, "me:history_of"), (Role.DOCTOR, "doctor:patient_history")],
}


@pytest.mark.parametrize(
    ("question", "role", "name"),
    [(question, role, name) for question, pages in ASKED_BY_PAGES.items() for role, name in pages],
    ids=lambda given: getattr(given, "__qualname__", str(given)),
)
def test_a_page_shows_nothing_where_the_question_whose_it_is_breaks(world, question, role, name, break_it):
    browser = Client(raise_request_exception=False)
    browser.force_login(world.users[role])
    address = reverse(name, kwargs=world.arguments(name))
    assert browser.get(address).status_code == 200
    break_it(question)

    page = browser.get(address)

    assert page.status_code == 500
    for told in (CANARY, WHY, "Traceback", "RuntimeError", "policies.py", "SELECT"):
        assert told not in page.content.decode()
