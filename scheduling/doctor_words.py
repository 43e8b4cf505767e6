"""A doctor in the words of the results and the profile. Reads what is prefetched, runs no query of its own."""

from django.utils.translation import gettext as _

from accounts.languages import local_name, own_name
from scheduling.models import Approval


def role_line(doctor):
    """Return ``Dermatologist, children and adults``; needs ``specialties``."""
    words = [specialty.practitioner_title for specialty in doctor.specialties.all()]
    if doctor.sees_children:
        words.append(_("children and adults"))
    return ", ".join([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])


def spoken_languages(codes):
    """Return (own name, tag, name in the reader's language) of each, English first."""
    in_order = sorted(codes, key=lambda code: (not code.startswith("en"), code))
    return [(own_name(code), code, local_name(code)) for code in in_order]


def approval_line(offer):
    """Return who says yes to a booking of ``offer``, and how soon."""
    if offer.approval == Approval.AUTOMATIC:
        return _("Booked straight away")
    return _("Doctor confirms within 1 working day")
