"""What somebody at a front desk sees of places and time: the clinics they work at."""

from django.utils.translation import gettext as _

from accounts.roles import StaffGroup
from scheduling.clinic_time import local_date
from scheduling.models import Clinic, ClinicStaff, WorkingHours
from scheduling.time_words import clock, short_day, zone_place

EMPTY = "-"

EVERYWHERE = {StaffGroup.ADMINISTRATOR, StaffGroup.MANAGER, StaffGroup.ANALYST}


def works_everywhere(user):
    """Say whether the user's rights hold at every clinic. Whoever is not named here is bound to their own."""
    return user.is_superuser or bool(user.group_names & EVERYWHERE)


def clinics_of(user):
    """Return the clinics the user's rights hold at."""
    if works_everywhere(user):
        return Clinic.objects.all()
    return Clinic.objects.filter(pk__in=ClinicStaff.objects.filter(user=user).values("clinic"))


def doctors_working_at(clinics):
    """Return the ids, as a subquery, of the doctors who have or had hours at ``clinics``."""
    return WorkingHours.objects.filter(clinic__in=clinics).values("doctor")


class OwnClinicsAdmin:
    """Narrows every list, page, action and autocomplete to the user's clinics. ``clinic_path`` leads to the clinic."""

    clinic_path = "clinic"

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if works_everywhere(request.user):
            return rows
        return rows.filter(**{f"{self.clinic_path}__in": clinics_of(request.user).values("pk")})


def day_and_clock(moment, zone):
    """Return ``Wed 25 Nov 2026, 9:20am`` on the clock of ``zone``; a dash for nothing."""
    if moment is None:
        return EMPTY
    return (
        f"{short_day(moment, zone)} {local_date(moment, getattr(zone, 'time_zone', zone)).year}, {clock(moment, zone)}"
    )


def named_moment(moment, zone):
    """Return the moment with the name of its clock: ``Wed 25 Nov 2026, 9:20am, New York time``."""
    if moment is None:
        return EMPTY
    return f"{day_and_clock(moment, zone)} {zone_words(zone)}"


def zone_words(zone):
    """Return ``New York time``, or ``UTC``."""
    place = zone_place(zone)
    return place if place == "UTC" else _("%(place)s time") % {"place": place}
