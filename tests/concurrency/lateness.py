"""A doctor, the front desk and a patient act on one session at the same moment; run by ``arena.py``."""

import datetime as dt

from appointments.lateness.services.saying import say_late
from appointments.models import Appointment, Message, RunningLate
from appointments.policies import NotAllowed
from appointments.services.booking import book
from appointments.services.cancelling import cancel
from appointments.services.recording import REFUSALS
from tests.concurrency.arena import PROCESSES, rush
from tests.concurrency.scenarios import a_morning, fresh, verdict

WAITING = 8


def said_by_everybody():
    """All press *20 minutes* at once."""
    return race(lambda number: "said")


def said_while_patients_cancel():
    """Half press *20 minutes*, the others cancel one appointment each."""
    return race(lambda number: "cancelled" if number % 2 else "said")


def race(choose):
    offer, clinic, starts, patients, _hours = a_morning()
    before = starts[0] - dt.timedelta(minutes=30)
    about = {"offer": fresh(offer), "clinic": clinic, "now": before}
    booked = [
        book(patient=patient, starts_at=start, actor=patient.user, **about)
        for patient, start in zip(patients[:WAITING], starts[:WAITING], strict=True)
    ]
    doctor = about["offer"].doctor

    def work(number):
        what = choose(number)
        try:
            if what == "said":
                say_late(doctor=doctor, clinic=clinic, minutes=20, actor=doctor.user, now=before)
            else:
                cancel(appointment=Appointment.objects.get(pk=booked[number // 2].pk), actor=doctor.user, now=before)
        except (NotAllowed, *REFUSALS) as refusal:
            return [str(refusal)]
        return [what]

    answers = rush(work, processes=PROCESSES)
    late = Message.objects.filter(kind="running_late", channel="email")
    waiting = Appointment.objects.filter(status="confirmed")
    return verdict(
        answers,
        rows=RunningLate.objects.count(),
        told=late.count(),
        late_who_wait=waiting.filter(late_minutes=20).count(),
        late_who_do_not=Appointment.objects.exclude(status="confirmed").filter(late_minutes__isnull=False).count(),
    )
