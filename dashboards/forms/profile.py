"""What a doctor says of themself to patients, a page for each part; each form has its name in the address."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.forms.languages_field import LanguagesField
from accounts.forms.on_record import OnRecord
from accounts.forms.photo_field import PhotoField
from accounts.forms.practising_since import AsksSinceWhen
from accounts.forms.seen import CHANGED_MEANWHILE, in_words, with_seen
from accounts.languages import local_name
from accounts.models import Doctor
from accounts.services.changing_profiles import LANGUAGES, change_profile, profile_of
from accounts.services.doctor_photos import set_photo, take_out_photo
from scheduling.doctor_profile import fee_words, minutes_words, offers_of
from scheduling.forms.amount_field import AmountField
from scheduling.models import Mode
from scheduling.money import money
from scheduling.services.fees import set_own_fees

WORDS_READ = 80
"""What patients read of a text about a doctor; more is not refused."""


class Section(OnRecord):
    """One part; ``save_for`` hands what should change to the service."""

    heading: str
    intro = ""

    @property
    def is_conflict(self):
        """Whether somebody else was quicker, and the form says what it says now."""
        return any(error.code == CHANGED_MEANWHILE for error in self.non_field_errors().as_data())

    def save_for(self, actor, *, now):
        """Write what should change. Raises what the service raises."""
        changes = {name: self.cleaned_data[name] for name in self.fields if name != "seen"}
        shown = profile_of(self.instance, changes)
        change_profile(doctor=self.instance, changes=changes, shown=shown, actor=actor, now=now)


class PhotoSection(Section):
    heading = gettext_lazy("Your photo")
    intro = gettext_lazy("A clear photo of your face, looking at the camera. We cut out the middle as a square.")
    photo = PhotoField(
        required=False,
        help_text=gettext_lazy("JPEG, PNG or WebP, up to 10 MB. Where it was taken is not kept."),
    )
    take_out = forms.BooleanField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Doctor
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.hide_optional = True
        self.initial["photo"] = self.instance.photo

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("take_out"):
            self.errors.pop("photo", None)
        elif not cleaned.get("photo") and "photo" not in self.errors:
            self.add_error("photo", _("Choose a photo first"))
        return cleaned

    def in_words(self, name):
        return _("another one") if self.instance.photo else _("none")

    def save_for(self, actor, *, now):
        if self.cleaned_data["take_out"]:
            take_out_photo(doctor=self.instance, actor=actor, now=now)
        else:
            set_photo(doctor=self.instance, photo=self.cleaned_data["photo"], actor=actor, now=now)


class AboutSection(AsksSinceWhen, Section):
    heading = gettext_lazy("About you")

    class Meta:
        model = Doctor
        fields = ("title", "gender", "biography", "qualifications", "practising_since")
        labels = {"biography": gettext_lazy("About you"), "practising_since": gettext_lazy("A doctor since")}
        help_texts = {
            "title": gettext_lazy("Such as Dr or Professor. It stands before your name."),
            "gender": gettext_lazy("Some patients look for a woman or a man."),
            "qualifications": gettext_lazy("Degrees and where you trained, such as MD, Leeds."),
            "practising_since": gettext_lazy("The year, like 2009."),
        }
        widgets = {
            "title": forms.TextInput({"class": "input-short", "autocomplete": "off"}),
            "gender": forms.RadioSelect,
            "biography": forms.Textarea({"rows": 6}),
            "qualifications": forms.Textarea({"rows": 2}),
            "practising_since": forms.TextInput({"class": "input-short", "inputmode": "numeric"}),
        }

    field_order = ("title", "gender", LANGUAGES, "biography", "qualifications", "practising_since")

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        spoken = profile_of(self.instance, [LANGUAGES])[LANGUAGES]
        self.fields[LANGUAGES] = LanguagesField(
            spoken=spoken, label=_("Languages you speak with patients"), required=False
        )
        self.initial[LANGUAGES] = spoken
        self.order_fields(self.field_order)
        self.fields["biography"].help_text = " ".join([_("How you work and what matters to you."), words_in(self)])

    def clean_biography(self):
        return "\n".join(line.rstrip() for line in self.cleaned_data["biography"].splitlines())

    def clean_qualifications(self):
        return " ".join(self.cleaned_data["qualifications"].split())

    def in_words(self, name):
        if name == LANGUAGES:
            return ", ".join(local_name(code) for code in self.initial[LANGUAGES]) or _("none")
        return in_words(self.instance, name)


class PatientsSection(Section):
    heading = gettext_lazy("Who you see")

    class Meta:
        model = Doctor
        fields = ("sees_children", "accepting_new_patients")
        labels = {
            "sees_children": gettext_lazy("I see children"),
            "accepting_new_patients": gettext_lazy("I take new patients"),
        }
        help_texts = {
            "accepting_new_patients": gettext_lazy(
                "Without the tick only people who have been with you before can book."
            ),
        }


class FeesSection(Section):
    heading = gettext_lazy("Your fees")
    intro = gettext_lazy("Appointments that are booked already keep the fee they were booked at.")

    class Meta:
        model = Doctor
        fields = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.helper.hide_optional = True
        self.offers = {f"fee_{offer.pk}": offer for offer in offers_of(self.instance)}
        for name, offer in self.offers.items():
            self.fields[name] = AmountField(
                currency=offer.visit_type.currency,
                label=_("%(kind)s, %(length)s, %(way)s")
                % {
                    "kind": offer.visit_type.name,
                    "length": minutes_words(offer),
                    "way": Mode(offer.mode).within_a_sentence,
                },
                help_text=what_blank_means(offer.visit_type),
                required=False,
            )
            self.initial[name] = offer.own_fee_minor

    def in_words(self, name):
        return fee_words(self.offers[name]) or _("no fee")

    def save_for(self, actor, *, now):
        fees = {offer.pk: self.cleaned_data[name] for name, offer in self.offers.items()}
        shown = {offer.pk: offer.own_fee_minor for offer in self.offers.values()}
        set_own_fees(doctor=self.instance, fees=fees, shown=shown, actor=actor, now=now)


def words_in(form):
    """Return how long the text about a doctor is, and how long it should be."""
    count = len(form.instance.biography.split())
    best = _("Patients read about %(count)s words.") % {"count": WORDS_READ}
    if not count:
        return best
    return f"{best} {ngettext('Yours has %(count)s.', 'Yours has %(count)s.', count) % {'count': count}}"


def what_blank_means(visit_type):
    """Return what a fee that is left empty stands for."""
    usual = money(visit_type.fee_minor, visit_type.currency)
    if usual:
        return _("Empty: %(fee)s, as the clinic has set it. 0 is free of charge.") % {"fee": usual}
    return _("In %(currency)s. Empty: nothing is said of a fee. 0 is free of charge.") % {
        "currency": visit_type.currency
    }


SECTIONS = {
    "photo": with_seen(PhotoSection),
    "about": with_seen(AboutSection),
    "patients": with_seen(PatientsSection),
    "fees": with_seen(FeesSection),
}
