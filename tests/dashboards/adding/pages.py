"""The pages on which a doctor adds an appointment, and what they say."""

from django.contrib.messages import get_messages

from appointments.models import Appointment

NEW = "/doctor/appointments/new/"


def text(response):
    return response.content.decode()


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def latest():
    return Appointment.objects.order_by("-pk").first()


def page_of(patient):
    return f"/doctor/patients/{patient.record_number}/book/"
