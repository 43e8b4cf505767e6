"""A machine presses every button in every order; a small model says what must come of it."""

import datetime as dt
from functools import partial

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from appointments.lifecycle import TransitionNotAllowed, Verb
from appointments.models import Appointment, Proposal
from appointments.policies import NotAllowed
from appointments.proposals.services.answering import accept, refuse, refuse_and_cancel, seen_of
from appointments.proposals.services.ending import lapse_due
from appointments.proposals.services.ending import take_back as take_back_offer
from appointments.proposals.services.offering import offer_times
from appointments.schedule_check import check_schedule
from appointments.services.attendance import record_attendance
from appointments.services.booking import book
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.expiring import expire_due
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from scheduling.models import TimeSlot
from scheduling.services.claiming import SlotTaken
from scheduling.services.publishing import publish
from scheduling.services.time_off import add_time_off
from tests.factories import (
    ClinicFactory,
    DoctorFactory,
    OfferFactory,
    PatientFactory,
    VisitTypeFactory,
    WorkingHoursFactory,
)

MORNING = dt.datetime(2026, 11, 25, 9, tzinfo=dt.UTC)
SLOT = dt.timedelta(minutes=20)
STARTS = 9
REFUSALS = (SlotTaken, NotAllowed, TransitionNotAllowed)

OWNS = {"requested", "confirmed", "checked_in", "in_progress", "completed", "no_show"}
MODEL = {
    "approve": {"requested": "confirmed"},
    "reject": {"requested": "rejected"},
    "cancel": {"requested": "cancelled", "confirmed": "cancelled", "checked_in": "cancelled"},
    "check_in": {"confirmed": "checked_in", "no_show": "checked_in"},
    "start": {"confirmed": "in_progress", "checked_in": "in_progress"},
    "complete": {
        "confirmed": "completed",
        "checked_in": "completed",
        "in_progress": "completed",
        "no_show": "completed",
    },
    "no_show": {"confirmed": "no_show", "checked_in": "no_show", "completed": "no_show"},
}
"""Written here a second time, by hand, from the design's table: the code's own table would agree with itself."""


class Clinic(RuleBasedStateMachine):
    """One doctor, one morning, three patients, and a clock that goes forward; rolled back when the run is over."""

    def __init__(self):
        super().__init__()
        self.run_of_its_own = transaction.atomic()
        self.run_of_its_own.__enter__()

    def teardown(self):
        transaction.set_rollback(True)
        self.run_of_its_own.__exit__(None, None, None)

    @initialize()
    def open_the_clinic(self):
        self.now = MORNING - dt.timedelta(hours=4)  # the day has begun: everything may be pressed
        self.model = {}
        clinic = ClinicFactory(time_zone="Etc/UTC")
        self.doctor, self.clinic = DoctorFactory(), clinic
        WorkingHoursFactory(
            doctor=self.doctor,
            clinic=clinic,
            weekday=2,
            starts=dt.time(9),
            ends=dt.time(12),
            valid_until=MORNING.date(),
        )
        publish(doctor=self.doctor, now=self.now)
        free = {"minimum_notice_minutes": 0, "cancellation_cutoff_minutes": 60}
        self.short = OfferFactory(doctor=self.doctor, visit_type=VisitTypeFactory(minutes=20, **free))
        self.long = OfferFactory(
            doctor=self.doctor,
            visit_type=VisitTypeFactory(minutes=40, buffer_minutes=5, approval="by_doctor", **free),
            is_default=False,
        )
        self.patients = PatientFactory.create_batch(3)
        self.book(who=0, start=0, long=False)

    def existing(self, pick):
        rows = list(Appointment.objects.order_by("pk"))
        return rows[pick % len(rows)] if rows else None

    @rule(who=st.integers(0, 2), start=st.integers(0, STARTS - 1), long=st.booleans())
    def book(self, who, start, long):
        patient = self.patients[who]
        try:
            made = book(
                patient=patient,
                offer=self.long if long else self.short,
                clinic=self.clinic,
                starts_at=MORNING + SLOT * start,
                actor=patient.user,
                now=self.now,
            )
        except REFUSALS:
            return
        self.model[made.pk] = "requested" if long else "confirmed"

    @precondition(lambda self: self.model)
    @rule(
        pick=st.integers(0, 2),
        verbs=st.lists(st.sampled_from(sorted(MODEL)), min_size=3, max_size=6),
        by_patient=st.sampled_from([False, False, True]),
    )
    def press(self, pick, verbs, by_patient):
        """Press several buttons of one appointment, one after the other, allowed or not."""
        appointment = self.existing(pick)
        actor = appointment.patient.user if by_patient else self.doctor.user
        calls = {
            "approve": lambda **common: approve(**common),
            "reject": lambda **common: reject(reason_code="other", **common),
            "cancel": lambda **common: cancel(**common),
            "check_in": partial(record_attendance, verb=Verb.CHECK_IN, note="put right"),
            "start": partial(record_attendance, verb=Verb.START),
            "complete": partial(record_attendance, verb=Verb.COMPLETE, note="put right"),
            "no_show": partial(record_attendance, verb=Verb.NO_SHOW, note="put right"),
        }
        for verb in verbs:
            before = self.model[appointment.pk]
            allowed = MODEL[verb].get(before)
            try:
                calls[verb](appointment=appointment, actor=actor, now=self.now)
            except REFUSALS:
                continue
            assert allowed, f"{verb} from {before}"
            assert not by_patient or verb == "cancel"
            self.model[appointment.pk] = allowed

    @precondition(lambda self: self.model)
    @rule(pick=st.integers(0, 50), start=st.integers(0, STARTS - 1), by_patient=st.booleans())
    def move(self, pick, start, by_patient):
        appointment = self.existing(pick)
        actor = appointment.patient.user if by_patient else self.doctor.user
        try:
            reschedule(
                appointment=appointment,
                starts_at=MORNING + SLOT * start,
                actor=actor,
                now=self.now,
                by_right=not by_patient,
            )
        except REFUSALS:
            return
        assert self.model[appointment.pk] in {"requested", "confirmed"}
        long = appointment.visit_type_id == self.long.visit_type_id
        self.model[appointment.pk] = "requested" if by_patient and long else "confirmed"

    @precondition(lambda self: self.model)
    @rule(pick=st.integers(0, 50))
    def take_back(self, pick):
        appointment = self.existing(pick)
        last = appointment.events.last()
        try:
            undo(appointment=appointment, actor=self.doctor.user, now=self.now)
        except REFUSALS:
            return
        assert last.actor == self.doctor.user
        self.model[appointment.pk] = last.from_status

    @precondition(lambda self: self.model)
    @rule(pick=st.integers(0, 50), starts=st.lists(st.integers(0, STARTS - 1), min_size=1, max_size=3))
    def offer(self, pick, starts):
        appointment = self.existing(pick)
        times = [(self.clinic, MORNING + SLOT * start) for start in starts]
        try:
            offer_times(appointment=appointment, times=times, actor=self.doctor.user, now=self.now)
        except REFUSALS:
            return
        assert self.model[appointment.pk] in {"requested", "confirmed"}

    @precondition(lambda self: Proposal.objects.open().exists())
    @rule(pick=st.integers(0, 50), answer=st.sampled_from(["accept", "accept", "refuse", "cancel", "take back"]))
    def answer_an_offer(self, pick, answer):
        waiting = list(Proposal.objects.open().order_by("pk"))
        proposal = waiting[pick % len(waiting)]
        appointment, time = proposal.appointment, proposal.options.all()[pick % proposal.options.count()]
        said = {"appointment": appointment, "actor": appointment.patient.user, "now": self.now}
        calls = {
            "accept": partial(accept, starts_at=time.starts_at, clinic_id=time.clinic_id, seen=seen_of(proposal)),
            "refuse": partial(refuse, seen=seen_of(proposal)),
            "cancel": partial(refuse_and_cancel, seen=seen_of(proposal)),
            "take back": partial(take_back_offer, actor=self.doctor.user),
        }
        try:
            calls[answer](**(said | calls[answer].keywords))
        except REFUSALS:
            return
        after = {"accept": "confirmed", "cancel": "cancelled"}
        self.model[appointment.pk] = after.get(answer, self.model[appointment.pk])

    @rule(minutes=st.sampled_from([1, 10, 60]))
    def wait(self, minutes):
        self.now += dt.timedelta(minutes=minutes)
        lapse_due(now=self.now)
        expire_due(now=self.now)
        for appointment in Appointment.objects.filter(status="expired"):
            self.model[appointment.pk] = "expired"

    @rule(start=st.integers(0, STARTS - 2))
    def go_on_leave(self, start):
        begins = MORNING + SLOT * start
        if begins > self.now:
            add_time_off(
                doctor=self.doctor,
                starts_at=begins,
                ends_at=begins + SLOT,
                time_zone="Etc/UTC",
                actor=None,
                now=self.now,
            )

    @invariant()
    def the_model_agrees(self):
        assert dict(Appointment.objects.values_list("pk", "status")) == getattr(self, "model", {})

    @invariant()
    def the_schedule_is_sound(self):
        if getattr(self, "model", None):
            assert check_schedule(now=self.now) == []

    @invariant()
    def time_is_owned_by_those_who_should(self):
        owners = [pk for pk, status in getattr(self, "model", {}).items() if status in OWNS]
        booked = TimeSlot.objects.filter(status="booked").count()
        assert booked >= len(owners)
        assert bool(booked) == bool(owners)


@pytest.mark.slow
@pytest.mark.django_db
def test_every_button_in_every_order():
    run_state_machine_as_test(
        Clinic,
        settings=settings(
            max_examples=25,
            stateful_step_count=25,
            deadline=None,
            derandomize=True,
            phases=[Phase.generate],  # shrinking would press the buttons for many minutes
            suppress_health_check=list(HealthCheck),
        ),
    )
