"""Patients of the demo: two towns, all ages, children with parents, and one of each kind pages must show."""

import datetime as dt

from accounts.models import Patient, PatientAccess
from accounts.roles import Role
from dashboards.demo import rates
from dashboards.demo.accounts import BATCH
from dashboards.demo.names import UNUSUAL, full_name

KNOWN = (
    ("patient@example.com", "Maria Lopes", "female", 62),
    ("patient2@example.com", "Daniel Reid", "male", 34),
)
BLOCKED, LIVES_ABROAD = 7, 8
BLOCKED_BECAUSE = "Two fees are open. Please call us to book."
ABROAD = "Asia/Dubai"
OAKFORD, NEW_YORK = "Oakford", "New York"
NEW_YORKERS = {3, 6, 9}
"""Of every ten: as many as have a doctor there."""

EVERY_SIXTH_IS_A_CHILD = 6
SIGNS_IN = 0.78
NEW_HERE = 0.2
"""The share who came to the clinic within the half-year."""


class Patients:
    """Make patients in bulk, and remember who lives where and who acts for whom."""

    def __init__(self, *, accounts, random, now):
        self.accounts, self.random, self.now = accounts, random, now
        self.guardians = {}

    def make(self, count):
        """Make ``count`` patients and return them, the known ones first."""
        rows = [self.row(number) for number in range(count)]
        users = iter(self.accounts.make(self.sign_in(row) for row in rows if row["signs_in"]))
        patients = Patient.objects.bulk_create(
            (self.patient(number, row, next(users) if row["signs_in"] else None) for number, row in enumerate(rows)),
            batch_size=BATCH,
        )
        for patient, row in zip(patients, rows, strict=True):
            patient.town, patient.is_child = row["town"], row["is_child"]
        self.give_parents(patients)
        return patients

    def row(self, number):
        """Draw one person: who they are, where they live, since when they come."""
        draw = self.random
        is_child = number % EVERY_SIXTH_IS_A_CHILD == EVERY_SIXTH_IS_A_CHILD - 1
        sex = draw.choice(("female", "male"))
        name, sex = UNUSUAL.get(number, (full_name(draw, sex), sex))
        age = draw.triangular(0.2, 17.5, 6) if is_child else draw.triangular(18.1, 92, 46)
        is_new, signs_in = draw.random() < NEW_HERE, draw.random() < SIGNS_IN
        days = draw.uniform(2, rates.PAST_DAYS) if is_new else draw.uniform(rates.PAST_DAYS + 60, 1600)
        email = f"patient{number + 1}@example.com"
        if number < len(KNOWN):
            email, name, sex, age = KNOWN[number]
        if number in {*range(len(KNOWN)), BLOCKED, LIVES_ABROAD, *UNUSUAL}:
            signs_in, days = True, max(days, 600)
        if number == BLOCKED:
            age = min(age, 32)
        return {
            "email": email,
            "name": name,
            "sex": sex,
            "born": (self.now - dt.timedelta(days=age * 365.25)).date(),
            "is_child": is_child,
            "signs_in": signs_in and not is_child,
            "town": NEW_YORK if number % 10 in NEW_YORKERS else OAKFORD,
            "time_zone": ABROAD if number == LIVES_ABROAD else "",
            "created_at": self.now - dt.timedelta(days=days),
        }

    def sign_in(self, row):
        american = row["town"] == NEW_YORK
        return {
            "email": row["email"],
            "full_name": row["name"],
            "role": Role.PATIENT,
            "phone": self.accounts.phone(american=american),
            "time_zone": row["time_zone"] or ("America/New_York" if american else ""),
            "date_joined": row["created_at"],
        }

    def patient(self, number, row, user):
        return Patient(
            user=user,
            full_name=row["name"],
            date_of_birth=row["born"],
            sex=row["sex"],
            email=row["email"] if user else "",
            phone=user.phone
            if user
            else ""
            if row["is_child"]
            else self.accounts.phone(american=row["town"] == NEW_YORK),
            record_number=f"P{1000000 + number * 37 % 9000000}",
            blocked_reason=BLOCKED_BECAUSE if number == BLOCKED else "",
            created_at=row["created_at"],
        )

    def give_parents(self, patients):
        """Let an adult of the town who signs in act for each child; parent and child share the last name."""
        by_town = {
            town: [p for p in patients[len(KNOWN) :] if p.user and p.town == town] for town in (OAKFORD, NEW_YORK)
        }
        children = [patient for patient in patients if patient.is_child]
        access = []
        for child in children:
            of_age = self.random.sample(by_town[child.town], min(8, len(by_town[child.town])))
            fitting = [p for p in of_age if 18 <= (child.date_of_birth - p.date_of_birth).days / 365.25 <= 48]
            parent = next(iter(fitting or of_age), None)
            if parent is None:
                continue
            child.full_name = f"{child.full_name.split(' ')[0]} {parent.full_name.split(' ')[-1]}"
            child.created_at = max(child.created_at, parent.created_at)
            access.append(self.access(parent.user, child))
        PatientAccess.objects.bulk_create(access, batch_size=BATCH)
        Patient.objects.bulk_update(children, ["full_name", "created_at"], batch_size=BATCH)

    def access(self, user, child):
        self.guardians[child.pk] = user
        return PatientAccess(
            user=user,
            patient=child,
            relation=PatientAccess.Relation.CHILD,
            scope=PatientAccess.Scope.RECORD,
            created_at=child.created_at,
        )

    def family(self, parent):
        """Give the known patient a child to book for."""
        child = Patient.objects.create(
            full_name="Leo Lopes",
            date_of_birth=dt.date(self.now.year - 7, 6, 14),
            sex="male",
            record_number="P9000001",
            created_at=self.now - dt.timedelta(days=300),
        )
        child.town, child.is_child = OAKFORD, True
        self.access(parent.user, child).save()
        return child

    def can_be_told(self, patient):
        """Say whether any message reaches somebody."""
        return bool(patient.user_id or patient.email or patient.pk in self.guardians)

    def once_more(self, patient):
        """Write somebody down a second time, as a hurried front desk does on the phone: to be put together."""
        return Patient.objects.create(
            full_name=patient.full_name.replace("ei", "ea"),
            date_of_birth=patient.date_of_birth,
            phone=patient.phone,
            record_number="P9000002",
            created_at=self.now - dt.timedelta(hours=20),
        )
