"""A policy that breaks refuses: nothing is done, nothing is shown, and the reader learns nothing of why (row 43)."""

import datetime as dt
import inspect
import uuid

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import accounts.policies
import appointments.desk_policies
import appointments.lateness.policies
import appointments.policies
import appointments.proposals.policies
import appointments.visits.policies
import dashboards.importing.policies
from accounts.models import EmergencyOpening, SubjectRequest
from accounts.models.patient import PatientQuerySet
from accounts.models.record import RecordQuerySet
from accounts.services.changing_details import change_details
from accounts.services.changing_profiles import change_profile
from accounts.services.closing_sign_ins import set_sign_in_active
from accounts.services.creating_doctors import create_doctor
from accounts.services.creating_patients import create_patient
from accounts.services.emergencies import open_in_emergency, review_emergency
from accounts.services.erasing import erase_patient
from accounts.services.history.adding import add_history
from accounts.services.history.correcting import retract_history
from accounts.services.inviting import invite_administrator
from accounts.services.merging import merge_patients
from accounts.services.roles import set_role
from accounts.services.sharing import share_access
from accounts.services.showing_doctors import set_listed
from accounts.services.subject_requests import open_request, refuse_request
from appointments.lateness.services.saying import say_late
from appointments.lateness.services.taking_back import take_back as take_lateness_back
from appointments.lifecycle import Verb
from appointments.models import RunningLate
from appointments.models.appointment import AppointmentQuerySet
from appointments.proposals.services.answering import accept, refuse, seen_of
from appointments.proposals.services.ending import take_back
from appointments.proposals.services.offering import offer_times
from appointments.services.answering import say_coming
from appointments.services.attendance import record_attendance
from appointments.services.blocking import block
from appointments.services.booking import book
from appointments.services.booking_by_phone import book_by_phone
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.moving_by_right import move
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from appointments.visits.models.note import VisitNoteQuerySet
from appointments.visits.models.sections import SECTIONS
from appointments.visits.models.summary import PatientSummaryQuerySet
from appointments.visits.notes_of import NotesOf
from appointments.visits.services.following_up import suggest_follow_up
from appointments.visits.services.sharing import share_summary
from appointments.visits.services.signing import sign
from appointments.visits.services.writing import save_draft, set_aside
from dashboards.importing.services.asking import start_import
from dashboards.models import ImportJob
from scheduling.models import DoctorVisitType, TimeSlot
from tests.access.facts import facts
from tests.access.policy import Role
from tests.access.test_every_url import CANARY
from tests.access.world import build
from tests.factories import PatientFactory

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
        self.twin = PatientFactory(user=None)
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

    def overbook(self):
        offer = DoctorVisitType.objects.select_related("doctor__user", "visit_type").get(doctor=self.appointment.doctor)
        told = {"offer": offer, "clinic": self.appointment.clinic, "starts_at": self.appointment.starts_at}
        told |= {"patient": self.other.patient, "newcomer": None, "by_right": True, "overbook_because": "Fever"}
        book_by_phone(**told, **self.by(self.doctor))

    def import_rows(self):
        told = {"kind": "clinics", "state": "checked", "new": 1, "file_name": "clinics.csv", "asked_at": self.now}
        start_import(job=ImportJob.objects.create(by=self.chief, **told), **self.by(self.chief))

    def cancel(self):
        cancel(**self.about(self.patient.user))

    def block(self):
        block(patient=self.patient, reason="Came drunk twice", **self.by(self.chief))

    def erase(self):
        erase_patient(patient=self.other.patient, reason="Asked by letter", **self.by(self.chief))

    def reschedule(self):
        reschedule(starts_at=self.free[0].starts_at, **self.about(self.patient.user))

    def move(self):
        told = {"clinic": self.appointment.clinic, "starts_at": self.free[0].starts_at, "by_hand": False}
        move(**told, **self.about(self.doctor))

    def offer(self):
        offer_times(times=[(self.appointment.clinic, self.free[0].starts_at)], **self.about(self.doctor))

    def take_the_offer(self):
        offer = self.appointment.proposals.get()
        told = {"starts_at": offer.options.get().starts_at, "clinic_id": self.appointment.clinic_id}
        accept(seen=seen_of(offer), **told, **self.about(self.patient.user))

    def write_down_the_answer(self):
        refuse(seen=seen_of(self.appointment.proposals.get()), by_clinic=True, **self.about(self.doctor))

    def take_the_offer_back(self):
        take_back(**self.about(self.doctor))

    def say_coming(self):
        self.appointment.__class__.objects.update(status="confirmed")
        say_coming(**self.about(self.patient.user))

    def let_it_begin_soon(self):
        self.appointment.__class__.objects.update(status="confirmed", starts_at=self.now + dt.timedelta(seconds=1))

    def say_late(self):
        told = {"doctor": self.appointment.doctor, "clinic": self.appointment.clinic, "minutes": 20}
        say_late(**told, **self.by(self.doctor))

    def run_late(self):
        self.let_it_begin_soon()
        self.say_late()

    def take_lateness_back(self):
        take_lateness_back(said=RunningLate.objects.get(), **self.by(self.doctor))

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

    def add_doctor(self):
        create_doctor(email="new@example.org", full_name="Ines Faria", **self.by(self.chief))

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

    def open_sign_in(self):
        set_sign_in_active(user=self.other, is_active=True, **self.by(self.chief))

    def merge(self):
        told = {"gone": self.twin, "take_over": [], "reason": "Came in twice"}
        merge_patients(kept=self.patient, born_on_two_days=True, **told, **self.by(self.chief))

    def invite(self):
        invite_administrator(email="new@example.org", groups=[], **self.by(self.chief))

    def add_history(self):
        told = {"kind": "condition", "text": "Asthma", "source": "doctor"}
        add_history(patient=self.patient, **told, **self.by(self.doctor))

    def open_in_emergency(self):
        told = {"record_number": self.other.patient.record_number, "date_of_birth": self.other.patient.date_of_birth}
        told |= {"reason": "Found unconscious, allergies unknown"}
        open_in_emergency(doctor=self.doctor.doctor, **told, **self.by(self.doctor))

    def ask_about_data(self):
        told = {"kind": "erasure", "channel": "portal", "received_on": self.now.date()}
        open_request(patient=self.patient, **told, **self.by(self.patient.user))

    def refuse_request(self):
        request = SubjectRequest.objects.get(kind="erasure")
        refuse_request(request=request, reason="Not the same person", **self.by(self.chief))

    def review_emergency(self):
        review_emergency(opening=EmergencyOpening.objects.get(), note="The reason holds.", **self.by(self.chief))

    def take_out_history(self):
        retract_history(entry=self.allergy, source="patient", **self.by(self.patient.user))

    def begin_the_visit(self):
        self.appointment.__class__.objects.update(status="in_progress")

    def write_note(self, text="A rash"):
        told = {"texts": dict.fromkeys(SECTIONS, text), "page": uuid.uuid4(), "turn": 1}
        save_draft(seen=NotesOf(self.appointment).seen, **told, **self.about(self.doctor))

    def set_a_text_aside(self):
        set_aside(texts={"plan": "Cream"}, page=uuid.uuid4(), **self.about(self.doctor))

    def sign_note(self):
        sign(seen=NotesOf(self.appointment).seen, **self.about(self.doctor))

    def write_in_the_visit(self):
        self.begin_the_visit()
        self.write_note()

    def write_and_sign(self):
        self.write_in_the_visit()
        self.sign_note()

    def share_summary(self, text="You have a rash"):
        share_summary(text=text, seen="none", **self.about(self.doctor))

    def suggest_follow_up(self):
        offer = DoctorVisitType.objects.get(doctor=self.appointment.doctor)
        suggest_follow_up(weeks=6, visit_type=offer.visit_type, **self.about(self.doctor))


AND_BEFORE = {
    Acts.undo: Acts.reject,
    Acts.open_sign_in: Acts.close,
    Acts.review_emergency: Acts.open_in_emergency,
    Acts.refuse_request: Acts.ask_about_data,
    Acts.write_note: Acts.begin_the_visit,
    Acts.sign_note: Acts.write_in_the_visit,
    Acts.share_summary: Acts.write_and_sign,
    Acts.suggest_follow_up: Acts.begin_the_visit,
    Acts.take_the_offer: Acts.offer,
    Acts.take_the_offer_back: Acts.offer,
    Acts.say_late: Acts.let_it_begin_soon,
    Acts.take_lateness_back: Acts.run_late,
    Acts.write_down_the_answer: Acts.offer,
}
"""What is done before the policy breaks."""

STANDS_BEFORE = {
    accounts.policies.may_add_people: Acts.add_doctor,
    accounts.policies.may_add_patients: Acts.add_patient,
    accounts.policies.may_change_details: Acts.change_details,
    accounts.policies.may_change_profile: Acts.change_profile,
    accounts.policies.may_change_doctor: Acts.take_off_the_search,
    accounts.policies.may_open_in_emergency: Acts.open_in_emergency,
    accounts.policies.may_review_emergency: Acts.review_emergency,
    accounts.policies.may_ask_about_data: Acts.ask_about_data,
    accounts.policies.may_answer_requests: Acts.refuse_request,
    accounts.policies.may_share: Acts.share,
    accounts.policies.may_set_role: Acts.set_role,
    accounts.policies.may_close_sign_in: Acts.close,
    accounts.policies.may_open_sign_in: Acts.open_sign_in,
    accounts.policies.may_merge: Acts.merge,
    accounts.policies.may_invite: Acts.invite,
    accounts.policies.may_write_history: Acts.add_history,
    accounts.policies.why_not_yours_to_change: Acts.take_out_history,
    appointments.desk_policies.may_block: Acts.block,
    accounts.policies.may_erase: Acts.erase,
    appointments.desk_policies.open_appointments_of: Acts.erase,
    appointments.desk_policies.may_overbook: Acts.overbook,
    appointments.lateness.policies.may_say_late: Acts.say_late,
    appointments.lateness.policies.may_take_lateness_back: Acts.take_lateness_back,
    appointments.policies.is_past_cut_off: Acts.reschedule,
    appointments.policies.works_at: Acts.approve_at_the_desk,
    appointments.policies.stands_for_the_clinic: Acts.approve,
    appointments.policies.acts_for_the_clinic: Acts.approve,
    appointments.policies.may_step: Acts.approve,
    appointments.policies.only_the_clinic: Acts.move,
    appointments.policies.may_reschedule: Acts.reschedule,
    appointments.policies.may_cancel: Acts.cancel,
    appointments.policies.may_say_coming: Acts.say_coming,
    appointments.policies.may_be_seen: Acts.book,
    appointments.policies.why_closed: Acts.book,
    appointments.policies.may_ask: Acts.book,
    appointments.policies.may_have_more: Acts.book,
    appointments.policies.may_approve: Acts.approve,
    appointments.policies.may_reject: Acts.reject,
    appointments.policies.may_record: Acts.check_in,
    appointments.policies.is_correction: Acts.check_in,
    appointments.policies.may_undo: Acts.undo,
    appointments.proposals.policies.may_offer: Acts.offer,
    appointments.proposals.policies.may_answer: Acts.take_the_offer,
    appointments.proposals.policies.may_write_down: Acts.write_down_the_answer,
    appointments.proposals.policies.may_take_back: Acts.take_the_offer_back,
    appointments.visits.policies.only_its_doctor: Acts.set_a_text_aside,
    appointments.visits.policies.may_write_note: Acts.write_note,
    appointments.visits.policies.may_sign_note: Acts.sign_note,
    appointments.visits.policies.may_share_summary: Acts.share_summary,
    appointments.visits.policies.may_suggest_follow_up: Acts.suggest_follow_up,
    dashboards.importing.policies.may_import: Acts.import_rows,
}
NO_QUESTION = {"require", "is_late", "erased"}
"""Raises what a policy said; says something about the past; is a sentence. None allows anything."""
MODULES = (
    accounts.policies,
    appointments.policies,
    appointments.desk_policies,
    appointments.lateness.policies,
    appointments.proposals.policies,
    appointments.visits.policies,
    dashboards.importing.policies,
)
POLICIES = [
    policy
    for module in MODULES
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
    VisitNoteQuerySet.visible_to: [(Role.DOCTOR, "doctor:patient_notes")],
    PatientSummaryQuerySet.visible_to: [(Role.PATIENT, "appointments:detail")],
    RecordQuerySet.visible_to: [
        *((Role.PATIENT, f"me:{page}") for page in ("history_of", "documents_of", "document", "measurements_of")),
        *((Role.DOCTOR, f"doctor:patient_{page}") for page in ("history", "documents", "measurements")),
        (Role.DOCTOR, "doctor:document"),
    ],
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
