"""A doctor's half-year and weeks to come: which sittings are taken, by whom, and what became of each."""

import datetime as dt

from appointments.lifecycle import Status
from dashboards.demo import chances, rates
from dashboards.demo.asking import ask
from dashboards.demo.demand import Practice
from dashboards.demo.mornings import look_back
from dashboards.demo.sittings import cut
from dashboards.demo.wishes import Wish, leave_open, one_that_waits, wishes_for_today
from scheduling.clinic_time import ONE_DAY, first_instant, local_date
from scheduling.services.planning import plan_for

CALLED_IN_AT = dt.time(7, 10)
SOON_ENOUGH_TO_REFILL = dt.timedelta(days=2)
MOVED = rates.MOVED_BY_PATIENT + rates.MOVED_BY_CLINIC
LONGEST_MOVE = dt.timedelta(days=21)
MOST_SPARE = 60


class Diary:
    """Fill the days of doctors, one doctor at a time: nothing of it is kept in memory but who was where."""

    def __init__(self, *, random, now, days, clinics, demand, lives, ledger, supply):
        self.random, self.now, self.clinics = random, now, clinics
        self.days_ahead = min(days, rates.COMING_DAYS)
        self.demand, self.lives, self.ledger, self.supply = demand, lives, ledger, supply

    def fill(self, doctor, offers, *, fullness, sick_days, is_known=False):
        """Write one doctor's appointments and what the days offered; returns how many appointments."""
        today = self.now.date()
        plan = plan_for(
            doctor,
            first=today - ONE_DAY * rates.PAST_DAYS,
            last=today + ONE_DAY * self.days_ahead,
        )
        here = self.today_at(plan.slots[0].clinic_id) if is_known else None
        sittings = cut(plan, offers, random=self.random, today=here)
        wishes = self.wishes(sittings, today=here) if is_known else {}
        practice = Practice(sees_the_known=is_known)
        lives, spare = [], []
        for sitting in sittings:
            life = self.life_of(sitting, doctor, practice, spare, wishes.get(sitting), fullness, sick_days)
            if life is None:
                spare.append(sitting)
                continue
            lives.append(self.keep(life, practice))
            if again := self.refill(life, doctor, practice):
                lives.append(self.keep(again, practice))
        if is_known:
            lives += ask(
                doctor,
                spare,
                offers,
                demand=self.demand,
                lives=self.lives,
                practice=practice,
                clinics=self.clinics,
            )
        self.ledger.write(doctor, plan, lives, reason_of=self.demand.reason)
        self.supply.count(doctor, plan)
        look_back(doctor, plan, lives, offers, now=self.now)
        return len(lives)

    def today_at(self, clinic_id):
        return local_date(self.now, self.clinics[clinic_id].time_zone)

    def wishes(self, sittings, *, today):
        """Return what today and yesterday of a known doctor must show."""
        by_day = {}
        for sitting in sittings:
            if not sitting.away:
                by_day.setdefault(sitting.local_date, []).append(sitting)
        yesterday = leave_open(by_day.get(today - ONE_DAY))
        wishes = wishes_for_today(by_day.get(today, []), now=self.now)
        return {**yesterday, **wishes, **one_that_waits(wishes, now=self.now)}

    def life_of(self, sitting, doctor, practice, spare, wish, fullness, sick_days):
        """Return what becomes of a sitting, or ``None`` where nobody takes it."""
        clinic = self.clinics[sitting.clinic_id]
        if wish == Wish.FREE or not self.is_wanted(sitting, clinic, wish, fullness):
            return None
        is_sick = sitting.away and sitting.local_date in sick_days
        if sitting.away and not is_sick:
            return None
        booking = self.demand.booking(sitting, doctor, clinic, practice, wish=wish)
        if booking is None:
            return None
        if is_sick:
            booking.called_off_at = first_instant(sitting.local_date, CALLED_IN_AT, clinic.time_zone)
            if booking.created_at >= booking.called_off_at:
                return None
        elif wish is None and self.random.random() < MOVED and self.lives.can_be_told(booking.patient):
            booking.moved_from = self.earlier_choice(booking, spare)
        return self.lives.of(booking)

    def is_wanted(self, sitting, clinic, wish, fullness):
        share = fullness(sitting.starts_at) * chances.busy(sitting, clinic.time_zone)
        return bool(wish) or self.random.random() < share

    def earlier_choice(self, booking, spare):
        """Take, and return, a time nobody had that the booking may have been made for first; ``None`` if there is none."""
        sitting, days = booking.sitting, self.demand.days_of[booking.patient.pk]
        for old in reversed(spare[-MOST_SPARE:]):
            fits = old.offer is sitting.offer and old.clinic_id == sitting.clinic_id and not old.away
            in_time = booking.created_at + ONE_DAY < old.starts_at and sitting.starts_at - old.starts_at < LONGEST_MOVE
            if fits and in_time and old.local_date not in days:
                spare.remove(old)
                return old
        return None

    def refill(self, life, doctor, practice):
        """Let somebody else take a time that was given back early, or ``None``."""
        if (
            life.owns_slots
            or life.booking.called_off_at
            or life.booking.wish
            or life.last.sitting is not life.booking.sitting
        ):
            return None
        sitting, given_back = life.booking.sitting, life.last.at
        if sitting.starts_at - given_back < SOON_ENOUGH_TO_REFILL or self.random.random() > rates.REFILLED:
            return None
        clinic = self.clinics[sitting.clinic_id]
        booking = self.demand.booking(sitting, doctor, clinic, practice, not_before=given_back)
        return self.lives.of(booking) if booking else None

    def keep(self, life, practice):
        """Remember who has that day and whom the doctor has seen."""
        self.demand.remember(life)
        if life.status == Status.COMPLETED:
            practice.add(life.booking.patient)
        return life
