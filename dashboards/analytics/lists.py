"""The addresses of the lists behind the figures: exactly the appointments each counts."""

from functools import partial

from django.urls import reverse
from django.utils.http import urlencode

from appointments.admin.booking_filters import BookedFilter, FirstFilter, SourceFilter
from appointments.admin.message_filters import CarriedFilter, KindFilter, WrittenFilter
from appointments.admin.outcome_filters import (
    AnswerFilter,
    DaysFilter,
    GivenBackFilter,
    MadeFilter,
    OutcomeFilter,
    StartFilter,
)
from dashboards.analytics.seen_filter import SeenFilter

APPOINTMENTS = partial(reverse, "admin:appointments_appointment_changelist")


class Lists:
    """Leads to the appointments of a page of figures. For whoever may not open the list, every address is empty."""

    def __init__(self, user, *, period, narrowing):
        self.opens = user.has_perms(["appointments.view_appointment"])
        self.opens_offers = self.opens and user.has_perms(["appointments.view_proposal"])
        self.opens_patients = user.has_perm("accounts.view_patient")
        self.opens_messages = user.has_perm("appointments.view_message")
        self.opens_supply = user.has_perm("scheduling.view_daysupply")
        self.period = period
        self.asked = {DaysFilter.parameter_name: DaysFilter.written(period.first, period.last)}
        if narrowing.clinic:
            self.asked["clinic__id__exact"] = narrowing.clinic.pk
        if narrowing.specialty:
            self.asked["doctor__specialties__id__exact"] = narrowing.specialty.pk
        if narrowing.visit_type:
            self.asked["visit_type__id__exact"] = narrowing.visit_type.pk

    def booked(self, *, source="", first=""):
        """Return the address of what was booked in these days: by one way, or first bookings."""
        if not self.opens:
            return ""
        asked = {name: value for name, value in self.asked.items() if name != DaysFilter.parameter_name}
        asked[BookedFilter.parameter_name] = BookedFilter.written(self.period.first, self.period.last)
        asked |= {SourceFilter.parameter_name: source} if source else {}
        asked |= {FirstFilter.parameter_name: first} if first else {}
        return f"{APPOINTMENTS()}?{urlencode(asked)}"

    def patients(self, first, last, *, signs_in=""):
        """Return the address of the patients who were seen from ``first`` to ``last``."""
        if not self.opens_patients:
            return ""
        seen = SeenFilter.written(first, last, clinic=self.asked.get("clinic__id__exact"))
        asked = {SeenFilter.parameter_name: seen} | ({"signs_in": signs_in} if signs_in else {})
        return f"{reverse('admin:accounts_patient_changelist')}?{urlencode(asked)}"

    def supply(self):
        """Return the address of the days on which hours were offered."""
        if not self.opens_supply or "visit_type__id__exact" in self.asked:
            return ""
        asked = {"local_date__gte": self.period.first, "local_date__lte": self.period.last}
        kept = {"clinic__id__exact", "doctor__specialties__id__exact"} & self.asked.keys()
        asked |= {name: self.asked[name] for name in kept}
        return f"{reverse('admin:scheduling_daysupply_changelist')}?{urlencode(asked)}"

    def messages(self, *, status="", kind="", carried=False):
        """Return the address of the messages written in these days: of one kind, with one end, without the portal."""
        if not self.opens_messages:
            return ""
        asked = {WrittenFilter.parameter_name: WrittenFilter.written(self.period.first, self.period.last)}
        if status:
            asked["status__exact"] = status
        if kind:
            asked[KindFilter.parameter_name] = kind
        if carried:
            asked[CarriedFilter.parameter_name] = CarriedFilter.YES
        if "clinic__id__exact" in self.asked:
            asked["event__appointment__clinic__id__exact"] = self.asked["clinic__id__exact"]
        return f"{reverse('admin:appointments_message_changelist')}?{urlencode(asked)}"

    def given_back(self, why):
        """Return the address of those whose time was given back; the days are when that time would have begun."""
        if not self.opens:
            return ""
        asked = {name: value for name, value in self.asked.items() if name != DaysFilter.parameter_name}
        written = GivenBackFilter.written(why, self.period.first, self.period.last)
        return f"{APPOINTMENTS()}?{urlencode(asked | {GivenBackFilter.parameter_name: written})}"

    def of(self, outcome="", *, specialty=None, doctor=None, start=None, first=""):
        """Return the address of those with ``outcome``, or of all; of one specialty, doctor or ``(weekday, hour)``."""
        more = {OutcomeFilter.parameter_name: outcome, FirstFilter.parameter_name: first}
        return self._address({name: value for name, value in more.items() if value}, specialty, doctor, start)

    def of_requests(self, *, specialty=None, doctor=None):
        """Return the address of what was asked for and due an answer."""
        return self._address({AnswerFilter.parameter_name: AnswerFilter.DUE}, specialty, doctor)

    def of_offers(self):
        """Return the address of the offers of another time that were made in these days."""
        if not self.opens_offers:
            return ""
        asked = {MadeFilter.parameter_name: MadeFilter.written(self.period.first, self.period.last)}
        asked |= {f"appointment__{name}": key for name, key in self.asked.items() if name.endswith("__exact")}
        return f"{reverse('admin:appointments_proposal_changelist')}?{urlencode(asked)}"

    def _address(self, more, specialty=None, doctor=None, start=None):
        if not self.opens:
            return ""
        asked = self.asked | more
        if specialty is not None:
            asked["doctor__specialties__id__exact"] = specialty
        if doctor is not None:
            asked["doctor"] = doctor
        if start is not None:
            asked[StartFilter.parameter_name] = StartFilter.written(*start)
        return f"{APPOINTMENTS()}?{urlencode(asked)}"
