"""Working hours and time off, written through their services so that slots follow."""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ThroughServicesAdmin
from scheduling.clinic_time import local_date
from scheduling.models import TimeOff, WorkingHours
from scheduling.services.time_off import TimeOffRefused, add_time_off, end_time_off
from scheduling.services.working_hours import HoursRefused, add_hours, end_hours


class LastDayForm(forms.ModelForm):
    """Hours in use are ended and followed by new ones; only their last day may be set."""

    class Meta:
        model = WorkingHours
        fields = ["valid_until"]


@admin.register(WorkingHours)
class WorkingHoursAdmin(ThroughServicesAdmin):
    refusals = (HoursRefused,)
    list_display = ["doctor", "clinic", "weekday", "starts", "ends", "slot_minutes", "capacity", "valid_from", "valid_until"]
    list_filter = ["clinic", "weekday", ("valid_until", admin.EmptyFieldListFilter)]
    search_fields = ["doctor__full_name", "clinic__name"]
    autocomplete_fields = ["doctor", "clinic", "visit_types"]
    list_select_related = ["doctor", "clinic"]
    actions = ["end_today"]
    NEW = [
        "doctor", "clinic", "weekday", "starts", "ends", "slot_minutes", "capacity", "valid_from", "valid_until",
        "every_n_weeks", "anchor", "visit_types",
    ]  # fmt: skip

    def get_fields(self, request, obj=None):
        return self.NEW

    def get_readonly_fields(self, request, obj=None):
        return [name for name in self.NEW if name != "valid_until"] if obj else []

    def save_model(self, request, obj, form, change):
        now = timezone.now()
        if change:
            if "valid_until" not in form.changed_data:
                return
            if obj.valid_until is None:
                raise HoursRefused(_("Hours that have ended stay ended. Add new ones that follow."))
            end_hours(hours=obj, last_day=obj.valid_until, actor=request.user, now=now)
            return
        made = add_hours(**form.cleaned_data, actor=request.user, now=now)
        self.take_over(obj, made)

    def save_related(self, request, form, formsets, change):
        """Leave the visit types to ``add_hours``."""

    @admin.action(description=_("End the selected hours today"), permissions=["change"])
    def end_today(self, request, queryset):
        now = timezone.now()
        for hours in queryset.select_related("clinic", "doctor"):
            try:
                end_hours(hours=hours, last_day=local_date(now, hours.clinic.time_zone), actor=request.user, now=now)
            except HoursRefused as refusal:
                messages.error(request, f"{hours.doctor}, {hours}: {refusal}")
            else:
                messages.success(request, _("%(hours)s of %(doctor)s end today.") % {"hours": hours, "doctor": hours.doctor})


@admin.register(TimeOff)
class TimeOffAdmin(ThroughServicesAdmin):
    refusals = (TimeOffRefused,)
    list_display = ["whose", "starts_at", "ends_at", "time_zone", "label", "repeats_until", "ended_at"]
    list_filter = ["clinic", ("ended_at", admin.EmptyFieldListFilter), ("doctor", admin.EmptyFieldListFilter)]
    search_fields = ["doctor__full_name", "clinic__name", "label"]
    autocomplete_fields = ["doctor", "clinic"]
    list_select_related = ["doctor", "clinic"]
    date_hierarchy = "starts_at"
    fields = ["doctor", "clinic", "starts_at", "ends_at", "time_zone", "repeats_until", "label"]
    actions = ["end_now"]

    @admin.display(description=_("whose"))
    def whose(self, time_off):
        return time_off.doctor or time_off.clinic

    def has_change_permission(self, request, obj=None):
        """Time off is ended and entered anew, not edited; the list's action needs the right all the same."""
        return obj is None and super().has_change_permission(request, obj)

    def save_model(self, request, obj, form, change):
        self.take_over(obj, add_time_off(**form.cleaned_data, actor=request.user, now=timezone.now()))

    @admin.action(description=_("End the selected time off and open its time"), permissions=["change"])
    def end_now(self, request, queryset):
        for time_off in queryset:
            end_time_off(time_off=time_off, actor=request.user, now=timezone.now())
        messages.success(request, _("The time is open again where hours allow it."))
