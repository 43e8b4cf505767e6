"""What the known accounts find when they sign in: made through the services, so that messages and events are real."""

import datetime as dt

from django.conf import settings

from appointments.lifecycle import Status
from appointments.models import Message
from appointments.policies import NotAllowed
from appointments.services.answering import say_coming
from appointments.services.booking import book
from appointments.services.deciding import approve
from scheduling.clinic_time import ONE_DAY, instant, local_date
from scheduling.models import DoctorVisitType
from scheduling.offering import open_starts
from scheduling.services.claiming import SlotTaken
from scheduling.services.slots_by_hand import open_slot_by_hand
from scheduling.services.time_off import add_time_off


def tell_the_story(*, maria, daniel, child, doctors, clinics, now):
    """Book, ask and answer for the known patients with the known doctors, open a slot, let the mail count as sent."""
    amara, tomasz = doctors[:2]
    offers = DoctorVisitType.objects.select_related("doctor__user", "visit_type").filter(doctor__in=[amara, tomasz])
    by_slug = {(offer.doctor_id, offer.visit_type.slug): offer for offer in offers}
    told = [
        book_first(
            maria,
            by_slug[amara.pk, "follow-up"],
            clinics,
            now,
            days=2,
            reason="The cream helped for a week, then it came back.",
        ),
        book_first(
            maria,
            by_slug[tomasz.pk, "first-visit"],
            clinics,
            now,
            days=5,
            reason="A second look at the mole on my back.",
        ),
        book_first(
            child,
            by_slug[tomasz.pk, "first-visit"],
            clinics,
            now,
            days=9,
            reason="Itchy skin behind the knees.",
            actor=maria.user,
        ),
        book_first(daniel, by_slug[tomasz.pk, "first-visit"], clinics, now, days=4, reason="Acne, since the spring."),
    ]
    approved = book_first(
        maria, by_slug[tomasz.pk, "follow-up"], clinics, now - dt.timedelta(hours=5), days=12, reason=""
    )
    if approved:
        approve(appointment=approved, actor=tomasz.user, now=now - dt.timedelta(hours=2))
        say_coming(appointment=approved, actor=maria.user, now=now - dt.timedelta(hours=1))
    open_one_more(amara, now)
    go_away_over_an_appointment(amara, now)
    Message.objects.filter(status=Message.Status.QUEUED).update(status=Message.Status.SENT, sent_at=now, attempts=1)
    return [appointment for appointment in (*told, approved) if appointment]


def open_one_more(doctor, now):
    """Let the doctor open a start of tomorrow evening by hand: her hours end at five."""
    clinic = doctor.working_hours.first().clinic
    tomorrow = local_date(now, clinic.time_zone) + ONE_DAY
    starts_at = instant(tomorrow, dt.time(17, 20), clinic.time_zone)
    open_slot_by_hand(doctor=doctor, clinic=clinic, starts_at=starts_at, minutes=40, actor=doctor.user, now=now)


def go_away_over_an_appointment(doctor, now):
    """Let the doctor be away on an afternoon somebody else has booked by now: it waits for a decision."""
    booked = doctor.appointments.filter(status=Status.CONFIRMED, starts_at__gt=now + 3 * ONE_DAY)
    appointment = booked.exclude(patient__user__email__in=settings.DEMO_EMAILS).order_by("starts_at").first()
    if appointment is not None:
        add_time_off(
            doctor=doctor,
            starts_at=appointment.starts_at,
            ends_at=appointment.ends_at,
            time_zone=appointment.time_zone,
            label="Dentist",
            actor=doctor.user,
            now=now,
        )


def book_first(patient, offer, clinics, now, *, days, reason, actor=None):
    """Book the first start that is free ``days`` from now, and return the appointment; ``None`` if all are taken."""
    wanted = int((now + dt.timedelta(days=days)).timestamp() // 60)
    starts = open_starts(now=now, offer=offer).filter(minute__gte=wanted).order_by("minute", "lane")[:10]
    for slot in starts:
        try:
            return book(
                patient=patient,
                offer=offer,
                clinic=clinics[slot.clinic_id],
                starts_at=slot.starts_at,
                actor=actor or patient.user,
                now=now,
                reason=reason,
            )
        except (SlotTaken, NotAllowed):
            continue
    return None
