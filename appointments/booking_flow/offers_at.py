"""The kinds of visit a doctor offers, and which of them fit at a start somebody tapped."""

from django.db.models import BooleanField, Exists, Value

from scheduling.clinic_time import utc_minute
from scheduling.models import DoctorVisitType, Mode
from scheduling.offering import open_starts


def offers_at(*, doctor_id, clinic_id=None, starts_at=None, now, hold_key=None):
    """
    Return the listed offers of a doctor, each with ``fits``: can it begin at this start? One query.

    What ``hold_key`` holds counts as free. Without a start everything fits.
    """
    offers = DoctorVisitType.objects.listed().filter(doctor=doctor_id).select_related("doctor", "visit_type")
    if starts_at is None:
        fits = Value(True, output_field=BooleanField())
    else:
        fits = Exists(open_starts(now=now, hold_key=hold_key).filter(clinic=clinic_id, minute=utc_minute(starts_at)))
    return sorted(
        offers.annotate(fits=fits),
        key=lambda offer: (not offer.is_default, offer.mode != Mode.IN_PERSON, offer.minutes, offer.pk),
    )


def first_offer(offers):
    """Return the one to hold the time for while the kind of visit is open: the first that fits, else the first."""
    return next((offer for offer in offers if offer.fits), offers[0])
