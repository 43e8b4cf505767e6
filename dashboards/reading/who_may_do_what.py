"""Who may do what in the administration, as the database has it: by section, model and group."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import StaffGroup
from dashboards.admin_site import SECTIONS
from dashboards.models import DailyMetric, ImportJob, SearchMetric, SystemMetric

ACTIONS = {
    "view": gettext_lazy("see"),
    "add": gettext_lazy("add"),
    "change": gettext_lazy("change"),
    "delete": gettext_lazy("remove"),
}
ABOUT = {
    StaffGroup.ADMINISTRATOR: gettext_lazy("Everything, at every clinic; sign-ins and settings, too."),
    StaffGroup.MANAGER: gettext_lazy("People, hours and appointments, at every clinic."),
    StaffGroup.CLINIC_MANAGER: gettext_lazy("Hours, appointments and figures of the clinics they work at."),
    StaffGroup.FRONT_DESK: gettext_lazy("Appointments and patients of the clinics they work at."),
    StaffGroup.ANALYST: gettext_lazy("Figures of every clinic, and no patient."),
    StaffGroup.AUDITOR: gettext_lazy("What was seen and changed; changes nothing."),
}


@dataclass(frozen=True)
class Holder:
    """A group, whom it is for, and how many people hold it, with the way to them."""

    name: str
    about: str
    people: int
    address: str


@dataclass(frozen=True)
class Row:
    """A model, and for each group what it may do with its rows, in words; empty where nothing."""

    name: str
    cells: list[str]


def who_may_do_what():
    """Return ``(holders, [(section, rows)])``. Three queries, whatever the rights."""
    groups = {group.name: group for group in Group.objects.filter(name__in=StaffGroup.values)}
    ordered = [groups[name] for name in StaffGroup if name in groups]
    people = Counter(
        dict(
            Group.objects.filter(pk__in=[group.pk for group in ordered])
            .order_by()
            .values_list("name")
            .annotate(people=Count("user", filter=Q(user__is_active=True)))
        )
    )
    held = rights_by_model(ordered)
    sections = [(name, [row_of(model, held, ordered) for model in models]) for name, models in by_section(held)]
    holders = [holder_of(group, people[group.name]) for group in ordered]
    return holders, [(name, rows) for name, rows in sections if rows]


def rights_by_model(groups):
    """Return ``{model: {group name: [(codename, words)]}}`` for the admin's models, and its pages without one."""
    shown = [*admin.site._registry, DailyMetric, ImportJob, SearchMetric, SystemMetric]
    models = {(model._meta.app_label, model._meta.model_name): model for model in shown}
    held = defaultdict(lambda: defaultdict(list))
    rows = Group.permissions.through.objects.filter(group__in=groups).values_list(
        "group__name",
        "permission__content_type__app_label",
        "permission__content_type__model",
        "permission__codename",
        "permission__name",
    )
    for group, app_label, model_name, codename, words in rows:
        if model := models.get((app_label, model_name)):
            held[model][group].append((codename, words))
    return held


def by_section(models):
    """Yield ``(heading, models)`` in the order of the first page; what it does not name comes last."""
    left = {model.__name__: model for model in models}
    for _label, heading, names in SECTIONS:
        yield heading, [left.pop(name) for name in names if name in left]
    yield _("Others"), sorted(left.values(), key=lambda model: model._meta.label)


def row_of(model, held, groups):
    return Row(
        capfirst(str(model._meta.verbose_name_plural)), [words_of(model, held[model][group.name]) for group in groups]
    )


def words_of(model, rights):
    """Return ``see, add, change``, and what is a right of its own in its own words."""
    codenames = dict(rights)
    usual = {f"{action}_{model._meta.model_name}": word for action, word in ACTIONS.items()}
    words = [str(word) for codename, word in usual.items() if codename in codenames]
    words += [
        _(name)[:1].lower() + _(name)[1:] for codename, name in sorted(codenames.items()) if codename not in usual
    ]
    return ", ".join(words)


def holder_of(group, people):
    address = f"{reverse('admin:accounts_user_changelist')}?{urlencode({'groups__id__exact': group.pk})}"
    name = StaffGroup(group.name)
    return Holder(str(name.label), str(ABOUT[name]), people, address)
