"""The way into a list by year, month and day, for lists of any length."""

import copy
import datetime as dt

from django import template
from django.contrib.admin.templatetags.admin_list import date_hierarchy
from django.db.models import Max, Min
from django.utils import timezone

from accounts.calendar_months import months_after

register = template.Library()


@register.inclusion_tag("admin/date_hierarchy.html")
def date_steps(cl):
    """Answer as Django's tag does, from the first and the last date: it would read every row for the years in use."""
    asked = copy.copy(cl)
    asked.queryset = Ends(cl.queryset)
    return date_hierarchy(asked)


class Ends:
    """Stands for the rows of a list where only their first and last date are wanted. A query each time."""

    def __init__(self, rows):
        self.rows = rows

    def aggregate(self, **ends):
        return self.rows.order_by().aggregate(**ends)

    def dates(self, column, kind):
        """Return each year, month or day from the first to the last, whether or not it has a row."""
        first, last = self.aggregate(first=Min(column), last=Max(column)).values()
        return [] if first is None else list(steps(day_of(first), day_of(last), kind))

    datetimes = dates


def day_of(moment):
    """Return the date, on the clock the list is read by."""
    if not isinstance(moment, dt.datetime):
        return moment
    return timezone.localdate(moment) if timezone.is_aware(moment) else moment.date()


def steps(first, last, kind):
    """Yield the first day of each ``kind`` from that of ``first`` on."""
    day = {"year": first.replace(month=1, day=1), "month": first.replace(day=1), "day": first}[kind]
    while day <= last:
        yield day
        day = day + dt.timedelta(days=1) if kind == "day" else months_after(day, 12 if kind == "year" else 1)
