"""What is known of the demo's patients, who said it, and who has looked at it."""

import datetime as dt

from accounts.models import AuditEntry, HistoryEntry, Patient
from accounts.roles import Role, StaffGroup
from accounts.services.auditing import ADMINISTRATION, OWN, QUARTER_SECONDS, record_label
from appointments.lifecycle import Status as AppointmentStatus
from appointments.models import Appointment
from appointments.record_access import reason_of
from dashboards.demo import rates
from dashboards.demo.patients import NEW_YORK

Kind, Status, Source = HistoryEntry.Kind, HistoryEntry.Status, HistoryEntry.Source
BATCH = 1000
LOOKED_AT_FOR = rates.NEWS

ALLERGIES = (
    "Penicillin: a rash", "Nuts: swelling of the lips", "Latex: itching", "Ibuprofen: wheezing", "Bee stings: swelling",
    "Pollen: hay fever", "Nickel: a rash where it touches", "Plasters: itching",
)  # fmt: skip
CONDITIONS = (
    (0, "Asthma"), (0, "Eczema"), (0, "Migraine"), (18, "Underactive thyroid"), (18, "Depression"), (30, "High blood pressure"),
    (40, "Diabetes, type 2"), (45, "Arthritis of the knees"), (50, "Irregular heartbeat"), (55, "High cholesterol"), (60, "Glaucoma"),
)  # fmt: skip
MEDICINES = {
    "Asthma": "Salbutamol inhaler, when needed",
    "Eczema": "Hydrocortisone cream 1%, twice a day",
    "Migraine": "Sumatriptan 50 mg, when needed",
    "Underactive thyroid": "Levothyroxine 75 micrograms, mornings",
    "Depression": "Sertraline 50 mg, mornings",
    "High blood pressure": "Amlodipine 5 mg, once a day",
    "Diabetes, type 2": "Metformin 500 mg, twice a day",
    "Irregular heartbeat": "Apixaban 5 mg, twice a day",
    "High cholesterol": "Atorvastatin 20 mg, evenings",
    "Glaucoma": "Latanoprost eye drops, evenings",
}
OPERATIONS = (
    "Appendix taken out",
    "Gallbladder taken out",
    "Cataract, left eye",
    "Hernia",
    "Caesarean section",
    "Knee, keyhole",
)
WOMENS_OPERATIONS = {"Caesarean section"}
VACCINATIONS = ("Tetanus", "Influenza", "COVID-19", "Hepatitis B", "MMR")
IN_FAMILIES = (
    "Diabetes, mother",
    "Heart attack, father",
    "Breast cancer, aunt",
    "Asthma, brother",
    "Stroke, grandfather",
)
NOTES = ("I faint when blood is taken.", "I am anxious about needles.", "Ring my daughter with results.")
ACCESS_NEEDS = (
    "Wheelchair",
    "Hearing aid: face me when you speak",
    "More time",
    "A quiet room",
    "Sign language interpreter",
)
ADDRESSES = ("4 Orchard Lane", "17 Station Road", "Flat 2, 31 High Street", "88 Church Walk", "5 The Green")
LANGUAGES = ("pl", "ar", "ur", "pt", "es", "ro")


class Histories:
    """Write histories in bulk: some from patients, some from doctors who saw them, some confirmed, some not yet told."""

    def __init__(self, *, random, now, desks):
        self.random, self.now, self.desks = random, now, desks
        self.entries: list[HistoryEntry] = []
        self.confirmed: list[tuple[HistoryEntry, int]] = []

    def write(self, patients):
        """Write what is known of ``patients``, and what their details still lack."""
        seen = Appointment.objects.filter(status=AppointmentStatus.COMPLETED).order_by("pk")
        doctors = dict(seen.values_list("patient", "doctor__user").iterator())
        for number, patient in enumerate(patients[1:-1], start=1):
            self.one(patient, doctors.get(patient.pk))
            self.details(patient)
            if number % BATCH == 0:
                self.save()
        self.save()
        # As an upsert: bulk_update makes a CASE of every patient, which of 20,000 takes minutes.
        Patient.objects.bulk_create(
            patients,
            batch_size=BATCH,
            update_conflicts=True,
            unique_fields=["pk"],
            update_fields=[
                "access_needs",
                "address",
                "emergency_contact_name",
                "emergency_contact_phone",
                "language",
            ],
        )

    def one(self, patient, doctor_user):
        """Write one history; of a patient nobody has seen and who does not sign in, nothing is known."""
        if patient.user_id is None and doctor_user is None:
            return
        age, chance = patient.age(on=self.now.date()), self.random.random
        if chance() < 0.85:
            self.some(patient, Kind.ALLERGY, ALLERGIES, doctor_user, most=2, none=0.6)
        if chance() < 0.8:
            fitting = [text for least, text in CONDITIONS if age >= least]
            found = self.some(patient, Kind.CONDITION, fitting, doctor_user, most=3 if age > 50 else 1, none=0.35)
            medicines = [MEDICINES[text] for text in found if text in MEDICINES]
            self.some(patient, Kind.MEDICATION, medicines, doctor_user, most=len(medicines), none=0 if medicines else 1)
        if chance() < 0.5:
            operations = [text for text in OPERATIONS if patient.sex == "female" or text not in WOMENS_OPERATIONS]
            self.some(patient, Kind.SURGERY, operations if age > 18 else (), doctor_user, most=1, none=0.4)
        if chance() < 0.4:
            self.some(patient, Kind.IMMUNISATION, VACCINATIONS, doctor_user, most=3, none=0)
        if chance() < 0.3:
            self.some(patient, Kind.FAMILY, IN_FAMILIES, doctor_user, most=2, none=0.3)
        if chance() < 0.08:
            self.some(patient, Kind.NOTE, NOTES, doctor_user, most=1, none=0)

    def some(self, patient, kind, texts, doctor_user, *, most, none):
        """Write up to ``most`` of ``texts``, or the answer that there is nothing; return the texts."""
        if not texts or self.random.random() < none:
            self.entry(patient, kind, "", doctor_user, status=Status.NONE)
            return []
        chosen = self.random.sample(texts, self.random.randint(1, min(most, len(texts))))
        for text in chosen:
            over = kind == Kind.CONDITION and self.random.random() < 0.1
            self.entry(patient, kind, text, doctor_user, status=Status.PAST if over else Status.CURRENT)
        return chosen

    def entry(self, patient, kind, text, doctor_user, *, status):
        by_doctor = doctor_user is not None and (patient.user_id is None or self.random.random() < 0.4)
        dated = status != Status.NONE and kind not in {Kind.FAMILY, Kind.NOTE, Kind.ALLERGY}
        entry = HistoryEntry(
            patient=patient,
            kind=kind,
            text=text,
            since=self.since(patient) if dated else "",
            status=status,
            source=Source.DOCTOR if by_doctor else Source.PATIENT,
            recorded_by_id=doctor_user if by_doctor else patient.user_id,
            recorded_at=self.now - dt.timedelta(days=self.random.uniform(1, 55)),
        )
        self.entries.append(entry)
        if not by_doctor and doctor_user is not None and self.random.random() < 0.5:
            self.confirmed.append((entry, doctor_user))

    def since(self, patient):
        """Return a year in the patient's life, sometimes with the month; of a baby nothing is said."""
        earliest, latest = max(patient.date_of_birth.year + 1, self.now.year - 25), self.now.year - 1
        if earliest > latest:
            return ""
        year = self.random.randint(earliest, latest)
        return f"{year}-{self.random.randint(1, 12):02d}" if self.random.random() < 0.4 else str(year)

    def details(self, patient):
        if self.random.random() < 0.12:
            patient.access_needs = self.random.choice(ACCESS_NEEDS)
        if self.random.random() < 0.6:
            patient.address = f"{self.random.choice(ADDRESSES)}\n{patient.town}"
        if self.random.random() < 0.4:
            patient.emergency_contact_name = (
                self.random.choice(("Sam", "Kim", "Alex", "Robin")) + " " + patient.full_name.split(" ")[-1]
            )
            patient.emergency_contact_phone = self.emergency_phone(patient)
        if self.random.random() < 0.1:
            patient.language = self.random.choice(LANGUAGES)

    def emergency_phone(self, patient):
        if patient.town == NEW_YORK:
            return f"+121255501{self.random.randrange(100):02d}"
        return f"+441632{self.random.randrange(960000, 961000)}"

    def save(self):
        HistoryEntry.objects.bulk_create(self.entries, batch_size=BATCH)
        HistoryEntry.objects.bulk_create(
            (self.confirmation(entry, by) for entry, by in self.confirmed), batch_size=BATCH
        )
        self.entries, self.confirmed = [], []

    def confirmation(self, entry, doctor_user):
        same = {name: getattr(entry, name) for name in ("patient", "kind", "text", "since", "status")}
        at = entry.recorded_at + (self.now - entry.recorded_at) / 2
        return HistoryEntry(**same, source=Source.DOCTOR, recorded_by_id=doctor_user, recorded_at=at, supersedes=entry)

    def tell_of_the_known(self, *, maria, child, amara):
        """Write what the pages of the known accounts show: every kind, some of it waiting to be confirmed."""
        for name, value in {
            "address": "12 Harbour Street\nOakford\nOK1 2AB",
            "access_needs": "I lip-read: face me when you speak.",
            "emergency_contact_name": "Rui Lopes",
            "emergency_contact_phone": "+441632960112",
        }.items():
            setattr(maria, name, value)
        maria.save()
        told = (
            (maria, Kind.ALLERGY, "Penicillin: a rash", "1988", True),
            (maria, Kind.CONDITION, "Eczema on both hands", "2019", True),
            (maria, Kind.CONDITION, "High blood pressure", "2021-03", False),
            (maria, Kind.MEDICATION, "Amlodipine 5 mg, once a day", "2021", False),
            (maria, Kind.MEDICATION, "Hydrocortisone cream 1%, twice a day", "", True),
            (maria, Kind.SURGERY, "Appendix taken out", "1981", False),
            (maria, Kind.FAMILY, "Diabetes, mother", "", False),
            (child, Kind.ALLERGY, "Nuts: swelling of the lips", "2023", False),
            (child, Kind.CONDITION, "Eczema behind the knees", "2022", False),
        )
        for patient, kind, text, since, confirmed in told:
            entry = HistoryEntry(
                patient=patient,
                kind=kind,
                text=text,
                since=since,
                source=Source.PATIENT,
                recorded_by=maria.user,
                recorded_at=self.now - dt.timedelta(days=20),
            )
            self.entries.append(entry)
            if confirmed:
                self.confirmed.append((entry, amara.user_id))
        self.save()

    def leave_a_trail(self):
        """Write that records were opened: by doctors before an appointment, by the desk, by patients themselves."""
        since = self.now - LOOKED_AT_FOR
        held = Appointment.objects.filter(
            status=AppointmentStatus.COMPLETED, starts_at__gte=since, starts_at__lt=self.now
        )
        entries = []
        for appointment in held.select_related("doctor__user", "patient__user").order_by("pk").iterator(BATCH):
            at = appointment.starts_at - dt.timedelta(minutes=self.random.randint(1, 9))
            entries.append(
                self.read(appointment.doctor.user, Role.DOCTOR, appointment.patient, reason_of(appointment), at)
            )
            if self.random.random() < 0.1:
                earlier = at - dt.timedelta(days=1, minutes=self.random.randint(0, 300))
                entries.append(
                    self.read(
                        self.desks[appointment.clinic_id],
                        StaffGroup.FRONT_DESK,
                        appointment.patient,
                        ADMINISTRATION,
                        earlier,
                    )
                )
            if appointment.patient.user and self.random.random() < 0.3:
                earlier = at - dt.timedelta(days=2, minutes=self.random.randint(0, 600))
                entries.append(self.read(appointment.patient.user, Role.PATIENT, appointment.patient, OWN, earlier))
        entries.sort(key=lambda entry: entry.at)
        AuditEntry.objects.bulk_create(entries, batch_size=BATCH, ignore_conflicts=True)

    def read(self, actor, role, patient, purpose, at):
        return AuditEntry(
            at=at,
            actor=actor,
            role=role.value,
            action=AuditEntry.Action.READ,
            object_label=record_label(patient),
            patient=patient,
            purpose=purpose,
            address=f"192.0.2.{self.random.randint(2, 250)}",
            request_id=f"{self.random.getrandbits(128):032x}",
            quarter=int(at.timestamp()) // QUARTER_SECONDS,
        )
