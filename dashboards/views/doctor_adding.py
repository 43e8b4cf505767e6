"""Add an appointment: choose the patient or enter a new one, then what and when; a walk-in is placed now."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import doctor_required
from accounts.safe_next import next_url
from appointments.desk_policies import may_overbook
from appointments.policies import NotAllowed
from appointments.services.booking import KeyReused
from appointments.services.booking_by_phone import book_by_phone
from appointments.services.walking_in import walk_in
from dashboards.forms.adding import Asked, ForNewcomer, ForNewcomerNow, ForPatient, ForPatientNow
from dashboards.reading.adding import clinics_of_today, nearest_buttons, offers_of, places_now
from dashboards.reading.home_clinic import clinics_worked_at
from dashboards.reading.patients import known_to, patients_of
from dashboards.views.doctor_answering import spoken
from dashboards.views.doctor_frame import conflict, doctor_page, posted, status_of
from scheduling.clinic_time import local, local_date
from scheduling.services.claiming import SlotTaken
from scheduling.services.slots_by_hand import SlotRefused
from scheduling.time_words import day_and_time

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
CARRIED = ("clinic", "starts_at", "slot", "walk_in", "next")
"""What an address says that the next page has to know, too."""


@doctor_required
@GET_OR_POST
def new(request):
    """Look for the patient, or enter a new one and add their appointment."""
    now = timezone.now()
    asked = Asked(request.GET).said()
    if request.method == "POST" or asked["new"]:
        return add(request, None, asked, now=now)
    query = asked["q"] or ""
    page = patients_of(request.doctor, query=query, page=request.GET.get("page"), now=now) if query else None
    kept = carried(request)
    context = {
        "asked": asked,
        "query": query,
        "page": page,
        "carried": kept.urlencode(),
        "hidden": list(kept.items()),
        "back_url": back_url(request),
    }
    return doctor_page(request, "doctor/appointment_who.html", context, now=now)


@doctor_required
@GET_OR_POST
def for_patient(request, record_number):
    """Add an appointment for one of my patients; another doctor's is 404, like one that never was."""
    now = timezone.now()
    patient = get_object_or_404(known_to(request.doctor, now=now), record_number=record_number)
    return add(request, patient, Asked(request.GET).said(), now=now)


def add(request, patient, asked, *, now):
    """Show the form, or book what it says; ``patient`` is ``None`` for somebody new."""
    clinics = clinics_worked_at(request.doctor, now=now)
    if asked["walk_in"]:
        clinics = clinics_of_today(request.doctor, clinics, now=now)
    form = form_for(request, patient, asked, clinics=clinics, now=now)
    if not form.is_valid():
        if patient and form.conflict:
            return conflict(request, form.conflict, now=now)
        return form_page(request, form, patient, asked, now=now)
    said = form.said()
    told = {"patient": patient or form.known, "newcomer": None if patient else form.newcomer(), **said}
    try:
        if asked["walk_in"]:
            appointment = walk_in(**told, actor=request.user, now=now)
        else:
            appointment = book_by_phone(**told, by_right=True, actor=request.user, now=now)
    except (SlotTaken, SlotRefused, NotAllowed, KeyReused, PermissionDenied) as refusal:
        form.add_error(None, words_of(refusal, asked))
        found = {}
        if isinstance(refusal, SlotTaken | SlotRefused):
            found["nearest"] = nearest_buttons(said, clinics, now=now)
        if isinstance(refusal, SlotTaken):
            found["may_overbook"] = patient is None or not may_overbook(
                actor=request.user, doctor=request.doctor, clinic=said["clinic"], patient=patient, now=now
            )
        return form_page(request, form, patient, asked, now=now, status=HTTPStatus.CONFLICT, **found)
    words = {"name": appointment.patient.full_name, "when": day_and_time(appointment.starts_at, appointment.time_zone)}
    said_so = _("%(name)s is here, %(when)s.") if asked["walk_in"] else _("Booked: %(name)s, %(when)s.")
    messages.success(request, said_so % words)
    day = local_date(appointment.starts_at, appointment.time_zone)
    return redirect(next_url(request, otherwise=f"{reverse('doctor:today')}?date={day:%Y-%m-%d}"))


def form_for(request, patient, asked, *, clinics, now):
    """Return the form that asks what is not known yet."""
    offers = offers_of(request.doctor, walk_in=asked["walk_in"])
    told = {"offers": offers, "clinics": clinics, "now": now, "initial": prefilled(asked, clinics)}
    told |= {"record_number": patient.record_number} if patient else {"patients": known_to(request.doctor, now=now)}
    if not asked["walk_in"]:
        return (ForPatient if patient else ForNewcomer)(posted(request), **told)
    told["places"] = places_now(request.doctor, offers, clinics, now=now)
    return (ForPatientNow if patient else ForNewcomerNow)(posted(request), **told)


def prefilled(asked, clinics):
    """Return day, time and clinic of the free time somebody tapped."""
    clinic, starts_at = asked["clinic"], asked["starts_at"]
    if clinic not in clinics or starts_at is None:
        return {}
    there = local(starts_at, clinic.time_zone)
    return {"clinic": clinic.pk, "date": there.date(), "time": there.time().replace(second=0, microsecond=0)}


def form_page(request, form, patient, asked, *, now, status=None, nearest=(), may_overbook=False):
    """Show the form; with what helps on where the time is taken."""
    context = {
        "form": form,
        "patient": patient,
        "is_walk_in": asked["walk_in"],
        "nearest": [] if asked["walk_in"] else nearest,
        "may_overbook": may_overbook or "because" in form.errors,
        "carried": carried(request).urlencode(),
        "back_url": back_url(request),
    }
    return doctor_page(
        request, "doctor/appointment_add.html", context, now=now, status=status or status_of(form.is_bound)
    )


def words_of(refusal, asked):
    """Return the refusal as it is said to the doctor."""
    if not isinstance(refusal, SlotTaken):
        return spoken(refusal)
    return _("You have no free time left today.") if asked["walk_in"] else _("Somebody has this time.")


def carried(request):
    """Return what the address says that the next page has to know, too: ``clinic=3&starts_at=…``."""
    query = QueryDict(mutable=True)
    for name in CARRIED:
        if value := request.GET.get(name):
            query[name] = value
    return query


def back_url(request):
    return next_url(request, otherwise=reverse("doctor:today"))
