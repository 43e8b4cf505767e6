"""Working hours, written through their services so that slots follow."""

from django import forms
from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import ThroughServicesAdmin
from scheduling.admin.own_clinics import OwnClinicsAdmin
from scheduling.clinic_time import local_date
from scheduling.models import WorkingHours
from scheduling.services.working_hours import HoursRefused, add_hours, end_hours


class NewHoursForm(forms.ModelForm):
    """A weekly session on the clock of its clinic."""

    class Meta:
        model = WorkingHours
        fields = [
            "doctor", "clinic", "weekday", "starts", "ends", "slot_minutes", "capacity", "valid_from", "valid_until",
            "every_n_weeks", "anchor", "visit_types",
        ]  # fmt: skip
        help_texts = {
            "starts": gettext_lazy("On the clock of the clinic."),
            "ends": gettext_lazy("On the clock of the clinic. 00:00 is the midnight that ends the day."),
            "slot_minutes": gettext_lazy("Patients are offered a start this often."),
            "valid_until": gettext_lazy("Left empty: no end."),
            "anchor": gettext_lazy("For every second week and rarer. Any day of a week that counts."),
        }

    def clean(self):
        cleaned = super().clean()
        if (cleaned.get("every_n_weeks") or 1) > 1 and not cleaned.get("anchor"):
            cleaned["anchor"] = self.instance.anchor = cleaned.get("valid_from")
        return cleaned


class LastDayForm(forms.ModelForm):
    """Hours in use are ended and followed by new ones; only their last day may be set."""

    class Meta:
        model = WorkingHours
        fields = ["valid_until"]

    def clean_valid_until(self):
        last, before = self.cleaned_data["valid_until"], self.initial.get("valid_until")
        if before is not None and (last is None or last > before):
            raise forms.ValidationError(_("Hours that end stay ended. Add new ones that follow."))
        return last


@admin.register(WorkingHours)
class WorkingHoursAdmin(OwnClinicsAdmin, ThroughServicesAdmin):
    form = NewHoursForm
    refusals = (HoursRefused,)
    list_display = [
        "doctor",
        "clinic",
        "weekday",
        "starts",
        "ends",
        "slot_minutes",
        "capacity",
        "valid_from",
        "valid_until",
    ]
    exported_plainly = ("doctor", "clinic")
    list_filter = ["clinic", "weekday", ("valid_until", admin.EmptyFieldListFilter)]
    search_fields = ["doctor__full_name", "clinic__name"]
    autocomplete_fields = ["doctor", "clinic", "visit_types"]
    list_select_related = ["doctor", "clinic"]
    actions = ["end_today"]
    NEW = NewHoursForm.Meta.fields

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is not None:
            kwargs["form"] = LastDayForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request, obj=None):
        return self.NEW

    def get_readonly_fields(self, request, obj=None):
        return [name for name in self.NEW if name != "valid_until"] if obj else []

    def save_model(self, request, obj, form, change):
        now = timezone.now()
        if not change:
            self.take_over(obj, add_hours(**form.cleaned_data, actor=request.user, now=now))
        elif "valid_until" in form.changed_data:
            end_hours(hours=obj, last_day=obj.valid_until, actor=request.user, now=now)

    def save_related(self, request, form, formsets, change):
        """Leave the visit types to ``add_hours``."""

    @admin.action(description=gettext_lazy("End the selected hours today"), permissions=["change"])
    def end_today(self, request, queryset):
        now = timezone.now()
        for hours in queryset.select_related("clinic", "doctor"):
            words = {"hours": hours, "doctor": hours.doctor}
            try:
                end_hours(hours=hours, last_day=local_date(now, hours.clinic.time_zone), actor=request.user, now=now)
            except HoursRefused as refusal:
                messages.error(request, f"{hours.doctor}, {hours}: {refusal}")
            else:
                messages.success(request, _("%(hours)s of %(doctor)s end today.") % words)
