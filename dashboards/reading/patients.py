"""The patients of a doctor: whom they have seen, and whose record they may read."""

import datetime as dt
import re

from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, Subquery

from accounts.forms.partial_date import read_partial_date
from accounts.models import Patient, RecordGrant
from accounts.phone_search import phone_digits
from appointments.lifecycle import ACTIVE, Status
from appointments.models import Appointment

PER_PAGE = 25
RECORD_NUMBER = re.compile(r"P?(\d{7})", re.IGNORECASE)


def patients_of(doctor, *, query="", page=1, now):
    """
    Return a page of patients by name; ``query`` is part of a name, a record number, a date of birth or a phone number.

    Two queries.

    Each has ``next_at`` and ``last_at`` with this doctor (and the clinic's ``next_zone``, ``last_zone``), and
    ``open_until``, empty where the record is closed to them.
    """
    theirs = Appointment.objects.filter(doctor=doctor, patient=OuterRef("pk")).order_by()
    coming = theirs.filter(status__in=ACTIVE, starts_at__gte=now).order_by("starts_at")
    seen = theirs.filter(status=Status.COMPLETED).order_by("-starts_at")
    leave = RecordGrant.objects.current(now=now).filter(doctor=doctor, patient=OuterRef("pk")).order_by("-until")
    people = known_to(doctor, now=now)
    if query:
        people = people.filter(sought(query))
    people = people.annotate(
        next_at=first(coming, "starts_at"),
        next_zone=first(coming, "time_zone"),
        last_at=first(seen, "starts_at"),
        last_zone=first(seen, "time_zone"),
        open_until=first(leave, "until"),
    )
    return Paginator(people.order_by("full_name", "pk"), PER_PAGE).get_page(page)


def known_to(doctor, *, now):
    """Return the patients the doctor has seen, and those whose record they may read: of no others they learn here."""
    return Patient.objects.standing().filter(
        Q(pk__in=Appointment.objects.filter(doctor=doctor, status=Status.COMPLETED).order_by().values("patient"))
        | Q(pk__in=Patient.objects.in_care_of(doctor, now=now).order_by().values("pk"))
    )


def first(rows, column):
    return Subquery(rows.values(column)[:1])


def sought(query):
    """Return the condition for what somebody typed."""
    if number := RECORD_NUMBER.fullmatch(query):
        return Q(record_number=f"P{number[1]}")
    if born := read_partial_date(query):
        year, month, day = [*(int(part) for part in born.split("-")), 0, 0][:3]
        if day:
            return Q(date_of_birth=dt.date(year, month, day))
        return Q(date_of_birth__year=year, date_of_birth__month=month) if month else Q(date_of_birth__year=year)
    if digits := phone_digits(query):
        return Q(phone__contains=digits)
    condition = Q()
    for word in query.split():
        condition &= Q(full_name__icontains=word)
    return condition
