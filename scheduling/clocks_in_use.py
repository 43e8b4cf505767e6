"""Which clocks the clinics have: asked for every time that is printed, so each process remembers it a while."""

from django.db.models import Count
from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.remembering import forget, remembered
from scheduling.models import Clinic

ONE_CLOCK, ZONES = "clinics share a clock", "zones of clinics"


def clinics_share_a_clock():
    """Say whether all active clinics are in one time zone. A changed clinic is seen within a minute, here at once."""
    zones = Clinic.objects.filter(is_active=True).order_by().values("time_zone").distinct()
    return remembered(ONE_CLOCK, lambda: zones.count() <= 1)


def zones_of_clinics():
    """Return the time zones of all clinics, closed ones too: their appointments stay. Remembered like the other."""
    zones = Clinic.objects.order_by("time_zone").values_list("time_zone", flat=True).distinct()
    return remembered(ZONES, lambda: tuple(zones))


def zone_of_most_clinics():
    """Return the time zone of most clinics, for pages about all of them; UTC where there is none. One query."""
    zones = Clinic.objects.values("time_zone").annotate(clinics=Count("pk")).order_by("-clinics", "time_zone")
    return next((row["time_zone"] for row in zones[:1]), "UTC")


@receiver(post_save, sender=Clinic)
def ask_anew(**kwargs):
    forget(ONE_CLOCK)
    forget(ZONES)
