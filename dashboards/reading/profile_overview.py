"""A doctor's own profile as they look after it: what patients read, part by part, and what is missing from it."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from accounts.languages import full_name
from accounts.organisation import organisation
from accounts.summary_row import NOT_GIVEN, Row
from scheduling.doctor_profile import fee_words, minutes_words
from scheduling.models import Mode

WORDS_OF_A_LINE = 30


@dataclass(frozen=True)
class Part:
    """Rows under a heading."""

    heading: str
    rows: list[Row]
    note: str = ""


def change_url(section, field=""):
    """Return the address of the form that changes ``field``."""
    return f"{reverse('doctor:profile')}?section={section}{f'#id_{field}' if field else ''}"


def parts_of(doctor, offers):
    """Return what stands on the profile of ``doctor`` (from ``for_profile()``), in the order it is looked after."""
    return [about(doctor), patients(doctor), fees(offers), decided_by_the_clinic(doctor)]


def about(doctor):
    spoken = ", ".join(full_name(language.code) for language in doctor.languages.all())
    said = {
        "title": (_("Title"), doctor.title),
        "gender_0": (_("Gender"), doctor.get_gender_display()),
        "languages_0": (_("Languages"), spoken),
        "biography": (_("About you"), Truncator(doctor.biography).words(WORDS_OF_A_LINE)),
        "qualifications": (_("Training"), doctor.qualifications),
        "practising_since": (_("A doctor since"), doctor.practising_since),
    }
    rows = [Row(label, value or NOT_GIVEN, change_url("about", field)) for field, (label, value) in said.items()]
    return Part(_("About you"), rows)


def patients(doctor):
    rows = [
        Row(_("Children"), yes_or_no(doctor.sees_children), change_url("patients", "sees_children")),
        Row(
            _("New patients"),
            yes_or_no(doctor.accepting_new_patients),
            change_url("patients", "accepting_new_patients"),
        ),
    ]
    return Part(_("Who you see"), rows)


def fees(offers):
    rows = [
        Row(
            offer.visit_type.name,
            fee_words(offer) or _("No fee named"),
            change_url("fees", f"fee_{offer.pk}"),
            lines=(f"{minutes_words(offer)}, {Mode(offer.mode).within_a_sentence}",),
        )
        for offer in offers
    ]
    return Part(_("Fees"), rows, note="" if rows else _("You offer no kind of appointment yet. Ask the clinic."))


def decided_by_the_clinic(doctor):
    rows = [
        Row(_("Name"), doctor.full_name),
        Row(_("Specialties"), ", ".join(str(specialty) for specialty in doctor.specialties.all()) or NOT_GIVEN),
        Row(_("Licence number"), doctor.licence_number or NOT_GIVEN),
        Row(_("Shown in the search"), yes_or_no(doctor.is_listed)),
    ]
    asks = _("Is something wrong? Call %(phone)s.") % {"phone": organisation().help_phone}
    return Part(_("What the clinic decides"), rows, note=asks)


def missing_from(doctor):
    """Return (what is missing, the address to add it at), what patients look for first at the head."""
    lacks = [
        (not doctor.photo, _("A photo"), change_url("photo", "photo")),
        (not doctor.languages.all(), _("The languages you speak"), change_url("about", "languages_0")),
        (not doctor.biography, _("A few words about you"), change_url("about", "biography")),
        (not doctor.qualifications, _("Your training"), change_url("about", "qualifications")),
        (not doctor.practising_since, _("Since when you are a doctor"), change_url("about", "practising_since")),
    ]
    return [(words, url) for is_missing, words, url in lacks if is_missing]


def yes_or_no(answer):
    return _("Yes") if answer else _("No")
