"""Two records side by side: where they differ, what stands between them, and which of them is to stay."""

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.languages import spoken_choices
from accounts.models import Patient

COMPARED = (
    "full_name",
    "date_of_birth",
    "sex",
    "phone",
    "email",
    "language",
    "address",
    "emergency_contact_name",
    "emergency_contact_phone",
    "access_needs",
    "blocked_reason",
)
"""What is chosen between; the record number and the day it began stay each record's own."""


@dataclass(frozen=True)
class Line:
    """One detail of both records: what it is called, what each says in words, and whether they say the same."""

    name: str
    label: str
    kept: str
    gone: str

    @property
    def differs(self) -> bool:
        return self.kept != self.gone

    @property
    def suggested(self) -> str:
        """Whose word is suggested: that of the record that stays, unless it says nothing."""
        return "kept" if self.kept else "gone"


def in_words(patient: Patient, name: str) -> str:
    """Return a detail as it is read, empty where nothing is said."""
    if name == "date_of_birth":
        return date_format(patient.date_of_birth)
    if name == "sex" and patient.sex == Patient.Sex.UNKNOWN:
        return ""
    if name == "language":
        return dict(spoken_choices(including=[patient.language])).get(patient.language, patient.language)
    show = getattr(patient, f"get_{name}_display", None)
    return str(show() if show else getattr(patient, name) or "")


def compare(kept: Patient, gone: Patient) -> list[Line]:
    return [
        Line(
            name=name,
            label=capfirst(str(Patient._meta.get_field(name).verbose_name)),
            kept=in_words(kept, name),
            gone=in_words(gone, name),
        )
        for name in COMPARED
    ]


def as_kept_in_the_log(patient: Patient, name: str) -> str:
    """Return a detail as text that ``from_the_log`` reads back."""
    value: Any = getattr(patient, name)
    return value.isoformat() if name == "date_of_birth" else str(value or "")


def from_the_log(name: str, text: str) -> Any:
    return Patient._meta.get_field(name).to_python(text)


def why_not_merged(kept: Patient, gone: Patient) -> str | None:
    """Return what stands between the two records themselves, or ``None``. Needs the ``user`` of both."""
    if kept.pk == gone.pk:
        return _("These are one record. Choose two.")
    if kept.erased_at or gone.erased_at:
        return _("One of the two was erased. It stays by itself.")
    if kept.merged_into_id or gone.merged_into_id:
        return _("One of the two was put together with another record already. Look for them again.")
    if gone.user is not None and gone.user.is_active and kept.user is not None:
        return _(
            "Both of them sign in. Keep the one whose sign-in is used, and stop the other from signing in first, "
            "under “Users”: %(email)s."
        ) % {"email": gone.user.email}
    return None
