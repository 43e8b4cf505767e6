"""Filters for the doctor's pages: what a form about an appointment carries, and a patient's age."""

from django import template

from appointments.forms.guard import Answer
from appointments.services.recording import version_seen
from scheduling.clinic_time import local_date

register = template.Library()


@register.filter
def seen(appointment):
    """Return the version of the appointment the page shows."""
    return version_seen(appointment)


@register.filter
def answer(appointment):
    """Return the value of the appointment's tick box."""
    return str(Answer.about(appointment))


@register.filter
def age_at(appointment):
    """Return the patient's age in whole years on the day of the appointment."""
    return appointment.patient.age(on=local_date(appointment.starts_at, appointment.time_zone))
