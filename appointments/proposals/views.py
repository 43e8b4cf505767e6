"""``/appointments/<reference>/answer/``: choose one of the times the clinic offers, or none of them."""

from http import HTTPStatus

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import patient_required
from appointments.lifecycle import Verb
from appointments.models import Appointment
from appointments.proposals.forms import CANCEL, KEEP, AnswerOfferForm
from appointments.proposals.policies import may_answer
from appointments.proposals.reading import offer_as_read, open_offer
from appointments.proposals.services.answering import accept, refuse, refuse_and_cancel, seen_of
from appointments.reading.as_read import AsRead, Reader
from appointments.services.booking import OwnTimeTaken
from appointments.services.recording import REFUSALS, Stale, just_done
from appointments.views.appointment_pages import mine
from scheduling.slot_value import SlotValue

ANSWERS = (Verb.ACCEPT, Verb.REFUSE, Verb.CANCEL)


@patient_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer_offer(request, reference):
    """Answer the clinic that offers other times for one of my appointments."""
    now = timezone.now()
    appointment = get_object_or_404(mine(request, now=now), reference=reference)
    read = AsRead(appointment, reader=Reader.of(request, now=now))
    proposal = open_offer(appointment)
    if proposal is None or may_answer(appointment, now=now):
        return nothing_to_answer(request, read)
    offer = offer_as_read(proposal, read=read)
    asked = {"times": offer.times, "keep": keep_words(read), "may_cancel": read.may_cancel}
    if request.method != "POST":
        return show(request, read, offer, AnswerOfferForm(initial={"seen": seen_of(proposal)}, **asked))
    form = AnswerOfferForm(request.POST, **asked)
    if not form.is_valid():
        return show_anew(request, read, offer, form)
    try:
        said = carry_out(form.cleaned_data, appointment=appointment, actor=request.user, now=now)
    except OwnTimeTaken:
        form.add_error("answer", _("You have another appointment at that time. Choose another one."))
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return show_anew(request, read, offer, form, conflict=isinstance(refusal, Stale))
    else:
        messages.success(request, said)
        return redirect(appointment)
    return show_anew(request, read, offer, form)


def carry_out(cleaned, *, appointment, actor, now):
    """Do what was chosen and return the words for it. Raises what the services raise."""
    said = {"appointment": appointment, "seen": cleaned["seen"], "actor": actor, "now": now}
    if cleaned["answer"] == KEEP:
        refuse(**said)
        return _("Thank you. We told the doctor that none of the times suits you.")
    if cleaned["answer"] == CANCEL:
        refuse_and_cancel(**said)
        return _("Your appointment is cancelled. Someone else can now use the time.")
    slot = SlotValue.parse(cleaned["answer"])
    accept(**said, starts_at=slot.starts_at, clinic_id=slot.clinic_id)
    return _("Your appointment has its new time. The old one is off.")


def keep_words(read):
    """Return what *none of these* leads to; nobody is promised a time the doctor cannot keep."""
    appointment = read.appointment
    if appointment.attention == Appointment.Attention.DOCTOR_AWAY:
        return _("None of these. Call me to find another time.")
    if appointment.is_request:
        return _("None of these. I still ask for %(time)s.") % {"time": read.moment()}
    return _("None of these. I keep %(time)s.") % {"time": read.moment()}


def nothing_to_answer(request, read):
    """Lead to the appointment whoever answered a moment ago, pressing twice; tell the others that it is over."""
    if request.method == "POST":
        if any(just_done(read.appointment, verb=verb, actor=request.user, now=read.now) for verb in ANSWERS):
            return redirect(read.appointment)
        return render(request, "appointments/offer_over.html", {"read": read}, status=HTTPStatus.CONFLICT)
    return render(request, "appointments/offer_over.html", {"read": read}, status=HTTPStatus.GONE)


def show_anew(request, read, offer, form, *, conflict=False):
    """Show the page with what was chosen and why it was not done, standing on the offer there is now."""
    conflict = conflict or form.conflict
    form.data = form.data.copy()
    form.data["seen"] = seen_of(offer.proposal)
    status = HTTPStatus.CONFLICT if conflict else HTTPStatus.UNPROCESSABLE_ENTITY
    return show(request, read, offer, form, status)


def show(request, read, offer, form, status=HTTPStatus.OK):
    context = {"read": read, "appointment": read.appointment, "offer": offer, "form": form}
    return render(request, "appointments/offer.html", context, status=status)
