"""Who takes a sitting: somebody of the town who fits the doctor, known or new, with nothing else that day."""

import datetime as dt
from collections import defaultdict

from appointments.lifecycle import ACTIVE, Status
from dashboards.demo import chances, rates
from dashboards.demo.lives import Booking
from dashboards.demo.reasons import reason
from dashboards.demo.wishes import Wish

MOST_COMING, MOST_COMING_WITH_A_DOCTOR, MOST_ASKED = 4, 3, 2
"""Fewer than the caps of the booking settings: where there are few patients, some stay free to book more."""

TOLD_IN_THE_STORY = dt.timedelta(days=2)
"""From so long ago on, what the known patients have is told in ``story.py``."""

TRIES = 12
OLDER_PEOPLE = {"cardiology", "ophthalmology"}
ONE_OF_THE_KNOWN = 0.012
SEEN_BUT_NEW_AGAIN = 0.8


class Practice:
    """The patients a doctor has seen. ``sees_the_known`` is true of the doctors of the demo's sign-ins."""

    def __init__(self, *, sees_the_known):
        self.sees_the_known = sees_the_known
        self.rows, self.pks = [], set()

    def __contains__(self, patient):
        return patient.pk in self.pks

    def add(self, patient):
        if patient.pk not in self.pks:
            self.pks.add(patient.pk)
            self.rows.append(patient)


class Demand:
    """Choose patients and the way they book; remembers who is where, so that nobody is in two places."""

    def __init__(self, *, patients, known, guardians, desks, random, now):
        self.random, self.now, self.guardians, self.desks, self.known = random, now, guardians, desks, known
        self.days_of = defaultdict(set)
        self.coming_of, self.coming_with, self.asked_by = defaultdict(int), defaultdict(int), defaultdict(int)
        self.pools = defaultdict(list)
        for patient in patients:
            if patient.is_child:
                self.pools[patient.town, "children"].append(patient)
            else:
                self.pools[patient.town, "adults"].append(patient)
                if patient.sex == "female":
                    self.pools[patient.town, "women"].append(patient)

    # --- A booking -----------------------------------------------------------------------------
    def booking(self, sitting, doctor, clinic, practice, *, wish=None, not_before=None):
        """
        Return the ``Booking`` somebody makes of ``sitting``, or ``None``: nobody has yet, or nobody is free.

        ``practice`` is the doctor's: who was seen there before. ``not_before`` is
        when the time was given back by somebody else.
        """
        draw, offer, zone = self.random, sitting.offer, clinic.time_zone
        visit_type = offer.visit_type
        notice = dt.timedelta(minutes=visit_type.minimum_notice_minutes)
        days = chances.lead_days(draw, visit_type.slug, doctor.specialty_slug)
        online = draw.random() < rates.ONLINE or wish == Wish.WAITING
        created_at = chances.booked_at(
            draw, starts_at=sitting.starts_at, days=days, notice=notice, zone=zone, online=online
        )
        if wish is not None and created_at > self.now - dt.timedelta(hours=1):
            created_at = self.now - dt.timedelta(hours=draw.uniform(2, 20))
        if not_before is not None and created_at < not_before:
            created_at = not_before + (sitting.starts_at - not_before) * draw.uniform(0.02, 0.6)
        if created_at > self.now - dt.timedelta(minutes=15):
            return None
        if wish == Wish.WAITING:
            created_at = self.now - dt.timedelta(hours=draw.uniform(1, 9))
            patient = self.somebody_who_asks("known", sitting, clinic, practice, created_at=created_at)
        else:
            patient = self.somebody(sitting, doctor, clinic, practice, created_at=created_at, wanted=bool(wish))
        if patient is None:
            return None
        actor = patient.user or self.guardians.get(patient.pk)
        by_staff = actor is None or not online
        if by_staff:
            by_doctor = draw.random() < rates.BY_DOCTOR.get(visit_type.slug, 0) and patient in practice
            actor = doctor.user if by_doctor else self.desks[clinic.pk]
        return Booking(patient, doctor, sitting, clinic, actor, by_staff, created_at, wish=wish)

    def reason(self, booking):
        visit_type = booking.sitting.offer.visit_type.slug
        return reason(self.random, booking.doctor.specialty_slug, visit_type, is_child=booking.patient.is_child)

    def remember(self, life):
        """Keep in mind that the patient has that day, and what is still to come."""
        booking = life.booking
        pk = booking.patient.pk
        self.days_of[pk] |= {step.sitting.local_date for step in life.steps} | {booking.sitting.local_date}
        if life.status in ACTIVE and booking.sitting.starts_at > self.now:
            self.coming_of[pk] += 1
            self.coming_with[pk, booking.doctor.pk] += 1
            self.asked_by[pk] += life.status == Status.REQUESTED

    # --- The patient ---------------------------------------------------------------------------
    def somebody(self, sitting, doctor, clinic, practice, *, created_at, wanted):
        """
        Return a patient who fits and is free, known to the doctor or new as the kind of visit has it.

        ``wanted`` is for a sitting that must be taken: by whoever is free, where chance finds nobody.
        """
        known_share = rates.KNOWN_PATIENT[sitting.offer.visit_type.slug]
        coming = sitting.starts_at > self.now
        if practice.sees_the_known and not coming and self.random.random() < ONE_OF_THE_KNOWN:
            patient = self.random.choice(self.known)
            if self.is_free(patient, sitting, created_at=created_at, coming=coming):
                return patient
        for _try in range(TRIES):
            known = self.random.random() < known_share
            patient = self.one_of_the(practice.rows if known and practice.rows else self.pool(doctor, clinic))
            if patient is None:
                return None
            if not known and patient in practice and self.random.random() < SEEN_BUT_NEW_AGAIN:
                continue
            if self.is_free(patient, sitting, created_at=created_at, coming=coming):
                return patient
        everybody = self.pool(doctor, clinic) if wanted else []
        free = (p for p in everybody if self.is_free(p, sitting, created_at=created_at, coming=coming))
        return next(free, None)

    def one_of_the(self, people):
        return self.random.choice(people) if people else None

    def pool(self, doctor, clinic):
        """Return the people of the clinic's town whom the doctor may see."""
        town, specialty, draw = clinic.city, doctor.specialty_slug, self.random.random()
        if specialty == "paediatrics":
            return self.pools[town, "children"]
        if specialty == "gynaecology":
            return self.pools[town, "women"]
        children = rates.CHILDREN_OF_A_FAMILY_DOCTOR if specialty == "general-practice" else rates.CHILDREN_OF_OTHERS
        if doctor.sees_children and draw < children:
            return self.pools[town, "children"]
        adults = self.pools[town, "adults"]
        if specialty in OLDER_PEOPLE and adults:
            return [min(self.random.choice(adults), self.random.choice(adults), key=lambda p: p.date_of_birth)]
        return adults

    def is_free(self, patient, sitting, *, created_at, coming, and_one_more=0):
        if patient.created_at > created_at or sitting.local_date in self.days_of[patient.pk]:
            return False
        asking = not sitting.offer.is_automatic
        if patient in self.known and sitting.starts_at > self.now - TOLD_IN_THE_STORY:
            return False
        if not coming:
            return True
        if patient.blocked_reason:
            return False
        with_doctor = self.coming_with[patient.pk, sitting.offer.doctor_id]
        if self.coming_of[patient.pk] >= MOST_COMING + and_one_more or with_doctor >= MOST_COMING_WITH_A_DOCTOR:
            return False
        return not (asking and self.asked_by[patient.pk] >= MOST_ASKED)

    def somebody_who_asks(self, kind, sitting, clinic, practice, *, created_at):
        """Return a ``kind`` of patient who can ask online: a child with a parent, somebody new, somebody known."""
        people = self.pools[clinic.city, "children" if kind == "child" else "adults"]
        candidates = self.random.sample(people, len(people))
        if kind == "known":
            candidates.sort(key=lambda patient: patient not in practice)
        for patient in candidates:
            can_ask = patient.user_id or patient.pk in self.guardians
            if kind == "new" and patient in practice:
                continue
            if can_ask and self.is_free(patient, sitting, created_at=created_at, coming=True, and_one_more=1):
                return patient
        return None
