"""Offer other times at the desk, read them out to whoever cannot sign in, and write down what they say."""

from http import HTTPStatus

from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from appointments.admin.form_page import form_page
from appointments.admin.offer_forms import DeskOfferForm, WrittenDownForm
from appointments.admin.pages import change_page, the_one
from appointments.lifecycle import Verb
from appointments.policies import may_cancel
from appointments.proposals.forms import CANCEL, KEEP
from appointments.proposals.nearest import nearest_apart
from appointments.proposals.policies import may_offer, may_write_down
from appointments.proposals.reading import open_offer
from appointments.proposals.services.answering import accept, refuse, refuse_and_cancel, seen_of
from appointments.proposals.services.offering import offer_times
from appointments.reading.free_starts import button, week_to_choose_from
from appointments.reading.who_answers import who_answers
from appointments.services.booking import OwnTimeTaken
from appointments.services.recording import REFUSALS, just_done
from scheduling.admin.moments import named_moment
from scheduling.admin.own_clinics import clinics_of
from scheduling.clinic_time import date_of
from scheduling.slot_value import SlotValue

ANSWERS = (Verb.ACCEPT, Verb.REFUSE, Verb.CANCEL)


# --- Offer ------------------------------------------------------------------------------------


def offer_page(model_admin, request, pk):
    """Offer up to three other times for an appointment. ``?week=`` (a date) shows a week instead of the nearest."""
    appointment = the_one(model_admin, request, pk)
    now = timezone.now()
    told = {"appointment": appointment, "now": now, "clinics": clinics_of(request.user)}
    if request.method != "POST":
        if refusal := may_offer(appointment, actor=request.user, now=now):
            messages.error(request, refusal)
            return redirect(change_page(appointment))
        return show_times(model_admin, request, DeskOfferForm(**told), appointment, now=now)
    form = DeskOfferForm(request.POST, **told)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return show_times(model_admin, request, form, appointment, now=now, status=status)
    said = {name: form.cleaned_data[name] for name in ("message", "seen")}
    said |= {"times": form.times, "wished": form.wished()}
    try:
        offer_times(appointment=appointment, actor=request.user, now=now, **said)
    except REFUSALS as refusal:
        if not just_done(appointment, verb=Verb.OFFER, actor=request.user, now=now):
            form.add_error(None, spoken(refusal))
            return show_times(model_admin, request, form, appointment, now=now, status=HTTPStatus.CONFLICT)
    else:
        model_admin.log_change(request, appointment, [{"changed": {"fields": [_("another time")]}}])
    return lead_on(request, appointment, now=now)


def lead_on(request, appointment, *, now):
    """Lead to the appointment, or where nobody can answer by themselves, to the page that is read out."""
    messages.success(request, _("Other times are offered."))
    if who_answers(appointment.patient, now=now).signs_in:
        return redirect(change_page(appointment))
    return redirect("admin:appointments_appointment_answer", pk=appointment.pk)


def show_times(model_admin, request, form, appointment, *, now, status=HTTPStatus.OK):
    """Show the nearest times, ticked, or those of a week to choose from."""
    clinics = set(clinics_of(request.user).values_list("pk", flat=True))
    more = {"week": None, "nearest": [], "ticked": request.POST.getlist("slot")}
    day = date_of(request.GET.get("week", ""))
    if day:
        more["week"] = week_to_choose_from(appointment, day=day, now=now, with_own=False, clinics=clinics)
    else:
        found = nearest_apart(appointment, now=now, clinics=clinics)
        more["nearest"] = [
            {**button(start), "label": named_time(start)} for start in sorted(found, key=lambda start: start.starts_at)
        ]
        if not form.is_bound:
            more["ticked"] = [time["value"] for time in more["nearest"]]
    return form_page(
        model_admin,
        request,
        form,
        title=_("Offer another time"),
        button=_("Send the offer"),
        status=status,
        appointment=appointment,
        back=change_page(appointment),
        template="admin/appointments/offer.html",
        who=who_answers(appointment.patient, now=now),
        **more,
    )


# --- Write down the answer --------------------------------------------------------------------


def answer_page(model_admin, request, pk):
    """Read out the times that are offered, and write down what the patient's side says."""
    appointment = the_one(model_admin, request, pk)
    now = timezone.now()
    offer = open_offer(appointment)
    refusal = may_write_down(appointment, actor=request.user, now=now)
    if offer is None or refusal:
        return nothing_to_write_down(request, appointment, refusal, now=now)
    times = [(option.value, named_time(option)) for option in with_their_offer(offer)]
    cancels = may_cancel(appointment, actor=request.user, now=now) is None
    told = {"appointment": appointment, "times": times, "may_cancel": cancels, "initial": {"offer": seen_of(offer)}}
    if request.method != "POST":
        return show_answer(model_admin, request, WrittenDownForm(**told), appointment, offer, now=now)
    form = WrittenDownForm(request.POST, **told)
    if not form.is_valid():
        status = HTTPStatus.UNPROCESSABLE_ENTITY
        return show_answer(model_admin, request, form, appointment, offer, now=now, status=status)
    try:
        said = write_down(form.cleaned_data, appointment=appointment, actor=request.user, now=now)
    except REFUSALS as refused:
        form.add_error(None, spoken(refused))
        return show_answer(model_admin, request, form, appointment, offer, now=now, status=HTTPStatus.CONFLICT)
    model_admin.log_change(request, appointment, [{"changed": {"fields": [_("answer to an offer")]}}])
    messages.success(request, said)
    return redirect(change_page(appointment))


def write_down(cleaned, *, appointment, actor, now):
    """Do what the patient said, and return the words for it. Raises what the services raise."""
    told = {"appointment": appointment, "seen": cleaned["offer"], "actor": actor, "now": now, "by_clinic": True}
    if cleaned["answer"] == KEEP:
        refuse(**told)
        return _("Written down: none of the times suits. The appointment stays as it is.")
    if cleaned["answer"] == CANCEL:
        refuse_and_cancel(**told)
        return _("Cancelled.")
    slot = SlotValue.parse(cleaned["answer"])
    moved = accept(**told, starts_at=slot.starts_at, clinic_id=slot.clinic_id)
    return _("Moved to %(time)s.") % {"time": named_moment(moved.starts_at, moved.time_zone)}


def nothing_to_write_down(request, appointment, refusal, *, now):
    """Lead to the appointment; whoever pressed twice finds the work done, the others learn why not."""
    pressed_twice = any(just_done(appointment, verb=verb, actor=request.user, now=now) for verb in ANSWERS)
    if not (request.method == "POST" and pressed_twice):
        messages.error(request, refusal or _("There is no offer to answer any more."))
    return redirect(change_page(appointment))


def show_answer(model_admin, request, form, appointment, offer, *, now, status=HTTPStatus.OK):
    return form_page(
        model_admin,
        request,
        form,
        title=_("Write down the answer"),
        button=_("Write it down"),
        status=status,
        appointment=appointment,
        back=change_page(appointment),
        template="admin/appointments/offer_answer.html",
        who=who_answers(appointment.patient, now=now),
        until=named_moment(offer.answer_by, appointment.time_zone),
        offer=offer,
    )


# --- Words ------------------------------------------------------------------------------------


def with_their_offer(offer):
    """Return the times of ``offer``, each knowing it: their values ask for it."""
    options = list(offer.options.all())
    for option in options:
        option.proposal = offer
    return options


def named_time(time):
    """Return a time and where, to be read out."""
    return f"{named_moment(time.starts_at, time.clinic.time_zone)}, {time.clinic.name}"


def spoken(refusal):
    """Return the sentence of a refusal as it is said to the desk; one is worded for the patient."""
    if isinstance(refusal, OwnTimeTaken):
        return _("The patient has another appointment at that time.")
    return str(refusal)
