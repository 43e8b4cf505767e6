"""What somebody at a front desk does on the list and the pages of appointments."""

from django.contrib.messages import get_messages
from django.urls import reverse

from appointments.models import Appointment
from appointments.services.recording import version_seen

LIST = "/admin/appointments/appointment/"


def ask(client, action, *appointments):
    """Choose the list's action for the appointments and return the page that asks once more."""
    return client.post(LIST, {"action": action, "_selected_action": [appointment.pk for appointment in appointments]})


def answers_on(asked):
    """Return what the page that asks carries for each row."""
    return [str(answer) for _row, _when, answer in asked.context["rows"]]


def press(client, action, answers, **words):
    """Press the button of the page that asked, and return the response and what it said."""
    address = reverse("admin:appointments_appointment_selected", args=[action.replace("_", "-")])
    answer = client.post(address, {"answer": answers, **words})
    return answer, [str(message) for message in get_messages(answer.wsgi_request)]


def act(client, action, *appointments, **words):
    """Run the list's action, press the button of the page that asks, and return what it said."""
    return press(client, action, answers_on(ask(client, action, *appointments)), **words)


def page(appointment, name="change", *more):
    return reverse(f"admin:appointments_appointment_{name}", args=[appointment.pk, *more])


def status_of(appointment):
    return Appointment.objects.values_list("status", flat=True).get(pk=appointment.pk)


def answers(appointment, **told):
    return {"patient": appointment.patient.record_number, "seen": version_seen(appointment), **told}


def new_time(appointment, **told):
    return answers(appointment, clinic=appointment.clinic_id, date="2026-11-25", time="10:00", note="", **told)
