"""A doctor's public page, and their free times a week at a time."""

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import Doctor
from scheduling.doctor_profile import fee_words, minutes_words, offers_of, profile_of
from scheduling.forms.week import WeekForm
from scheduling.models import Mode
from scheduling.reader_zone import reader_zone
from scheduling.views.fragments import wants_part
from scheduling.week import WeekPicker


@login_not_required
@require_safe
def doctor(request, slug):
    """Everything that helps to choose this doctor, with the week picker beside it."""
    page = TimesPage(request, slug, reverse("scheduling:doctor", args=[slug]))
    if wants_part(request):
        return render(request, "scheduling/times.html#picker", page.context())
    profile = profile_of(page.doctor, page.offers, offer=page.offer, today=page.now.date())
    return render(request, "scheduling/doctor.html", {**page.context(), **profile, "next_free": page.next_free})


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
        self.doctor = get_object_or_404(Doctor.objects.listed().for_profile(), slug=slug)
        self.offers = offers_of(self.doctor)
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
