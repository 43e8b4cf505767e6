"""Clinics in two time zones, specialties in plain words, and what can be booked."""

from accounts.models import Specialty
from scheduling.models import Approval, Clinic, Mode, VisitType

CLINICS = (
    {
        "name": "Fernhill Clinic",
        "slug": "fernhill-clinic",
        "address": "12 Mill Road",
        "city": "Oakford",
        "postcode": "OK1 2FH",
        "country": "GB",
        "subdivision": "ENG",
        "time_zone": "Europe/London",
        "latitude": 53.801,
        "longitude": -1.549,
        "phone": "+441134960000",
        "step_free": True,
        "hearing_loop": True,
        "accessible_toilet": True,
        "parking": True,
        "directions": "Bus 6 and 27 stop in front of the door. The entrance is in the courtyard, to the left of the pharmacy.",
    },
    {
        "name": "Mill Road Surgery",
        "slug": "mill-road-surgery",
        "address": "201 Mill Road",
        "city": "Oakford",
        "postcode": "OK1 7MR",
        "country": "GB",
        "subdivision": "ENG",
        "time_zone": "Europe/London",
        "latitude": 53.792,
        "longitude": -1.531,
        "phone": "+441134960100",
        "step_free": False,
        "hearing_loop": True,
        "accessible_toilet": False,
        "parking": False,
        "directions": "Five minutes on foot from Oakford station. There are four steps at the door: ring, and we help you in.",
    },
    {
        "name": "Harbor Street Clinic",
        "slug": "harbor-street-clinic",
        "address": "48 Harbor Street",
        "city": "New York",
        "postcode": "NY 10013",
        "country": "US",
        "subdivision": "NY",
        "time_zone": "America/New_York",
        "latitude": 40.719,
        "longitude": -74.005,
        "phone": "+12125550100",
        "step_free": True,
        "hearing_loop": False,
        "accessible_toilet": True,
        "parking": True,
        "directions": "Take the elevator to the third floor.",
    },
)

ALWAYS_OPEN = "fernhill-clinic"
"""Every day of the year, so that the demo's today is never empty."""

SPECIALTIES = (
    ("Dermatology", "skin doctor", "skin doctors", "Dermatologist", "rash, acne, mole, eczema"),
    (
        "General practice",
        "family doctor",
        "family doctors",
        "Family doctor",
        "GP, general practitioner, cold, fever, check-up",
    ),
    ("Cardiology", "heart doctor", "heart doctors", "Cardiologist", "blood pressure, palpitations, chest"),
    ("Paediatrics", "children's doctor", "children's doctors", "Paediatrician", "child, baby, growth, vaccination"),
    (
        "Orthopaedics",
        "bone and joint doctor",
        "bone and joint doctors",
        "Orthopaedic surgeon",
        "knee, back, hip, fracture, sport",
    ),
    (
        "Gynaecology",
        "women's health doctor",
        "women's health doctors",
        "Gynaecologist",
        "pregnancy, periods, contraception",
    ),
    ("Ophthalmology", "eye doctor", "eye doctors", "Ophthalmologist", "glasses, sight, red eye"),
    ("Psychiatry", "mental health doctor", "mental health doctors", "Psychiatrist", "anxiety, sleep, low mood"),
)

VISIT_TYPES = (
    {
        "slug": "first-visit",
        "name": "First visit",
        "minutes": 40,
        "fee_minor": 9000,
        "instructions": "Bring an identity card, a list of your medicines, and letters from other doctors.",
    },
    {
        "slug": "follow-up",
        "name": "Follow-up",
        "minutes": 20,
        "fee_minor": 5500,
        "instructions": "Bring a list of your medicines.",
    },
    {
        "slug": "video-visit",
        "name": "Video visit",
        "minutes": 20,
        "mode": Mode.VIDEO,
        "fee_minor": 5000,
        "instructions": "Find a quiet room with good light. You will need a camera and a microphone.",
    },
    {
        "slug": "phone-call",
        "name": "Phone call",
        "minutes": 10,
        "mode": Mode.PHONE,
        "fee_minor": 3000,
        "instructions": "",
    },
    {
        "slug": "minor-procedure",
        "name": "Minor procedure",
        "minutes": 60,
        "buffer_minutes": 15,
        "approval": Approval.BY_DOCTOR,
        "minimum_notice_minutes": 24 * 60,
        "late_cancel_hours": 48,
        "fee_minor": 18000,
        "instructions": "Eat as usual. Somebody should take you home.",
    },
)


def make_places():
    """Make clinics, specialties and visit types; return them as three lists in the order above."""
    clinics = [Clinic.objects.create(**fields) for fields in CLINICS]
    specialties = [
        Specialty.objects.create(
            name=name,
            slug=name.lower().replace(" ", "-"),
            plain_name=plain,
            plain_name_plural=plural,
            practitioner_title=title,
            search_words=words,
        )
        for name, plain, plural, title, words in SPECIALTIES
    ]
    visit_types = [VisitType.objects.create(**fields) for fields in VISIT_TYPES]
    return clinics, specialties, visit_types
