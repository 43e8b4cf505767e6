"""Doctors who add appointments while patients book, and put people beside a full time all at once."""

import datetime as dt

from accounts.models import Patient
from appointments.models import Appointment
from appointments.services.booking_by_phone import book_by_phone
from scheduling.models import TimeSlot
from tests.concurrency.arena import PROCESSES, rush
from tests.concurrency.scenarios import a_morning, attempt, fresh, try_to_book, verdict


def overbooked_at_once():
    """Somebody has the time, and sixteen are put beside them at once, each with a reason."""
    offer, clinic, starts, patients, _hours = a_morning(patients=PROCESSES + 1)
    try_to_book(patients[PROCESSES], offer, clinic, starts[0])
    answers = rush(lambda number: [add(patients[number], offer, clinic, starts[0], overbook_because="Fever")])
    lanes = TimeSlot.objects.filter(status="booked").order_by("lane").values_list("lane", flat=True)
    return verdict(answers, lanes=list(lanes))


def added_against_book():
    """Half of them are patients who book the slot, the other half is added there by the doctor, without a reason."""
    offer, clinic, starts, patients, _hours = a_morning()

    def work(number):
        do = add if number % 2 else try_to_book
        return [do(patients[number], offer, clinic, starts[0])]

    return verdict(rush(work), appointments=Appointment.objects.count())


def one_form_pressed():
    """One form about somebody new, beside a full time, and sixteen presses of its button."""
    offer, clinic, starts, patients, _hours = a_morning(patients=1)
    try_to_book(patients[0], offer, clinic, starts[0])
    newcomer = {"full_name": "Hanna Berg", "date_of_birth": dt.date(1990, 2, 3), "phone": "+447700900456", "email": ""}
    told = {"newcomer": newcomer, "overbook_because": "Fever", "idempotency_key": "the-key-of-the-form"}
    answers = rush(lambda number: [add(None, offer, clinic, starts[0], **told)])
    return verdict(
        answers, appointments=Appointment.objects.count(), new=Patient.objects.filter(full_name="Hanna Berg").count()
    )


def add(patient, offer, clinic, starts_at, **told):
    offer = fresh(offer)
    usual = {"patient": patient, "newcomer": None, "offer": offer, "clinic": clinic, "starts_at": starts_at}
    return attempt(book_by_phone, actor=offer.doctor.user, by_right=True, **(usual | told))
