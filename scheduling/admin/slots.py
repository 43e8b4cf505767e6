"""Slots and days' supply, to look at; blocking and opening call the services."""

from django.contrib import admin, messages
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from scheduling.admin.moments import day_and_clock
from scheduling.admin.own_clinics import OwnClinicsAdmin
from scheduling.clinic_time import ONE_DAY, local_date
from scheduling.clocks_in_use import zones_of_clinics
from scheduling.models import DaySupply, TimeSlot
from scheduling.services.time_off import SlotInUse, TimeOffRefused, block_slot, unblock_slot


class DayFilter(admin.SimpleListFilter):
    """Today, where each clinic is, and the week are what people look for; the table may have a million rows."""

    title = _("day")
    parameter_name = "day"
    DAYS = {"today": (0, 0), "tomorrow": (1, 1), "week": (0, 6), "month": (0, 30)}

    def lookups(self, request, model_admin):
        return [("today", _("Today")), ("tomorrow", _("Tomorrow")), ("week", _("7 days")), ("month", _("31 days"))]

    def queryset(self, request, queryset):
        if self.value() not in self.DAYS:
            return queryset
        first, last = self.DAYS[self.value()]
        now, wanted = timezone.now(), Q(pk__in=[])
        for zone in zones_of_clinics():
            today = local_date(now, zone)
            days = (today + ONE_DAY * first, today + ONE_DAY * last)
            wanted |= Q(clinic__time_zone=zone, local_date__range=days)
        return queryset.filter(wanted)


@admin.register(TimeSlot)
class TimeSlotAdmin(OwnClinicsAdmin, ReadOnlyAdmin):
    list_display = ["local_start", "doctor", "clinic", "length", "lane", "status", "held", "origin"]
    exported_plainly = ("local_start", "doctor", "clinic", "length", "held")
    list_filter = [DayFilter, "status", "clinic", "origin", ("held_until", admin.EmptyFieldListFilter)]
    search_fields = ["doctor__full_name"]
    list_select_related = ["doctor", "clinic"]
    date_hierarchy = "local_date"
    ordering = ["doctor_id", "minute", "lane"]  # as its unique constraint has them: no long table is sorted for a page
    fields = ["local_start", "local_end", "doctor", "clinic", "lane", "status", "held", "origin", "working_hours"]
    actions = ["block", "open"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("doctor", "clinic", "working_hours")

    @admin.display(description=_("starts"), ordering="minute")
    def local_start(self, slot):
        return day_and_clock(slot.starts_at, slot.clinic)

    @admin.display(description=_("ends"))
    def local_end(self, slot):
        return day_and_clock(slot.ends_at, slot.clinic)

    @admin.display(description=_("held until"), ordering="held_until")
    def held(self, slot):
        return day_and_clock(slot.held_until, slot.clinic)

    @admin.display(description=_("minutes"))
    def length(self, slot):
        return int((slot.ends_at - slot.starts_at).total_seconds() // 60)

    def has_edit_permission(self, request):
        return request.user.has_perm("scheduling.add_timeoff")

    def run(self, request, queryset, service, done):
        now = timezone.now()
        changed = 0
        for slot in queryset.select_related("clinic"):
            try:
                service(slot_id=slot.pk, actor=request.user, now=now)
                changed += 1
            except (SlotInUse, TimeOffRefused) as refusal:
                messages.error(request, f"{self.local_start(slot)}: {refusal}")
        messages.info(request, done % {"count": changed})

    @admin.action(description=_("Block the selected slots"), permissions=["edit"])
    def block(self, request, queryset):
        self.run(request, queryset, block_slot, _("%(count)s blocked."))

    @admin.action(description=_("Open the selected blocked slots"), permissions=["edit"])
    def open(self, request, queryset):
        self.run(request, queryset, unblock_slot, _("%(count)s opened."))


@admin.register(DaySupply)
class DaySupplyAdmin(OwnClinicsAdmin, ReadOnlyAdmin):
    list_display = ["local_date", "doctor", "clinic", "minutes_offered", "minutes_blocked", "minutes_booked"]
    exported_plainly = ("doctor", "clinic")
    list_filter = ["clinic", "doctor__specialties"]
    search_fields = ["doctor__full_name"]
    list_select_related = ["doctor", "clinic"]
    date_hierarchy = "local_date"
