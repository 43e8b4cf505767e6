"""Patients, doctors and staff of the demo, and the accounts anybody may try."""

import datetime as dt

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.utils.text import slugify

from accounts.models import Doctor, DoctorLanguage, Invitation, Patient, PatientAccess, User
from accounts.models.invitation import VALID_FOR, hash_of, new_token
from accounts.roles import Role, StaffGroup
from accounts.services.doctor_search_text import refresh_many
from dashboards.demo.names import full_name
from scheduling.models import ClinicStaff
from scheduling.services.front_desks import invite_to_clinics

PASSWORD = settings.DEMO_PASSWORD
BATCH = 1000

KNOWN_DOCTORS = (
    ("doctor@example.com", "Amara Osei", "female", ("en", "fr"), 0),
    ("doctor2@example.com", "Tomasz Nowak", "male", ("en", "pl"), 0),
    ("leila.haddad@example.com", "Leila Haddad", "female", ("en", "ar"), 0),
)
OTHER_LANGUAGES = ("fr", "pl", "ar", "es", "de", "ur", "tr", "pt")
BIOGRAPHIES = (
    "I take time to explain what I find, in plain words, and we decide together what to do next.",
    "I see adults and families. Tell me what worries you most, and we start there.",
    "I trained in two countries and work closely with your family doctor.",
    "Most of my patients come for a second opinion. Bring what you have; we read it together.",
)


class People:
    """Make people in bulk with one password, hashed once: Argon2 is slow on purpose."""

    def __init__(self, random, now):
        self.random, self.now = random, now
        self.password = make_password(PASSWORD)
        self.phones = 0

    def phone(self):
        """Return a number from the range kept for drama, the next one each time."""
        self.phones += 1
        return f"+447700{900000 + self.phones % 1000:06d}"

    def users(self, rows):
        """Make a verified sign-in for each ``(email, name, role)``."""
        users = User.objects.bulk_create(
            (
                User(
                    email=email,
                    full_name=name,
                    role=role,
                    is_staff=role == Role.ADMINISTRATOR,
                    password=self.password,
                    phone=self.phone(),
                    time_zone="",
                    date_joined=self.now - dt.timedelta(days=400),
                )
                for email, name, role in rows
            ),
            batch_size=BATCH,
        )
        EmailAddress.objects.bulk_create(
            (EmailAddress(user=user, email=user.email, verified=True, primary=True) for user in users), batch_size=BATCH
        )
        return users

    def doctors(self, count, specialties):
        """Make ``count`` doctors, the known ones first, the specialties in turn."""
        profiles = []
        for number in range(count):
            if number < len(KNOWN_DOCTORS):
                email, name, gender, languages, specialty = KNOWN_DOCTORS[number]
            else:
                gender = self.random.choice(("female", "male"))
                name, email = full_name(self.random, gender), f"doctor{number + 1}@example.com"
                languages = ("en", *self.random.sample(OTHER_LANGUAGES, self.random.choice((0, 1, 1, 2))))
                specialty = number % len(specialties)
            profiles.append((email, name, gender, languages, specialties[specialty]))
        users = self.users((email, name, Role.DOCTOR) for email, name, *_rest in profiles)
        slugs: set[str] = set()
        doctors = Doctor.objects.bulk_create(
            (
                Doctor(
                    user=user,
                    slug=unused(slugify(name), slugs),
                    full_name=name,
                    gender=gender,
                    sees_children=specialty.slug in {"paediatrics", "general-practice"} or self.random.random() < 0.3,
                    biography=self.random.choice(BIOGRAPHIES),
                    qualifications=f"MD, specialist in {specialty.name.lower()}",
                    licence_number=f"L{self.random.randrange(100000, 999999)}",
                    practising_since=self.random.randrange(1988, 2020),
                )
                for user, (_email, name, gender, _languages, specialty) in zip(users, profiles, strict=True)
            ),
            batch_size=BATCH,
        )
        Doctor.specialties.through.objects.bulk_create(
            (
                Doctor.specialties.through(doctor=doctor, specialty=profile[4])
                for doctor, profile in zip(doctors, profiles, strict=True)
            ),
            batch_size=BATCH,
        )
        DoctorLanguage.objects.bulk_create(
            (
                DoctorLanguage(doctor=doctor, code=code)
                for doctor, profile in zip(doctors, profiles, strict=True)
                for code in profile[3]
            ),
            batch_size=BATCH,
        )
        refresh_many(doctors)
        return doctors

    def patients(self, count):
        """Make ``count`` patients: the two known ones, others who sign in, and a quarter who only telephone."""
        sexes = [self.random.choice(("female", "male")) for _number in range(count)]
        names = [full_name(self.random, sex) for sex in sexes]
        names[:2], sexes[:2] = ["Maria Lopes", "Daniel Reid"], ["female", "male"]
        emails = ["patient@example.com", "patient2@example.com"]
        emails += [f"patient{number + 1}@example.com" for number in range(2, count)]
        signs_in = [number < 2 or self.random.random() < 0.75 for number in range(count)]
        users = iter(
            self.users(
                (email, name, Role.PATIENT) for email, name, does in zip(emails, names, signs_in, strict=True) if does
            )
        )
        return Patient.objects.bulk_create(
            (
                Patient(
                    user=next(users) if does else None,
                    full_name=name,
                    date_of_birth=self.birthday(number),
                    sex=sex,
                    email=email if does else "",
                    phone=self.phone(),
                    record_number=f"P{1000000 + number * 37 % 9000000}",
                    created_at=self.now - dt.timedelta(days=self.random.randrange(30, 400)),
                )
                for number, (name, sex, email, does) in enumerate(zip(names, sexes, emails, signs_in, strict=True))
            ),
            batch_size=BATCH,
        )

    def birthday(self, number):
        """Return a date of birth; the first known patient is 62."""
        if number == 0:
            return dt.date(self.now.year - 62, 3, 27)
        return dt.date(self.now.year - int(self.random.triangular(1, 92, 48)), 1, 1) + dt.timedelta(
            days=self.random.randrange(365)
        )

    def family(self, parent):
        """Give the known patient a child to book for."""
        child = Patient.objects.create(
            full_name="Leo Lopes", date_of_birth=dt.date(self.now.year - 7, 6, 14), sex="male", record_number="P9000001"
        )
        PatientAccess.objects.create(
            user=parent.user, patient=child, relation=PatientAccess.Relation.CHILD, scope="record"
        )
        return child

    def staff(self, clinic):
        """Make the administrator, and the front desk of ``clinic``."""
        desk, administrator = self.users(
            [
                ("frontdesk@example.com", "Fiona Desmond", Role.ADMINISTRATOR),
                ("admin@example.com", "Ada Mistry", Role.ADMINISTRATOR),
            ]
        )
        desk.groups.add(Group.objects.get(name=StaffGroup.FRONT_DESK))
        administrator.groups.add(Group.objects.get(name=StaffGroup.ADMINISTRATOR))
        ClinicStaff.objects.create(user=desk, clinic=clinic)
        self.invite(clinic, administrator)
        return desk, administrator

    def invite(self, clinic, administrator):
        """Have somebody invited to the front desk who has not answered yet; the link was never mailed."""
        invitation = Invitation.objects.create(
            email="nora.new@example.com",
            role=Role.ADMINISTRATOR,
            invited_by=administrator,
            token_hash=hash_of(new_token()),
            sent_at=self.now - dt.timedelta(days=2),
            expires_at=self.now - dt.timedelta(days=2) + VALID_FOR,
        )
        invitation.groups.add(Group.objects.get(name=StaffGroup.FRONT_DESK))
        invite_to_clinics(invitation=invitation, clinics=[clinic])


def unused(stem, slugs):
    """Return ``stem``, or ``stem-2`` and so on when ``slugs`` has it, and add it."""
    slug, number = stem, 1
    while slug in slugs:
        number += 1
        slug = f"{stem}-{number}"
    slugs.add(slug)
    return slug
