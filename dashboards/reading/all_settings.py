"""Every setting on one page: what it does, what holds now, what holds where nobody set it, and where it is changed."""

from dataclasses import dataclass

from django.conf import settings
from django.contrib import admin
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin.base import in_words
from accounts.models import OrganisationSettings, RetentionSettings
from accounts.organisation import DEFAULTS, organisation
from appointments.models import BookingSettings, MessageText, ReminderRule
from scheduling.models import Clinic, SchedulingSettings, VisitType

ROWS = (OrganisationSettings, BookingSettings, SchedulingSettings, RetentionSettings)


@dataclass(frozen=True)
class Setting:
    """One of them; ``key`` names its column to whoever wants the default back."""

    key: str
    name: str
    about: str
    now: str
    default: str

    @property
    def is_own(self):
        return self.now != self.default


@dataclass(frozen=True)
class Group:
    """Settings that are changed on one page; ``address`` is empty for whoever may only look."""

    name: str
    address: str
    settings: list[Setting]


@dataclass(frozen=True)
class Elsewhere:
    """What is set row by row: where, what it is for, and how much there is."""

    name: str
    about: str
    count: str
    address: str


def groups_for(user):
    """Return the rows of settings ``user`` may see. A query each at most."""
    return [group_of(model, user) for model in ROWS if may(user, "view", model)]


def group_of(model, user):
    name = f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"
    address = reverse(name) if may(user, "change", model) else ""
    row, of_model = model.load(), admin.site._registry[model]
    return Group(
        str(capfirst(model._meta.verbose_name)),
        address,
        [setting_of(row, field, of_model.default_of(field)) for field in fields_of(model)],
    )


def fields_of(model):
    return [field for field in model._meta.fields if field.editable and not field.primary_key]


def changeable(key, user):
    """Return the column of settings that ``key`` names, or ``None`` where there is none that ``user`` may change."""
    fields = (field for model in ROWS if may(user, "change", model) for field in fields_of(model))
    return next((field for field in fields if str(field) == key), None)


def setting_of(row, field, default):
    """What is empty in the row of the organisation is as the installation says."""
    value = getattr(row, field.name)
    if isinstance(row, OrganisationSettings) and field.name in DEFAULTS:
        value = getattr(organisation(), field.name)
    return Setting(str(field), capfirst(field.verbose_name), str(field.help_text), in_words(value), default)


def elsewhere_for(user):
    """Return the lists beside the rows that ``user`` may see; a count each."""
    lists = (
        (VisitType, _("Length, notice, horizon, cut-off, fee and who says yes, for each kind of visit.")),
        (MessageText, _("The words of every message. What nobody changed is as it was delivered.")),
        (ReminderRule, _("When patients are reminded, and by what.")),
        (Clinic, _("Address, time zone, directions and closing days of each clinic.")),
    )
    return [
        Elsewhere(
            capfirst(model._meta.verbose_name_plural),
            about,
            counted(model.objects.count()),
            reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
        )
        for model, about in lists
        if may(user, "view", model)
    ]


def counted(number):
    return ngettext("%(number)s row", "%(number)s rows", number) % {"number": number}


def languages():
    """Return the languages there are; one joins when it is translated whole."""
    return [str(name) for _code, name in settings.LANGUAGES]


def may(user, what, model):
    return user.has_perm(f"{model._meta.app_label}.{what}_{model._meta.model_name}")
