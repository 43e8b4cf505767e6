"""Slots and days' supply, to look at; blocking and opening call the services."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from scheduling.models import DaySupply, TimeSlot
from scheduling.services.time_off import SlotInUse, TimeOffRefused, block_slot, unblock_slot
from scheduling.time_words import day_and_time


@admin.register(TimeSlot)
class TimeSlotAdmin(ReadOnlyAdmin):
    list_display = ["local_start", "doctor", "clinic", "minutes", "lane", "status", "held_until", "origin"]
    list_filter = ["status", "clinic", "origin", ("held_until", admin.EmptyFieldListFilter)]
    search_fields = ["doctor__full_name"]
    list_select_related = ["doctor", "clinic"]
    date_hierarchy = "starts_at"
    ordering = ["minute", "doctor", "lane"]
    show_full_result_count = False
    actions = ["block", "open"]

    @admin.display(description=_("starts"), ordering="minute")
    def local_start(self, slot):
        return day_and_time(slot.starts_at, slot.clinic)

    def has_edit_permission(self, request):
        return request.user.has_perm("scheduling.add_timeoff")

    def run(self, request, queryset, service, done):
        now = timezone.now()
        changed = 0
        for slot in queryset.select_related("clinic"):
            try:
                service(slot_id=slot.pk, actor=request.user, now=now)
                changed += 1
            except (SlotInUse, TimeOffRefused, TimeSlot.DoesNotExist) as refusal:
                messages.error(request, f"{self.local_start(slot)}: {refusal}")
        messages.info(request, done % {"count": changed})

    @admin.action(description=_("Block the selected slots"), permissions=["edit"])
    def block(self, request, queryset):
        self.run(request, queryset, block_slot, _("%(count)s blocked."))

    @admin.action(description=_("Open the selected blocked slots"), permissions=["edit"])
    def open(self, request, queryset):
        self.run(request, queryset, unblock_slot, _("%(count)s opened."))


@admin.register(DaySupply)
class DaySupplyAdmin(ReadOnlyAdmin):
    list_display = ["local_date", "doctor", "clinic", "minutes_offered", "minutes_blocked", "minutes_booked"]
    list_filter = ["clinic"]
    search_fields = ["doctor__full_name"]
    list_select_related = ["doctor", "clinic"]
    date_hierarchy = "local_date"
