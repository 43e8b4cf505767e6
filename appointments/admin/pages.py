"""The pages of the appointment admin that are forms of our own: book by telephone, move, take a step."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.keys import is_key
from accounts.models import Patient
from appointments.admin.booking_form import PhoneBookingForm
from appointments.admin.form_page import form_page
from appointments.admin.free_times import nearest_in_words
from appointments.admin.moving_form import MoveForm
from appointments.admin.seen import seen_appointments
from appointments.admin.step_form import StepForm
from appointments.admin.steps import STEPS
from appointments.lifecycle import Verb
from appointments.policies import NotAllowed, may_reschedule
from appointments.services.booking import KeyReused, OwnTimeTaken
from appointments.services.booking_by_phone import book_by_phone
from appointments.services.moving_by_right import move
from appointments.services.recording import REFUSALS, just_done
from appointments.services.rescheduling import reschedule
from scheduling.admin.moments import named_moment
from scheduling.admin.own_clinics import clinics_of
from scheduling.services.claiming import SlotTaken
from scheduling.services.slots_by_hand import SlotRefused


def change_page(appointment):
    return reverse("admin:appointments_appointment_change", args=[appointment.pk])


def the_one(model_admin, request, pk):
    """Return the appointment, if it is one of the user's to see and to change."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    return get_object_or_404(model_admin.get_queryset(request), pk=pk)


# --- Book by telephone ------------------------------------------------------------------------


def add(model_admin, request):
    """Book for somebody on the telephone."""
    if not model_admin.has_add_permission(request):
        raise PermissionDenied
    now = timezone.now()
    if request.method != "POST":
        form = PhoneBookingForm(user=request.user, now=now, initial=known_patient(request))
        return book_page(model_admin, request, form)
    form = PhoneBookingForm(request.POST, user=request.user, now=now)
    if not form.is_valid():
        return book_page(model_admin, request, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        appointment = book_by_phone(**form.said(), actor=request.user, now=now)
    except (SlotTaken, SlotRefused, NotAllowed, KeyReused, PermissionDenied) as refusal:
        form.add_error(None, refused_words(refusal, form, user=request.user, now=now))
        reused = isinstance(refusal, KeyReused)
        status = HTTPStatus.UNPROCESSABLE_ENTITY if reused else HTTPStatus.CONFLICT
        return book_page(model_admin, request, form, status=status)
    model_admin.log_addition(request, appointment, [{"added": {}}])
    words = {"reference": appointment.spoken_reference, "status": appointment.get_status_display()}
    messages.success(request, _("Booked: %(reference)s, %(status)s.") % words)
    return redirect(change_page(appointment) if model_admin.has_view_permission(request) else "admin:index")


def book_page(model_admin, request, form, status=HTTPStatus.OK):
    title = _("Book an appointment by telephone")
    return form_page(model_admin, request, form, title=title, button=_("Book this appointment"), status=status)


def known_patient(request):
    """Return the patient the address names, as the link on a patient's page does."""
    pk = request.GET.get("patient", "")
    return {"patient": pk} if is_key(pk) and Patient.objects.standing().filter(pk=pk).exists() else {}


def refused_words(refusal, form, *, user, now):
    """Return the refusal with what helps on: other times, what it clashes with, the right to book all the same."""
    said = form.said()
    sentences = [str(refusal)]
    if isinstance(refusal, OwnTimeTaken):
        sentences = [_("The patient has another appointment at that time.")]
        if seen_appointments(user).filter(pk=refusal.appointment.pk).exists():
            sentences = [
                _("The patient has %(reference)s at that time.") % {"reference": refusal.appointment.spoken_reference}
            ]
    elif isinstance(refusal, SlotTaken | SlotRefused):
        if isinstance(refusal, SlotTaken):
            sentences = [_("%(doctor)s is not free then.") % {"doctor": said["offer"].doctor}]
        sentences.append(
            nearest_in_words(offer=said["offer"], near=said["starts_at"], now=now, clinics=clinics_of(user))
        )
    if (
        form.may_by_right
        and not said["by_right"]
        and isinstance(refusal, SlotTaken | NotAllowed)
        and not isinstance(refusal, OwnTimeTaken)
    ):
        sentences.append(_("To book all the same, tick “%(label)s”.") % {"label": form.fields["by_right"].label})
    if form.may_overbook and isinstance(refusal, SlotTaken) and not said["overbook_because"] and said["by_right"]:
        label = form.fields["overbook_because"].label
        sentences.append(_("To book beside whoever has the time, say why under “%(label)s”.") % {"label": label})
    return " ".join(sentence for sentence in sentences if sentence)


# --- Move -------------------------------------------------------------------------------------


def move_page(model_admin, request, pk):
    """Move an appointment to another time."""
    appointment = the_one(model_admin, request, pk)
    now = timezone.now()
    told = {"appointment": appointment, "user": request.user, "now": now}
    if request.method != "POST":
        if refusal := may_reschedule(appointment, actor=request.user, now=now):
            messages.error(request, refusal)
            return redirect(change_page(appointment))
        return show_move(model_admin, request, MoveForm(**told), appointment)
    form = MoveForm(request.POST, **told)
    if not form.is_valid():
        return show_move(model_admin, request, form, appointment, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        moved = carry_out(appointment, form.cleaned_data, actor=request.user, now=now)
    except (*REFUSALS, SlotRefused) as refusal:
        if not (
            already_there(appointment, form)
            and just_done(appointment, verb=Verb.RESCHEDULE, actor=request.user, now=now)
        ):
            form.add_error(None, move_refused(refusal, appointment, form, user=request.user, now=now))
            return show_move(model_admin, request, form, appointment, status=HTTPStatus.CONFLICT)
        moved = appointment
    else:
        model_admin.log_change(request, moved, [{"changed": {"fields": [_("starts")]}}])
    messages.success(request, _("Moved to %(time)s.") % {"time": named_moment(moved.starts_at, moved.time_zone)})
    return redirect(change_page(appointment))


def show_move(model_admin, request, form, appointment, status=HTTPStatus.OK):
    return form_page(
        model_admin,
        request,
        form,
        title=_("Move to another time"),
        button=_("Move this appointment"),
        status=status,
        appointment=appointment,
        back=change_page(appointment),
    )


def carry_out(appointment, said, *, actor, now):
    """Move; by right also to a start nobody planned, once it is clear that there is no planned one."""
    told = {"appointment": appointment, "actor": actor, "now": now}
    told |= {name: said[name] for name in ("starts_at", "clinic", "note", "seen")}
    if not said.get("by_right"):
        return reschedule(**told)
    try:
        return move(**told, by_hand=False)
    except SlotTaken:
        return move(**told, by_hand=True)


def already_there(appointment, form):
    said = form.cleaned_data
    return (appointment.starts_at, appointment.clinic_id) == (said["starts_at"], said["clinic"].pk)


def move_refused(refusal, appointment, form, *, user, now):
    offer = appointment.offer
    if offer is None or not isinstance(refusal, SlotTaken | SlotRefused):
        return str(refusal)
    near, start = form.cleaned_data["starts_at"], appointment.starts_at
    times = nearest_in_words(offer=offer, near=near, now=now, clinics=clinics_of(user), exclude_start=start)
    words = _("%(doctor)s is not free then.") % {"doctor": offer.doctor} if isinstance(refusal, SlotTaken) else refusal
    return f"{words} {times}".strip()


# --- Any other step ---------------------------------------------------------------------------


def step_page(model_admin, request, pk, slug):
    """Ask once more, then do it."""
    appointment = the_one(model_admin, request, pk)
    step = STEPS.get(slug)
    if step is None:
        raise Http404
    now = timezone.now()
    if request.method != "POST":
        if refusal := step.may(appointment, actor=request.user, now=now):
            messages.error(request, refusal)
            return redirect(change_page(appointment))
        form = StepForm(step=step, appointment=appointment)
        return show_step(model_admin, request, form, step, appointment)
    form = StepForm(request.POST, step=step, appointment=appointment)
    if not form.is_valid():
        return show_step(model_admin, request, form, step, appointment, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    said = form.cleaned_data
    if refusal := step.take(appointment, actor=request.user, now=now, words=said, seen=said["seen"]):
        form.add_error(None, refusal)
        return show_step(model_admin, request, form, step, appointment, status=HTTPStatus.CONFLICT)
    model_admin.log_change(request, appointment, [{"changed": {"fields": [_("status")]}}])
    messages.success(request, step.done)
    return redirect(change_page(appointment))


def show_step(model_admin, request, form, step, appointment, status=HTTPStatus.OK):
    return form_page(
        model_admin,
        request,
        form,
        title=step.button,
        button=step.button,
        status=status,
        appointment=appointment,
        back=change_page(appointment),
    )
