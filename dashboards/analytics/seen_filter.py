"""The patients who were seen in a stretch of days: what the number of active patients opens."""

from django.utils.translation import gettext_lazy

from appointments.admin.outcome_filters import DaysFilter
from dashboards.analytics.patients import seen_within
from scheduling.admin.own_clinics import clinics_of


class SeenFilter(DaysFilter):
    """From one day to another, by each clinic's own date, at the user's clinics or one of them: ``seen=<days>@3``."""

    title = gettext_lazy("seen")
    parameter_name = "seen"

    @staticmethod
    def written(first, last, clinic=None):
        days = DaysFilter.written(first, last)
        return f"{days}@{clinic}" if clinic else days

    @staticmethod
    def read(value):
        days, _at, clinic = value.partition("@")
        given = DaysFilter.read(days)
        return (*given, clinic) if given and (not clinic or (clinic.isascii() and clinic.isdecimal())) else None

    @staticmethod
    def words(given):
        first, last, _clinic = given
        return f"{first:%Y-%m-%d} – {last:%Y-%m-%d}"

    def queryset(self, request, queryset):
        if not self.given:
            return queryset
        first, last, clinic = self.given
        clinics = clinics_of(request.user)
        clinics = clinics.filter(pk=int(clinic[:9])) if clinic else clinics
        return queryset.filter(seen_within(first, last, {"clinic__in": clinics.values("pk")}))
