"""Whether the clinics share one clock: asked for every time that is printed, so each process remembers it a while."""

import time

from django.db.models.signals import post_save
from django.dispatch import receiver

from scheduling.models import Clinic

REMEMBERED_SECONDS = 60

remembered: dict[str, tuple[float, bool]] = {}
"""Under ``share``: when it was last asked, and the answer."""


def clinics_share_a_clock():
    """Say whether all active clinics are in one time zone. A changed clinic is seen within a minute, here at once."""
    asked_at, share = remembered.get("share", (0.0, None))
    if share is None or time.monotonic() - asked_at >= REMEMBERED_SECONDS:
        share = Clinic.objects.filter(is_active=True).order_by().values("time_zone").distinct().count() <= 1
        remembered["share"] = time.monotonic(), share
    return share


@receiver(post_save, sender=Clinic)
def forget(**kwargs):
    remembered.clear()
