"""A doctor's public page, and their free times a week at a time."""

import datetime as dt

from django.contrib.auth.decorators import login_not_required
from django.db.models import Prefetch
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from accounts.models import Doctor, Specialty
from scheduling import doctor_words
from scheduling.forms.week import WeekForm
from scheduling.models import Clinic, DoctorVisitType, Mode, WorkingHours
from scheduling.money import money
from scheduling.places import access_facts, map_url, one_line_address
from scheduling.reader_zone import reader_zone
from scheduling.views.fragments import wants_part
from scheduling.week import WeekPicker

A_YEAR = dt.timedelta(days=365)


@login_not_required
@require_safe
def doctor(request, slug):
    """Everything that helps to choose this doctor, with the week picker beside it."""
    page = TimesPage(request, slug, reverse("scheduling:doctor", args=[slug]))
    if wants_part(request):
        return render(request, "scheduling/times.html#picker", page.context())
    return render(request, "scheduling/doctor.html", page.context() | profile_of(page))


@login_not_required
@require_safe
def times(request, slug):
    """The week picker as a page of its own."""
    page = TimesPage(request, slug, reverse("scheduling:times", args=[slug]))
    return render(request, f"scheduling/times.html{'#picker' if wants_part(request) else ''}", page.context())


class TimesPage:
    """A listed doctor, what they offer, and the week picker for the kind of visit asked for."""

    def __init__(self, request, slug, url):
        self.now = timezone.now()
        self.url = url
        asked = WeekForm.read(request.GET)
        listed = Doctor.objects.listed().prefetch_related(
            Prefetch("specialties", Specialty.objects.filter(is_active=True)), "languages"
        )
        self.doctor = get_object_or_404(listed, slug=slug)
        self.offers = self._offers()
        self.offer = self._wanted(asked["visit_type"])
        self.picker = None
        if self.offer:
            self.picker = WeekPicker(
                offer=self.offer,
                now=self.now,
                url=url,
                query={"visit_type": self.offer.visit_type.slug},
                week=asked["week"],
                zone=reader_zone(request),
            )
        self.is_first_week = asked["week"] is None

    def context(self):
        """What ``scheduling/times.html`` prints."""
        return {
            "doctor": self.doctor,
            "offer": self.offer,
            "picker": self.picker,
            "modes": self._modes(),
            "kinds": self._kinds(),
            "hidden": [("visit_type", self.offer.visit_type_id)] if self.offer else [],
        }

    @property
    def next_free(self):
        """The button of the first free time; known only on the first week with times, which is where people arrive."""
        if self.picker is None or not self.is_first_week or not self.picker.days:
            return None
        day = self.picker.days[0]
        return {"time": day.groups[0].times[0], "heading": day.heading} if day.groups else None

    def _offers(self):
        offers = list(DoctorVisitType.objects.listed().filter(doctor=self.doctor).select_related("visit_type"))
        for offer in offers:
            offer.doctor = self.doctor
        order = list(Mode)
        return sorted(offers, key=lambda o: (order.index(o.mode), not o.is_default, o.minutes, o.visit_type.name))

    def _wanted(self, slug):
        asked_for = [offer for offer in self.offers if offer.visit_type.slug == slug]
        return next(iter(asked_for or self.offers), None)

    def _modes(self):
        """The ways to meet, each a link to its first kind of visit; the current one is text."""
        first = {}
        for offer in self.offers:
            first.setdefault(offer.mode, offer)
        return [(Mode(mode).label, self._link(offer), mode == self.offer.mode) for mode, offer in first.items()]

    def _kinds(self):
        """The kinds of visit of the mode shown."""
        return [
            {
                "label": offer.visit_type.name,
                "detail": ", ".join(filter(None, [minutes_words(offer), fee_words(offer)])),
                "url": self._link(offer),
                "is_current": offer is self.offer,
            }
            for offer in self.offers
            if offer.mode == self.offer.mode
        ]

    def _link(self, offer):
        return f"{self.url}?visit_type={offer.visit_type.slug}"


def profile_of(page):
    """Return what only the profile prints: words about the doctor, fees, places."""
    doctor = page.doctor
    specialties = doctor.specialties.all()
    helps_with = [word.strip() for specialty in specialties for word in specialty.search_words.split(",")]
    return {
        "role_line": doctor_words.role_line(doctor, specialties),
        "languages": doctor_words.spoken_languages({language.code for language in doctor.languages.all()}),
        "approval_line": doctor_words.approval_line(page.offer) if page.offer else "",
        "next_free": page.next_free,
        "helps_with": [word for word in helps_with if word],
        "fees": [(offer, minutes_words(offer), Mode(offer.mode).label, fee_words(offer)) for offer in page.offers],
        "has_fees": any(offer.fee_minor is not None for offer in page.offers),
        "places": places_of(doctor, on=page.now.date()),
    }


def places_of(doctor, *, on):
    """Return the clinics where the doctor works from ``on``; one query."""
    hours = WorkingHours.objects.in_force(first=on, last=on + A_YEAR).filter(doctor=doctor)
    clinics = Clinic.objects.filter(is_active=True, pk__in=hours.values("clinic").order_by())
    return [
        {
            "clinic": clinic,
            "address": one_line_address(clinic),
            "map_url": map_url(clinic),
            "access": access_facts(clinic),
        }
        for clinic in clinics
    ]


def minutes_words(offer):
    return ngettext("%(count)s minute", "%(count)s minutes", offer.minutes) % {"count": offer.minutes}


def fee_words(offer):
    return money(offer.fee_minor, offer.visit_type.currency)
