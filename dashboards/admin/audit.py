"""The audit trail as it is searched: by patient, actor, time, address and request, each by its index."""

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.core.paginator import Paginator
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.admin.audit import AuditEntryAdmin
from accounts.models import AuditEntry
from accounts.models.emergency import LABEL as EMERGENCY
from accounts.services.auditing import ADMINISTRATION, BY_LINK, FOR_ANOTHER, OWN
from accounts.trail.finding import about_patients, by_accounts
from appointments.record_access import LABEL as APPOINTMENT
from dashboards.forms.audit import TrailSearch
from dashboards.reading.trail_words import action_words, purpose_words, role_words, thing_words
from scheduling.admin.moments import day_and_clock, named_moment, zone_words
from scheduling.clocks_in_use import zone_of_most_clinics

MOST_COUNTED = 10_000
"""Beyond it nobody pages: counting on, and passing over so many rows, costs more than asking more closely."""


class PurposeFilter(admin.SimpleListFilter):
    """Why somebody looked: the kind of reason, since each appointment and emergency is one of its own."""

    title = _("why")
    parameter_name = "purpose"
    KINDS = {"emergency": EMERGENCY, "appointment": APPOINTMENT}
    WORDS = {"own": OWN, "another": FOR_ANOTHER, "administration": ADMINISTRATION, "link": BY_LINK}

    def lookups(self, request, model_admin):
        kinds = [("emergency", _("Emergency, without an appointment")), ("appointment", _("An appointment"))]
        return [*kinds, *((value, purpose_words(word)) for value, word in self.WORDS.items())]

    def queryset(self, request, queryset):
        if begins := self.KINDS.get(self.value()):
            return queryset.filter(purpose__startswith=begins)
        if word := self.WORDS.get(self.value()):
            return queryset.filter(purpose=word)
        return queryset


class CountsSoFar(Paginator):
    """Counts up to ``MOST_COUNTED``: the newest are what is looked for, and the whole trail is never counted."""

    @cached_property
    def count(self):
        return self.object_list.order_by()[:MOST_COUNTED].count()


class TrailList(ChangeList):
    """The list with the questions above it. What cannot be read is said there, and finds nothing."""

    def __init__(self, request, *args):
        self.zone = zone_of_most_clinics()
        self.asked = TrailSearch(request.GET, zone=self.zone)
        super().__init__(request, *args)

    @property
    def clock(self):
        return zone_words(self.zone)

    @property
    def there_are_more(self):
        return self.result_count >= MOST_COUNTED

    @property
    def other_params(self):
        """What the sidebar has narrowed the list to, which the search keeps."""
        return [(name, value) for name, value in self.params.items() if name not in self.asked.fields]

    def get_filters_params(self, params=None):
        asked = super().get_filters_params(params)
        return {name: value for name, value in asked.items() if name not in self.asked.fields}

    def get_results(self, request):
        super().get_results(request)
        for entry in self.result_list:
            entry.zone = self.zone

    def get_queryset(self, request, exclude_parameters=None):
        entries = super().get_queryset(request, exclude_parameters)
        return entries.filter(condition_of(self.asked.cleaned_data)) if self.asked.is_valid() else entries.none()


def condition_of(told):
    """Return the condition of what was asked, all of it by keys and columns of the trail itself."""
    condition = Q()
    if told["patient"] is not None:
        condition &= about_patients(told["patient"])
    if told["who"] is not None:
        condition &= by_accounts(told["who"])
    if told["since"]:
        condition &= Q(at__gte=told["since"])
    if told["until"]:
        condition &= Q(at__lt=told["until"])
    if told["address"]:
        condition &= Q(address=told["address"])
    if told["request"]:
        condition &= Q(request_id=told["request"])
    return condition


@admin.register(AuditEntry)
class SearchedTrailAdmin(AuditEntryAdmin):
    exported_plainly = ("when", "acting_as", "did", "why")
    list_display = ["when", "actor", "acting_as", "did", "patient", "why", "outcome", "address"]
    list_filter = [*AuditEntryAdmin.list_filter, PurposeFilter]
    list_per_page = 50
    list_max_show_all = 0
    sortable_by = ()  # the newest first, which an index knows; any other order would sort the whole trail
    show_facets = admin.ShowFacets.NEVER
    paginator = CountsSoFar
    fields = [
        "at_place", "actor", "acting_as", "on_behalf_of", "did", "object_label", "patient", "why", "outcome", "address",
        "request_id", "sealed",
    ]  # fmt: skip

    def get_changelist(self, request, **kwargs):
        return TrailList

    def exported_rows(self, shown):
        for entry in super().exported_rows(shown):
            entry.zone = shown.zone
            yield entry

    @admin.display(description=_("when"))
    def when(self, entry):
        """On the clock the list is searched by, which stands above it."""
        return day_and_clock(entry.at, entry.zone)

    @admin.display(description=_("when"))
    def at_place(self, entry):
        return named_moment(entry.at, zone_of_most_clinics())

    @admin.display(description=_("acting as"))
    def acting_as(self, entry):
        return role_words(entry.role)

    @admin.display(description=_("what"))
    def did(self, entry):
        return f"{action_words(entry.action)}: {thing_words(entry.object_label)}"

    @admin.display(description=_("why"))
    def why(self, entry):
        return purpose_words(entry.purpose)
