"""Move one's own appointment: tap a time, see old and new side by side, press the button."""

from functools import cached_property
from http import HTTPStatus
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import patient_required
from appointments.forms.booking import SlotForm
from appointments.forms.changes import MoveForm
from appointments.lifecycle import TransitionNotAllowed, Verb
from appointments.models import AppointmentSlot
from appointments.policies import NotAllowed
from appointments.reading.as_read import AsRead, Reader
from appointments.reading.time_buttons import time_buttons
from appointments.services.alternatives import nearest_times
from appointments.services.booking import OwnTimeTaken, refuse_overlap_and_excess
from appointments.services.recording import Stale, just_done, version_seen
from appointments.services.rescheduling import reschedule
from appointments.views.appointment_pages import mine
from scheduling.clinic_time import local_date, utc_minute
from scheduling.forms.week import WeekForm
from scheduling.models import Approval, Clinic
from scheduling.offering import open_starts, why_not_offered
from scheduling.services.claiming import SlotTaken
from scheduling.slot_value import BadSlotValue
from scheduling.time_words import clock
from scheduling.week import WeekPicker


class Move:
    """One request to move an appointment: what it is now, what is wished for, and the words for both."""

    def __init__(self, request, reference):
        self.request = request
        self.now = timezone.now()
        self.appointment = get_object_or_404(mine(request, now=self.now), reference=reference)
        self.reader = Reader.of(request, now=self.now)
        self.read = AsRead(self.appointment, reader=self.reader)
        self.offer = self.appointment.offer
        self.slot = self.clinic = None

    @property
    def refusal(self):
        """Why it cannot be moved here at all, or ``None``."""
        if self.read.change_refusal:
            return self.read.change_refusal
        if self.offer is None:
            return _("This kind of appointment is not offered any more. Call us and we will move it.")
        return None

    def takes(self, form, name):
        """Take the time in field ``name`` and return whether it is one of this doctor's; if not, the form says so."""
        is_valid = form.is_valid()
        slot = form.cleaned_data.get(name)
        if slot is not None and slot.doctor_id == self.appointment.doctor_id:
            self.slot = slot
            self.clinic = Clinic.objects.filter(pk=slot.clinic_id, is_active=True).first()
        if self.clinic is None and is_valid:
            form.add_error(None, str(BadSlotValue()))
        return self.clinic is not None

    @property
    def must_ask(self):
        return self.offer.approval == Approval.BY_DOCTOR

    @property
    def new_moment(self):
        """The wished time in words; the clinic is named where it changes, too."""
        words = self.read.moment(self.slot.starts_at, clinic=self.clinic)
        if self.read.is_remote or self.clinic.pk == self.appointment.clinic_id:
            return words
        return _("%(time)s, %(clinic)s") % {"time": words, "clinic": self.clinic.name}

    @cached_property
    def own_slots(self):
        """The slots it has: for moving it they count as free."""
        return list(AppointmentSlot.objects.filter(appointment=self.appointment).values_list("slot_id", flat=True))

    def picker(self):
        """The week to choose from; at first the one of the present time."""
        present = local_date(self.appointment.starts_at, self.appointment.time_zone)
        return WeekPicker(
            offer=self.offer,
            now=self.now,
            url=self.request.path,
            week=WeekForm.read(self.request.GET)["week"] or present,
            zone=self.reader.zone,
            keeping=self.own_slots,
            current=self.appointment.starts_at,
        )

    def is_free(self):
        """Say whether the visit can begin there."""
        starts = open_starts(now=self.now, offer=self.offer, keeping=self.own_slots)
        return starts.filter(clinic=self.clinic, minute=utc_minute(self.slot.starts_at)).exists()

    @property
    def clash(self):
        """The appointment of the same patient that is in the way of the wished time, if any."""
        try:
            refuse_overlap_and_excess(
                patient=self.appointment.patient,
                starts_at=self.slot.starts_at,
                ends_at=self.slot.starts_at + (self.appointment.ends_at - self.appointment.starts_at),
                actor=self.request.user,
                now=self.now,
                asking=False,
                capped=False,
                moving=self.appointment,
            )
        except OwnTimeTaken as clash:
            return clash.appointment
        return None

    @property
    def was_just_made(self):
        """Whether the button was pressed twice, and the first press has moved it to this very time."""
        if not just_done(self.appointment, verb=Verb.RESCHEDULE, actor=self.request.user, now=self.now):
            return False
        self.appointment.refresh_from_db()
        return self.appointment.starts_at == self.slot.starts_at and self.appointment.clinic_id == self.clinic.pk

    def context(self, **more):
        return {"read": self.read, "appointment": self.appointment, "move": self, **more}

    # --- Pages ------------------------------------------------------------------------------------
    def show_times(self, status=HTTPStatus.OK, form=None):
        """The week picker, with the present time as text; or why it cannot be moved here."""
        picker = None if self.refusal else self.picker()
        context = self.context(form=form, picker=picker)
        return render(self.request, "appointments/reschedule.html", context, status=status)

    def show_compare(self, form, status=HTTPStatus.OK):
        """Now and new, side by side."""
        return render(self.request, "appointments/reschedule_compare.html", self.context(form=form), status=status)

    def show_taken(self):
        """The wished time is gone, the old one is not: the nearest others as buttons."""
        nearest = nearest_times(
            offer=self.offer, near=max(self.slot.starts_at, self.now), now=self.now, exclude_start=self.slot.starts_at
        )
        context = self.context(
            others=time_buttons(nearest, as_read=self.read),
            lost_clock=clock(self.slot.starts_at, self.read.zone if self.read.is_remote else self.clinic.time_zone),
            why=why_not_offered(offer=self.offer, clinic=self.clinic, starts_at=self.slot.starts_at, now=self.now),
        )
        return render(self.request, "appointments/reschedule_taken.html", context, status=HTTPStatus.CONFLICT)


@patient_required
@require_http_methods(["GET", "HEAD", "POST"])
def reschedule_page(request, reference):
    """Move one of my appointments: ``?to=`` is the page that compares, without it the times to choose from."""
    move = Move(request, reference)
    if request.method == "POST" and "to" in request.POST:
        return carry_out(move)
    if request.method == "POST":
        return compare_first(move)
    if move.refusal or "to" not in request.GET:
        return move.show_times()
    return compare(move)


def compare_first(move):
    """A time was tapped: lead to the page that shows it beside the old one."""
    form = SlotForm(move.request.POST)
    if move.refusal or not move.takes(form, "slot"):
        return move.show_times(HTTPStatus.UNPROCESSABLE_ENTITY, form)
    return HttpResponseRedirect(f"{move.request.path}?{urlencode({'to': str(move.slot)})}")


def compare(move):
    """Show old and new; a time nobody can have any more is said at once."""
    form = MoveForm({"to": move.request.GET["to"], "seen": version_seen(move.appointment)})
    if not move.takes(form, "to"):
        return move.show_times(HTTPStatus.BAD_REQUEST, form)
    if not move.is_free():
        return move.show_taken()
    if clash := move.clash:
        return refuse(move, form, own_time_words(move, clash), HTTPStatus.CONFLICT)
    return move.show_compare(form)


def carry_out(move):
    """Move it. The old time is given back in the transaction that takes the new one."""
    form = MoveForm(move.request.POST)
    if move.refusal or not move.takes(form, "to"):
        return move.show_times(HTTPStatus.UNPROCESSABLE_ENTITY, form)
    if form.conflict:
        return show_anew(move, form, HTTPStatus.CONFLICT)
    try:
        reschedule(
            appointment=move.appointment,
            starts_at=move.slot.starts_at,
            clinic=move.clinic,
            actor=move.request.user,
            now=move.now,
            seen=form.cleaned_data["seen"],
            as_patient=True,
        )
    except SlotTaken:
        return move.show_taken()
    except OwnTimeTaken as clash:
        return refuse(move, form, own_time_words(move, clash.appointment), HTTPStatus.CONFLICT)
    except (NotAllowed, TransitionNotAllowed, Stale) as error:
        if not move.was_just_made:
            return not_moved(move, form, error)
    done = _("We asked for the new time.") if move.must_ask else _("Your appointment is changed.")
    messages.success(move.request, done)
    return redirect(move.appointment)


def not_moved(move, form, error):
    """Say why it stayed where it was: the page was old, the time cannot be had by anybody, or a rule is against it."""
    if isinstance(error, Stale):
        return refuse(move, form, str(error), HTTPStatus.CONFLICT)
    if why_not_offered(offer=move.offer, clinic=move.clinic, starts_at=move.slot.starts_at, now=move.now):
        return move.show_taken()
    return refuse(move, form, str(error), HTTPStatus.UNPROCESSABLE_ENTITY)


def refuse(move, form, words, status):
    form.add_error(None, words)
    return show_anew(move, form, status)


def show_anew(move, form, status):
    """Show old and new again with the reason, on the version the appointment has now."""
    form.data = form.data.copy()
    form.data["seen"] = version_seen(move.appointment)
    return move.show_compare(form, status)


def own_time_words(move, other):
    """Name the appointment that is in the way."""
    when = AsRead(other, reader=move.reader).moment()
    words = {"doctor": other.doctor.short_name, "when": when, "name": move.appointment.patient.full_name}
    if move.read.is_for_another:
        return _("%(name)s has another appointment at that time: %(doctor)s, %(when)s.") % words
    return _("You have another appointment at that time: %(doctor)s, %(when)s.") % words
