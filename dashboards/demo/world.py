"""Make the whole demo, in the order in which one thing needs another."""

from accounts.chance import chance
from dashboards.demo import rates
from dashboards.demo.absences import close_clinics, give_leave
from dashboards.demo.accounts import Accounts
from dashboards.demo.demand import Demand
from dashboards.demo.diary import Diary
from dashboards.demo.doctors import make_doctors
from dashboards.demo.histories import Histories
from dashboards.demo.hours import make_hours, make_offers
from dashboards.demo.ledger import Ledger
from dashboards.demo.lives import Lives
from dashboards.demo.news import News
from dashboards.demo.notes import make_templates, write_notes
from dashboards.demo.patients import KNOWN, Patients
from dashboards.demo.places import make_places
from dashboards.demo.privacy_requests import ask_about_data
from dashboards.demo.record_files import file_documents, take_measurements
from dashboards.demo.staff import invite, make_staff
from dashboards.demo.story import tell_the_story
from dashboards.demo.supply import Supply
from scheduling.clinic_time import ONE_DAY
from scheduling.models import DoctorVisitType
from scheduling.services.publishing import publish

SITTINGS_A_WEEK = 55
"""About as many visits fit into a doctor's week."""

KNOWN_DOCTORS_OF_THE_DEMO = 2


class World:
    """The demo at one moment, drawn from the one source of chance there is."""

    def __init__(self, *, now, days, say):
        self.now, self.days, self.say = now, days, say
        self.random = chance()

    def make(self, *, doctors, patients):
        """Make everything, inside the caller's transaction: all of it, or nothing."""
        random, now = self.random, self.now
        clinics, specialties, visit_types = make_places()
        places = {clinic.pk: clinic for clinic in clinics}
        accounts = Accounts(now=now)
        doctors = make_doctors(doctors, specialties, accounts=accounts, random=random)
        people = Patients(accounts=accounts, random=random, now=now)
        patients = people.make(patients)
        child = people.family(patients[0])
        people.once_more(patients[1])
        desks, administrator = make_staff(clinics, accounts=accounts)
        invite(clinics[0], administrator, doctors=doctors, random=random, now=now)
        self.publish(doctors, clinics, visit_types)
        demand = Demand(
            patients=patients[len(KNOWN) :],
            known=patients[: len(KNOWN)],
            guardians=people.guardians,
            desks=desks,
            random=random,
            now=now,
        )
        lives = Lives(random=random, now=now, desks=desks, can_be_told=people.can_be_told)
        news = News(random=random, now=now)
        ledger = Ledger(random=random, now=now, news=news)
        supply = Supply(now=now, clinics=places)
        diary = Diary(
            random=random,
            now=now,
            days=self.days,
            clinics=places,
            demand=demand,
            lives=lives,
            ledger=ledger,
            supply=supply,
        )
        written = self.fill(diary, doctors, len(patients))
        told = tell_the_story(
            maria=patients[0], daniel=patients[1], child=child, doctors=doctors, clinics=places, now=now
        )
        histories = Histories(random=random, now=now, desks=desks)
        histories.write([*patients, child])
        histories.tell_of_the_known(maria=patients[0], child=child, amara=doctors[0])
        histories.leave_a_trail()
        file_documents(maria=patients[0], amara=doctors[0], now=now)
        take_measurements(maria=patients[0], child=child, amara=doctors[0], random=random, now=now)
        ask_about_data(patients=patients, administrator=administrator, now=now)
        make_templates(specialties)
        write_notes(maria=patients[0], doctors=doctors[:KNOWN_DOCTORS_OF_THE_DEMO], now=now)
        self.say(f"{len(doctors)} doctors, {len(patients) + 2} patients, {written + len(told)} appointments")

    def publish(self, doctors, clinics, visit_types):
        """Make hours, offers and absences, and publish what is to come."""
        today = self.now.date()
        first_day = today - ONE_DAY * (rates.PAST_DAYS + 7)
        zones = make_hours(doctors, clinics, random=self.random, first_day=first_day, today=today)
        make_offers(doctors, visit_types, random=self.random)
        close_clinics(clinics, now=self.now, days=self.days)
        self.sick_days = give_leave(doctors, zones, random=self.random, now=self.now)
        for number, doctor in enumerate(doctors, start=1):
            publish(doctor=doctor, now=self.now, last=today + ONE_DAY * self.days)
            if number % 100 == 0:
                self.say(f"{number} doctors published")

    def fill(self, diary, doctors, patients):
        """Fill every doctor's diary and return how many appointments there are."""
        written = 0
        for number, doctor in enumerate(doctors):
            offers = list(
                DoctorVisitType.objects.select_related("doctor", "visit_type").filter(doctor=doctor).order_by("pk")
            )
            is_known = number < KNOWN_DOCTORS_OF_THE_DEMO
            written += diary.fill(
                doctor,
                offers,
                fullness=self.fullness(len(doctors), patients, is_known=is_known),
                sick_days=self.sick_days[doctor.pk],
                is_known=is_known,
            )
            if (number + 1) % 100 == 0:
                self.say(f"{number + 1} diaries filled")
        return written

    def fullness(self, doctors, patients, *, is_known):
        """
        Return a function from a start to how full the doctor is then.

        So full that every patient has a believable number of appointments: the
        known doctors first, who were full of late whatever the number of patients.
        """
        weeks = rates.PAST_DAYS / 7
        a_week = rates.APPOINTMENTS_PER_PATIENT * patients / weeks
        of_the_known = min(SITTINGS_A_WEEK * rates.FULL, a_week / 2 / KNOWN_DOCTORS_OF_THE_DEMO)
        of_the_others = (a_week - of_the_known * KNOWN_DOCTORS_OF_THE_DEMO) / max(
            1, doctors - KNOWN_DOCTORS_OF_THE_DEMO
        )
        usual = min(rates.FULL, (of_the_known if is_known else of_the_others) / SITTINGS_A_WEEK)
        full_since = self.now - rates.FULL_FOR_THE_KNOWN
        ahead = rates.FULL * min(1, patients / rates.PATIENTS_TO_BE_FULL_AHEAD)

        def of(starts_at):
            if not is_known or starts_at < full_since:
                return usual
            return rates.FULL if starts_at < self.now else ahead

        return of
