"""What a clinic's entry says to somebody who wants to get there and in."""

from urllib.parse import urlencode

from django.utils.translation import gettext as _

MAP = "https://www.openstreetmap.org/"


def map_url(clinic):
    """Return the address of a map: of the exact spot where that is known, else of a search for the street."""
    if clinic.latitude is not None and clinic.longitude is not None:
        spot = f"{clinic.latitude}/{clinic.longitude}"
        return f"{MAP}?{urlencode({'mlat': clinic.latitude, 'mlon': clinic.longitude})}#map=17/{spot}"
    return f"{MAP}search?{urlencode({'query': one_line_address(clinic)})}"


def one_line_address(clinic):
    """Return ``12 Mill Road, Oakford OX1 2AB``."""
    town = f"{clinic.city} {clinic.postcode}".strip()
    return f"{clinic.address}, {town}"


def access_facts(clinic):
    """Return what the clinic has for people who need it, in words."""
    facts = [
        (clinic.step_free, _("Step-free entrance")),
        (clinic.hearing_loop, _("Hearing loop")),
        (clinic.accessible_toilet, _("Accessible toilet")),
        (clinic.parking, _("Parking for disabled people")),
    ]
    return [words for has, words in facts if has]
