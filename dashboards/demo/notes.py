"""Notes of the known doctors' last visits: signed, added to, shared, one still open; and what notes begin with."""

import datetime as dt
import uuid

from django.db.models import F

from accounts.chance import chance
from appointments.lifecycle import Status
from appointments.models import Appointment, Message
from appointments.notifications.kinds import Kind
from appointments.visits.models import NoteTemplate
from appointments.visits.notes_of import NotesOf
from appointments.visits.services.following_up import offers_for_following_up, suggest_follow_up
from appointments.visits.services.sharing import share_summary
from appointments.visits.services.signing import sign
from appointments.visits.services.writing import save_draft

NOTES_OF_A_DOCTOR = 12
WEEKS = 6

TEMPLATES = (
    ("Short note", None, {"findings": "General state:\n", "assessment": "", "plan": "1. \n2. \n\nTo come back if:\n"}),
    (
        "Skin check",
        "dermatology",
        {
            "findings": "Skin type:\nFace and neck:\nTrunk:\nArms and legs:\nMoles (site, size, edge, colour):\n",
            "assessment": "Suspicious: none\n",
            "plan": "Sun protection explained.\nNext check in 12 months.\n",
        },
    ),
    (
        "Blood pressure",
        "cardiology",
        {
            "findings": "Blood pressure, sitting:   /   \nPulse:\nHeart:\nLungs:\nAnkles:\n",
            "plan": "Medicines:\nDiary at home:\n",
        },
    ),
    (
        "Child, growth and vaccinations",
        "paediatrics",
        {"findings": "Weight:   kg\nHeight:   cm\nDevelopment:\n", "plan": "Vaccinations given:\nNext due:\n"},
    ),
)
VISITS = (
    ("A rash on both hands.", "Dry, red, cracked skin on the backs of both hands. Nails clear.", "Hand eczema.",
     "Hydrocortisone 1% twice a day for two weeks. Emollient after every wash. Gloves for wet work."),
    ("A mole that has changed.", "Mole on the left shoulder, 4 mm, even edge, one colour.", "Benign mole.",
     "Photograph taken. Look again in six months. Come sooner if it grows, bleeds or itches."),
    ("Acne, for a year.", "Comedones and a few papules on the face, none on the back.", "Mild acne.",
     "Adapalene at night. It may sting at first. See again in eight weeks."),
    ("Itching at night.", "Scratch marks on the shins. No burrows between the fingers.", "Dry skin in winter.",
     "Short lukewarm showers, emollient twice a day."),
    ("To see how it heals.", "Wound dry, edges close, no redness.", "Heals well.",
     "Plaster for another three days. Keep out of the sun."),
)  # fmt: skip
AMENDMENT = "The laboratory called: no bacteria grew from the swab. No change to the plan."
SUMMARY = (
    "You have hand eczema: the skin is dry and inflamed, and it is not catching.\n\n"
    "Use the cream twice a day for two weeks, and the ointment after every wash. Wear gloves for wet work.\n\n"
    "Call us if it weeps, if it hurts, or if it is no better in two weeks."
)


def make_templates(specialties):
    """Make what notes may begin with: one for everybody, and some of a specialty."""
    by_slug = {specialty.slug: specialty for specialty in specialties}
    NoteTemplate.objects.bulk_create(
        NoteTemplate(name=name, specialty=by_slug.get(slug), **parts) for name, slug, parts in TEMPLATES
    )


def write_notes(*, maria, doctors, now):
    """
    Write about the last visits of the known doctors, through the services: each note when its visit was over.

    The newest visit's note is a draft. The last one of ``maria`` is shared, with a wish to see her again; where she
    has none, somebody else's. A small demo may have fewer visits than that.
    """
    for doctor in doctors:
        seen = Appointment.objects.filter(doctor=doctor, status=Status.COMPLETED, ends_at__lt=now)
        seen = seen.exclude(patient__user=doctor.user).select_related("doctor__user", "patient")
        last = list(seen.order_by("-ends_at", "-pk")[:NOTES_OF_A_DOCTOR])
        hers = seen.filter(patient=maria).order_by("-ends_at", "-pk").first()
        if hers is not None and hers not in last:
            last.append(hers)
        # Hers first, if she has one: the summary is about the first of the visits written down here.
        signed = sorted(last[1:], key=lambda appointment: appointment != hers)
        for number, appointment in enumerate([*signed, *last[:1]]):
            write(appointment, VISITS[number % len(VISITS)], is_draft=appointment == last[0], now=now)
        for appointment, follow in zip(signed, (tell, add), strict=False):
            follow(appointment, now=now)


def write(appointment, parts, *, is_draft, now):
    """Write the note as the visit ends, and sign it a little later."""
    told = {"appointment": appointment, "actor": appointment.doctor.user}
    texts = dict(zip(("reason", "findings", "assessment", "plan"), parts, strict=True))
    if is_draft:
        texts["plan"] = ""
    page = uuid.UUID(int=chance().getrandbits(128), version=4)
    save_draft(texts=texts, seen="new", page=page, turn=1, now=appointment.ends_at, **told)
    if not is_draft:
        sign(seen=NotesOf(appointment).seen, now=min(now, appointment.ends_at + dt.timedelta(minutes=4)), **told)


def add(appointment, *, now):
    """Add to a signed note the day after, or now."""
    told = {"appointment": appointment, "actor": appointment.doctor.user}
    told["now"] = min(now, appointment.ends_at + dt.timedelta(days=1))
    page = uuid.UUID(int=chance().getrandbits(128), version=4)
    save_draft(texts={"amendment": AMENDMENT}, seen=NotesOf(appointment).seen, page=page, turn=1, **told)
    sign(seen=NotesOf(appointment).seen, **told)


def tell(appointment, *, now):
    """Share a summary with the patient and ask them to come again."""
    told = {"appointment": appointment, "actor": appointment.doctor.user}
    share_summary(text=SUMMARY, seen="none", now=min(now, appointment.ends_at + dt.timedelta(minutes=10)), **told)
    news = Message.objects.filter(kind=Kind.NOTE_SHARED, status=Message.Status.QUEUED, send_after__lte=now)
    news.update(status=Message.Status.SENT, sent_at=F("send_after"), attempts=1)
    offer = offers_for_following_up(appointment.doctor).filter(visit_type__slug="follow-up").first()
    if offer is not None:
        suggest_follow_up(weeks=WEEKS, visit_type=offer.visit_type, **told, now=now)
