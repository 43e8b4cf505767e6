"""Take time away, asking first what happens to the patients who booked it."""

from http import HTTPStatus

from django.contrib import messages
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.forms.guard import Answer
from appointments.models import Appointment
from appointments.proposals.services.offering import offer_nearest
from dashboards.forms.affected import WhatHappens
from dashboards.services.withdrawing import PatientsBooked, cancel_with_apology, withdraw
from dashboards.views.doctor_frame import conflict, doctor_page, status_of

ASKED = {"csrfmiddlewaretoken", *WhatHappens.base_fields}


def withdraw_or_ask(request, *, change, now, back_url, then):
    """
    Carry out ``change`` and return ``then()``; where patients are hit, return the page that asks what happens to them.

    The page posts everything again to the same address. Errors of ``change`` are the caller's to catch.
    """
    asked = "hit" in request.POST
    choice = WhatHappens(request.POST if asked else None)
    decided = asked and choice.is_valid()
    answers = {answer.reference: answer for answer in choice.cleaned_data["hit"]} if decided else {}
    if any(not answers[row.reference].fits(row) for row in listed(request, answers, now=now)):
        return conflict(request, _("The page you answered was about another patient. Nothing was changed."), now=now)
    try:
        hit = withdraw(doctor=request.doctor, change=change, agreed=answers, now=now)
    except PatientsBooked as booked:
        return ask(
            request, booked.appointments, choice=choice, asked=asked, decided=decided, now=now, back_url=back_url
        )
    chosen = [appointment for appointment in hit if appointment.reference in answers]
    told = {WhatHappens.CANCEL: say_sorry, WhatHappens.ASK: ask_to_choose}
    if chosen and choice.cleaned_data["what"] in told:
        told[choice.cleaned_data["what"]](request, chosen, answers, note=choice.cleaned_data["note"], now=now)
    return then()


def listed(request, answers, *, now):
    """Return the doctor's own appointments among those the page listed."""
    mine = Appointment.objects.for_doctor_pages(request.user, now=now)
    return mine.filter(reference__in=answers).select_related("patient") if answers else []


def ask(request, appointments, *, choice, asked, decided, now, back_url):
    """Render the list of who is hit; 409 when it is not the list that was answered."""
    context = {
        "appointments": appointments,
        "answers": [Answer.about(appointment) for appointment in appointments],
        "form": choice if asked and not decided else WhatHappens(),
        "changed": decided,
        "carried": [(name, value) for name, values in request.POST.lists() if name not in ASKED for value in values],
        "back_url": back_url,
    }
    status = HTTPStatus.CONFLICT if decided else status_of(asked)
    return doctor_page(request, "doctor/affected.html", context, now=now, status=status)


def say_sorry(request, appointments, answers, *, note, now):
    """Cancel each, and tell whom it did not work for."""
    seen = {appointment.pk: answers[appointment.reference].seen for appointment in appointments}
    apologies = cancel_with_apology(appointments=appointments, seen=seen, note=note, actor=request.user, now=now)
    if apologies.refused:
        count = len(apologies.refused)
        sentence = ngettext("%(count)s was not cancelled.", "%(count)s were not cancelled.", count) % {"count": count}
        warn(request, sentence, apologies.refused)


def ask_to_choose(request, appointments, answers, *, note, now):
    """Offer each the nearest other times, and tell for whom there were none."""
    seen = {appointment.pk: answers[appointment.reference].seen for appointment in appointments}
    offers = offer_nearest(appointments=appointments, seen=seen, message=note, actor=request.user, now=now)
    if offers.refused:
        count = len(offers.refused)
        sentence = ngettext("%(count)s was not asked.", "%(count)s were not asked.", count) % {"count": count}
        warn(request, sentence, offers.refused)


def warn(request, sentence, refused):
    """Say for whom it did not work, and why."""
    told = [f"{appointment.patient.full_name}: {why}" for appointment, why in refused]
    messages.warning(request, " ".join([sentence, *told]))
