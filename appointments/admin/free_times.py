"""Free times in words, for somebody on the telephone."""

from django.utils.translation import gettext as _

from appointments.services.alternatives import nearest_times
from scheduling.admin.moments import day_and_clock
from scheduling.offering import open_starts
from scheduling.time_words import clock

MOST = 40


def nearest_in_words(*, offer, near, now, clinics, exclude_start=None):
    """Return ``Free nearby: …``, at the clinics the caller may book at; ``""`` when there is nothing."""
    found = nearest_times(offer=offer, near=max(near, now), now=now, exclude_start=exclude_start, count=8)
    allowed = set(clinics.values_list("pk", flat=True))
    words = [
        f"{day_and_clock(slot.starts_at, slot.clinic)} ({slot.clinic})" for slot in found if slot.clinic_id in allowed
    ]
    return _("Free nearby: %(times)s.") % {"times": "; ".join(words[:5])} if words else ""


def free_that_day(*, offer, clinic, day, now):
    """Return the free starts of a local date in words: ``9:00am, 9:20am``; ``""`` when there is none."""
    slots = open_starts(now=now, offer=offer).filter(clinic=clinic, local_date=day).order_by("minute", "lane")
    return ", ".join(dict.fromkeys(clock(slot.starts_at, clinic) for slot in slots[:MOST]))
