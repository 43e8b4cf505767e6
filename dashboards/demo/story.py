"""What the known accounts find when they sign in: made through the services, so that messages and events are real."""

import datetime as dt

from django.conf import settings

from appointments.lateness.reading import rest_of_today
from appointments.lateness.services.saying import say_late
from appointments.lifecycle import Status
from appointments.models import Message
from appointments.policies import NotAllowed
from appointments.proposals.services.answering import accept, refuse, seen_of
from appointments.proposals.services.ending import lapse, take_back
from appointments.proposals.services.offering import offer_free
from appointments.services.answering import say_coming
from appointments.services.booking import book
from appointments.services.deciding import approve
from dashboards.demo.unplanned import see_the_unplanned
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
    told += offer_other_times(
        maria=maria, daniel=daniel, offer=by_slug[amara.pk, "follow-up"], clinics=clinics, now=now
    )
    told += see_the_unplanned(offer=by_slug[amara.pk, "follow-up"], now=now)
    open_one_more(amara, now)
    go_away_over_an_appointment(amara, now)
    run_late(tomasz, now)
    Message.objects.filter(status=Message.Status.QUEUED).update(status=Message.Status.SENT, sent_at=now, attempts=1)
    return [appointment for appointment in (*told, approved) if appointment]


def offer_other_times(*, maria, daniel, offer, clinics, now):
    """Let the doctor offer other times: Maria has yet to answer, Daniel took one in the end. Return the two."""
    waiting = book_first(maria, offer, clinics, now - ONE_DAY, days=9, reason="")
    if waiting:
        words = "I start a little later that day. Does one of these suit you?"
        offer_free(appointment=waiting, message=words, actor=offer.doctor.user, now=now - dt.timedelta(minutes=40))
    taken = book_first(daniel, offer, clinics, now - 2 * ONE_DAY, days=17, reason="")
    if taken:
        offer_again_and_again(taken, patient=daniel.user, doctor=offer.doctor.user, now=now)
    return [waiting, taken]


def offer_again_and_again(appointment, *, patient, doctor, now):
    """Take an offer back, have one refused, let one end unanswered, and have one taken."""

    def offer(hours_ago):
        return offer_free(appointment=appointment, actor=doctor, now=ago(hours_ago))

    def ago(hours):
        return now - dt.timedelta(hours=hours)

    offer(40)
    take_back(appointment=appointment, actor=doctor, now=ago(39))
    refuse(appointment=appointment, seen=seen_of(offer(38)), actor=patient, now=ago(37))
    lapse(appointment=appointment, now=offer(34).answer_by)
    last = offer(3)
    time = last.options.first()
    chosen = {"starts_at": time.starts_at, "clinic_id": time.clinic_id, "seen": seen_of(last)}
    accept(appointment=appointment, actor=patient, now=ago(2), **chosen)


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


def run_late(doctor, now):
    """Let the doctor have said a quarter of an hour ago that he runs late, where somebody waits for him today."""
    then = now - dt.timedelta(minutes=15)
    rests = rest_of_today(doctor, now=then)
    if rests:
        say_late(doctor=doctor, clinic=rests[0].clinic, minutes=10, actor=doctor.user, now=then)


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
