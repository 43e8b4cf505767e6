"""Keep ``Doctor.search_text``: every word a doctor is found by, written the way a search is."""

from django.db.models import prefetch_related_objects

from accounts.models import Doctor
from accounts.plain_letters import normalised

MAX_LENGTH = Doctor._meta.get_field("search_text").max_length


def search_text_of(doctor):
    """Return the words of ``doctor``: name and title, specialties in clinical and plain words, training last."""
    parts = [doctor.title, doctor.full_name]
    for specialty in doctor.specialties.all():
        parts += [
            specialty.name,
            specialty.plain_name,
            specialty.plain_name_plural,
            specialty.practitioner_title,
            specialty.search_words,
        ]
    words = dict.fromkeys(normalised(" , ".join(parts)).split())
    return _within(MAX_LENGTH, words)


def refresh(doctor):
    """Write the words of ``doctor`` if they have changed."""
    text = search_text_of(doctor)
    if text != doctor.search_text:
        doctor.search_text = text
        Doctor.objects.filter(pk=doctor.pk).update(search_text=text)


def refresh_many(doctors):
    """Write the words of ``doctors``, in three queries however many there are."""
    doctors = list(doctors)
    prefetch_related_objects(doctors, "specialties")
    for doctor in doctors:
        doctor.search_text = search_text_of(doctor)
    Doctor.objects.bulk_update(doctors, ["search_text"], batch_size=500)


def _within(length, words):
    """Return as many whole ``words`` as fit."""
    text = ""
    for word in words:
        longer = f"{text} {word}".strip()
        if len(longer) > length:
            break
        text = longer
    return text
