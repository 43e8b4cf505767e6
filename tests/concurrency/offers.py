"""Offers of other times at the same moment: everybody answers one, many are made at once; run by ``arena.py``."""

from django.utils import timezone

from appointments.models import Appointment, Proposal
from appointments.proposals.services.answering import accept, seen_of
from appointments.proposals.services.ending import lapse
from appointments.proposals.services.offering import offer_many, offer_nearest, offer_times
from appointments.services.booking import book
from appointments.services.cancelling import cancel
from appointments.services.recording import REFUSALS
from tests.concurrency.arena import PROCESSES, rush
from tests.concurrency.scenarios import a_morning, bookable_afterwards, fresh, try_to_book, verdict


def offer_answered():
    """A quarter each take its first time, take its second, let it lapse, and cancel the appointment."""
    return race(lambda number: ("accepted", "accepted", "lapsed", "cancelled")[number % 4])


def offer_answered_or_lapsed():
    """Half of them take one of its times, half let it lapse."""
    return race(lambda number: "lapsed" if number % 2 else "accepted")


def race(choose):
    offer, clinic, starts, patients, _hours = a_morning(patients=1)
    patient, now = patients[0], timezone.now()
    appointment = book(
        patient=patient, offer=fresh(offer), clinic=clinic, starts_at=starts[0], actor=patient.user, now=now
    )
    doctor = appointment.doctor.user
    times = [(clinic, starts[4]), (clinic, starts[8])]
    made = offer_times(appointment=appointment, times=times, actor=doctor, now=now)

    def work(number):
        what = choose(number)
        about = {"appointment": Appointment.objects.get(pk=appointment.pk)}
        try:
            if what == "accepted":
                chosen = {"starts_at": times[number // 4 % 2][1], "clinic_id": clinic.pk, "seen": seen_of(made)}
                accept(**about, **chosen, actor=patient.user, now=timezone.now())
            elif what == "lapsed":
                lapse(**about, now=made.answer_by)
            else:
                cancel(**about, actor=patient.user, now=timezone.now())
        except REFUSALS:
            return ["over"]
        return [what]

    answers = rush(work, processes=PROCESSES)
    proposal = Proposal.objects.get()
    appointment.refresh_from_db()
    return verdict(
        answers,
        offer=proposal.status,
        status=appointment.status,
        moved=appointment.starts_at != starts[0],
        **bookable_afterwards(offer, clinic),
    )


def offers_in_bulk():
    """
    Four appointments of a morning of twelve slots; a third each offer all of them the nearest times, offer all of them
    the same chosen times, and book for themselves.
    """
    offer, clinic, starts, patients, _hours = a_morning()
    now = timezone.now()
    for patient, start in zip(patients[:4], starts[:4], strict=True):
        book(patient=patient, offer=fresh(offer), clinic=clinic, starts_at=start, actor=patient.user, now=now)
    doctor = offer.doctor.user

    def work(number):
        if number % 3 == 2:
            return [try_to_book(patients[number], offer, clinic, starts[4 + number % 8])]
        everybody = list(Appointment.objects.filter(patient__in=patients[:4]).order_by("pk"))
        if number % 3 == 0:
            made = offer_nearest(appointments=everybody, actor=doctor, now=timezone.now())
        else:
            meant = {one: {"times": [(clinic, starts[4 + place])]} for place, one in enumerate(everybody)}
            made = offer_many(meant=meant, actor=doctor, now=timezone.now())
        return ["offered"] * len(made.done) + ["not offered"] * len(made.refused)

    answers = rush(work, processes=PROCESSES)
    offers = Proposal.objects.open()
    held = offers.values_list("options__clinic", "options__starts_at")
    return verdict(
        answers,
        offers=offers.count(),
        appointments_offered=offers.values("appointment").distinct().count(),
        times=len(held),
        different_times=len(set(held)),
        booked=Appointment.objects.count() - 4,
        **bookable_afterwards(offer, clinic),
    )
