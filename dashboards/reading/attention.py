"""Appointments that somebody must look at, with the reason in words."""

import datetime as dt

from django.db.models import Q
from django.utils.translation import gettext as _

from appointments.lifecycle import ACTIVE
from appointments.models import Appointment
from dashboards.reading.actions import row_actions

Attention = Appointment.Attention
MOST = 20
LONG_AGO = dt.timedelta(days=90)


def needing_attention(*, doctor, actor, now):
    """Return ``doctor``'s marked appointments, soonest first, each with its reason and its buttons. One query."""
    marked = (
        Appointment.objects.filter(~Q(attention=""), doctor=doctor, status__in=ACTIVE, starts_at__gt=now - LONG_AGO)
        .for_listing()
        .order_by("starts_at", "pk")[:MOST]
    )
    return [
        {
            "appointment": appointment,
            "reason": reason(appointment),
            "actions": row_actions(appointment, actor=actor, now=now) if appointment.starts_at <= now else [],
        }
        for appointment in marked
    ]


def reason(appointment):
    """Return why it is marked, as said to its doctor."""
    return {
        Attention.DOCTOR_AWAY: _("You are away then"),
        Attention.OUTSIDE_HOURS: _("Outside your hours"),
        Attention.NOT_CLOSED: _("Nobody said how it ended"),
        Attention.UNREACHABLE: _("The patient cannot be reached"),
    }.get(appointment.attention, appointment.get_attention_display())
