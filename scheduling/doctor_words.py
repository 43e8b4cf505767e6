"""A doctor in the words of the results and the profile; runs no query."""

from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.languages import local_name, own_name
from scheduling.models import Approval


def role_line(doctor, specialties):
    """Return ``Dermatologist, children and adults``."""
    words = [specialty.practitioner_title for specialty in specialties]
    if doctor.sees_children:
        words.append(_("children and adults"))
    return ", ".join([*words[:1], *(word[:1].lower() + word[1:] for word in words[1:])])


def spoken_languages(codes):
    """Return (own name, tag, name in the reader's language) of each, English first."""
    in_order = sorted(codes, key=lambda code: (not code.startswith("en"), code))
    return [_names(code, get_language()) for code in in_order]


@lru_cache(maxsize=512)
def _names(code, _reading):
    """Kept: looking names up costs more than the rest of a card."""
    return own_name(code), code, local_name(code)


def known_patients_only(doctor):
    """Return that ``doctor`` takes no new patients, or nothing where they do."""
    if doctor.accepting_new_patients:
        return ""
    return _("Takes no new patients. If you have been before, you can book.")


def approval_line(offer):
    """Return who says yes to a booking of ``offer``, and how soon."""
    if offer.approval == Approval.AUTOMATIC:
        return _("Booked straight away")
    return _("Doctor confirms within 1 working day")
