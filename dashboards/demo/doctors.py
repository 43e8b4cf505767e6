"""Doctors of the demo: the known ones first, the specialties in turn, and one of each kind lists must show."""

from django.utils.text import slugify

from accounts.models import Doctor, DoctorLanguage
from accounts.roles import Role
from accounts.services.doctor_search_text import refresh_many
from dashboards.demo.accounts import BATCH
from dashboards.demo.names import full_name

KNOWN_DOCTORS = (
    ("doctor@example.com", "Amara Osei", "female", ("en", "fr"), 0),
    ("doctor2@example.com", "Tomasz Nowak", "male", ("en", "pl"), 0),
    ("leila.haddad@example.com", "Leila Haddad", "female", ("en", "ar"), 0),
)
LANGUAGES = ("fr", "pl", "ar", "es", "de", "ur", "tr", "pt")
SEE_CHILDREN = {"paediatrics", "general-practice"}
NEVER_SEE_CHILDREN = {"cardiology", "gynaecology"}
TWO_CLINICS, ENDS_THIS_WEEK, UNLISTED, ONLY_KNOWN_PATIENTS = 3, 8, 9, 10
"""By their place in the list, in a demo that is large enough; the last one is invited and has not come yet."""

ENOUGH = 12
BIOGRAPHIES = (
    "I take time to explain what I find, in plain words, and we decide together what to do next.",
    "I see people of all ages. Tell me what worries you most, and we start there.",
    "I trained in two countries and work closely with your family doctor.",
    "Most of my patients come for a second opinion. Bring what you have; we read it together.",
)


def make_doctors(count, specialties, *, accounts, random):
    """Make ``count`` doctors and return them with their ``specialty_slug``, by which the demo chooses who sees them."""
    profiles = [profile(number, specialties, random) for number in range(count)]
    invited = count - 1 if count >= ENOUGH else None
    users = accounts.make(
        {"email": email, "full_name": name, "role": Role.DOCTOR, **(not_yet_here(random) if number == invited else {})}
        for number, (email, name, *_rest) in enumerate(profiles)
    )
    slugs: set[str] = set()
    doctors = Doctor.objects.bulk_create(
        (
            Doctor(
                user=user,
                slug=unused(slugify(name), slugs),
                full_name=name,
                gender=gender,
                sees_children=sees_children(number, specialty, random),
                biography=random.choice(BIOGRAPHIES),
                qualifications=f"MD, specialist in {specialty.name.lower()}",
                licence_number=f"L{random.randrange(100000, 999999)}",
                practising_since=random.randrange(1988, 2020),
                is_listed=not (count >= ENOUGH and number == UNLISTED),
                accepting_new_patients=not (count >= ENOUGH and number == ONLY_KNOWN_PATIENTS),
            )
            for number, (user, (_email, name, gender, _languages, specialty)) in enumerate(
                zip(users, profiles, strict=True)
            )
        ),
        batch_size=BATCH,
    )
    through = Doctor.specialties.through
    through.objects.bulk_create(
        (through(doctor=doctor, specialty=of[4]) for doctor, of in zip(doctors, profiles, strict=True)),
        batch_size=BATCH,
    )
    DoctorLanguage.objects.bulk_create(
        (
            DoctorLanguage(doctor=doctor, code=code)
            for doctor, of in zip(doctors, profiles, strict=True)
            for code in of[3]
        ),
        batch_size=BATCH,
    )
    refresh_many(doctors)
    for doctor, of in zip(doctors, profiles, strict=True):
        doctor.specialty_slug = of[4].slug
    return doctors


def profile(number, specialties, random):
    """Return email, name, gender, languages and specialty of one doctor."""
    if number < len(KNOWN_DOCTORS):
        email, name, gender, languages, specialty = KNOWN_DOCTORS[number]
    else:
        gender = random.choice(("female", "male"))
        name, email = full_name(random, gender), f"doctor{number + 1}@example.com"
        languages = ("en", *random.sample(LANGUAGES, random.choice((0, 1, 1, 2))))
        specialty = number % len(specialties)
    return email, name, gender, languages, specialties[specialty]


def not_yet_here(random):
    """Return what is different in the sign-in of a doctor who has not answered the invitation."""
    return {"is_active": False, "password": f"!{random.getrandbits(200):x}"}


def sees_children(number, specialty, random):
    drawn = random.random() < 0.3
    if specialty.slug in SEE_CHILDREN or number < len(KNOWN_DOCTORS):
        return True
    return drawn and specialty.slug not in NEVER_SEE_CHILDREN


def unused(stem, slugs):
    """Return ``stem``, or ``stem-2`` and so on when ``slugs`` has it, and add it."""
    slug, number = stem, 1
    while slug in slugs:
        number += 1
        slug = f"{stem}-{number}"
    slugs.add(slug)
    return slug
