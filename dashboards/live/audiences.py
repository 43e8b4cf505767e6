"""
Who listens, what concerns them, and what they are told: the policy of live updates.

Each audience asks the database who its person is and what they may see: when the stream begins, at least every
``LIVE_RECHECK_SECONDS``, and before anything is told. ``concerns`` only sorts out in memory what cannot be theirs;
``tell`` asks the same questions as the pages.
"""

import importlib
import time

from django.conf import settings
from django.contrib.auth import get_user
from django.http import HttpRequest
from django.utils import timezone

from accounts.models import Doctor, Patient
from accounts.roles import decides_everywhere
from accounts.second_factor import must_set_up
from accounts.session_limits import why_over
from appointments.models import Appointment
from dashboards.models import LiveEvent
from scheduling.clinic_time import instant_of_minute
from scheduling.models import ClinicStaff
from scheduling.slot_value import slot_value

Kind = LiveEvent.Kind
A_MOMENT = 1.0
"""Seconds for which an answer about a person holds: a burst of news asks once."""


class Over(Exception):
    """Nobody may listen here any more: signed out, idle, deactivated, or in another role."""


class SignedIn:
    """Somebody with a session, asked about anew again and again."""

    def __init__(self, request):
        self.user = request.user
        self.session_key = request.session.session_key
        self.asked_at = time.monotonic()
        self.narrow(timezone.now())

    @property
    def holder(self):
        return f"user {self.user.pk}", settings.LIVE_STREAMS_PER_USER

    def look_again(self):
        """Ask who it is and what is theirs now; raises ``Over``."""
        now = timezone.now()
        request = HttpRequest()
        request.session = importlib.import_module(settings.SESSION_ENGINE).SessionStore(self.session_key)
        user = get_user(request)
        if not user.is_authenticated or user.pk != self.user.pk or why_over(request.session, user, now=now):
            raise Over
        if must_set_up(user):
            raise Over
        self.user = user
        self.narrow(now)
        self.asked_at = time.monotonic()

    def narrow(self, now):
        """Set what ``concerns`` needs; raises ``Over`` where nothing is theirs."""
        raise NotImplementedError

    def told(self, news):
        """Return what the page is told of ``news``; ``None`` for nothing. Raises ``Over``."""
        if time.monotonic() - self.asked_at > A_MOMENT:
            self.look_again()
        mine = [event for event in news if self.concerns(event)]
        return self.tell(mine) if mine else None

    def references(self, news, appointments):
        """Return the references of those of ``appointments`` (what they may see) that changed."""
        keys = {event.appointment_id for event in news if event.kind == Kind.APPOINTMENT}
        return sorted(appointments.filter(pk__in=keys).values_list("reference", flat=True)) if keys else []


class PatientsSide(SignedIn):
    """Somebody who follows appointments: their own, and those of the people they may book for."""

    def narrow(self, now):
        theirs = Patient.objects.accessible_to(self.user, now=now, scope="book")
        self.patients = set(theirs.values_list("pk", flat=True))
        if not self.patients:
            raise Over

    def concerns(self, news):
        return news.kind == Kind.APPOINTMENT and news.patient_id in self.patients

    def tell(self, news):
        mine = Appointment.objects.for_patient_pages(self.user, now=timezone.now())
        return {"appointments": self.references(news, mine)}


class DoctorsSide(SignedIn):
    """A doctor at work: their appointments, and their time."""

    def narrow(self, now):
        if self.user.working_doctor is None:
            raise Over
        self.doctor_id = self.user.working_doctor.pk

    def concerns(self, news):
        return news.doctor_id == self.doctor_id

    def tell(self, news):
        mine = Appointment.objects.for_doctor_pages(self.user, now=timezone.now())
        is_about_people = any(event.kind == Kind.APPOINTMENT for event in news)
        return {"appointments": self.references(news, mine), "can_wait": not is_about_people}


class StaffSide(SignedIn):
    """An administrator at the monitor: the clinics they decide about."""

    def narrow(self, now):
        if not (self.user.is_administrator and self.user.has_perm("appointments.view_appointment")):
            raise Over
        self.clinics = None
        if not decides_everywhere(self.user):
            self.clinics = set(ClinicStaff.objects.filter(user=self.user).values_list("clinic", flat=True))
            if not self.clinics:
                raise Over

    def concerns(self, news):
        return news.kind == Kind.APPOINTMENT and (self.clinics is None or news.clinic_id in self.clinics)

    def tell(self, news):
        return {"appointments": self.references(news, Appointment.objects.for_staff_pages(self.user))}


class ListedDoctors:
    """The doctors the public may see. Hundreds of onlookers ask again and again: they share an answer for a while."""

    SHARED_SECONDS = 5

    def __init__(self):
        self.asked_at = float("-inf")

    def keys(self):
        if time.monotonic() - self.asked_at > self.SHARED_SECONDS:
            self.known = set(Doctor.objects.listed().values_list("pk", flat=True))
            self.asked_at = time.monotonic()
        return self.known


class Onlookers:
    """Whoever looks at free times, signed in or not: which starts of the doctors they see went or came."""

    listed = ListedDoctors()

    def __init__(self, doctors, *, address):
        self.address = address
        self.keep_to_listed(set(Doctor.objects.listed().filter(pk__in=doctors).values_list("pk", flat=True)))

    @property
    def holder(self):
        return f"address {self.address}", settings.LIVE_STREAMS_PER_ADDRESS

    def look_again(self):
        """Leave out doctors the public may not see any more; raises ``Over`` where none is left."""
        self.keep_to_listed(self.doctors & self.listed.keys())

    def keep_to_listed(self, doctors):
        self.doctors = doctors
        if not doctors:
            raise Over

    def concerns(self, news):
        return news.kind == Kind.TIME and news.doctor_id in self.doctors

    def told(self, news):
        """Name the starts that are gone; a page asks anew for what came, since only the search knows what fits."""
        gone = {slot_value(n.doctor_id, n.clinic_id, instant_of_minute(n.minute)) for n in news if not n.is_free}
        return {"taken": sorted(gone), "can_wait": True}
