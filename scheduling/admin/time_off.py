"""Time off of doctors and clinics, typed on the clock of the place, written through its services."""

from django import forms
from django.contrib import admin, messages
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import ThroughServicesAdmin
from accounts.time_zones import time_zone_choices
from scheduling.admin.moments import day_and_clock, named_moment
from scheduling.admin.own_clinics import clinics_of, doctors_working_at, works_everywhere
from scheduling.admin.wall_clock import WallClockField
from scheduling.clinic_time import instant
from scheduling.models import Clinic, TimeOff, WorkingHours
from scheduling.services.time_off import TimeOffRefused, add_time_off, end_time_off
from scheduling.time_words import zone_place


class NewTimeOffForm(forms.ModelForm):
    """From and to mean the clock of the clinic; for a doctor, of the clinics they work at."""

    begins = WallClockField(label=gettext_lazy("From"), help_text=gettext_lazy("On the clock of the clinic."))
    finishes = WallClockField(label=gettext_lazy("To"), help_text=gettext_lazy("The first moment they are back."))
    time_zone = forms.ChoiceField(
        label=gettext_lazy("Whose clock"),
        required=False,
        choices=lambda: [("", _("The clinic's, or that of the doctor's clinics")), *time_zone_choices()],
        help_text=gettext_lazy("To be said for a doctor who works in two time zones only."),
    )

    class Meta:
        model = TimeOff
        fields = ["doctor", "clinic", "time_zone", "repeats_until", "label"]

    def clean(self):
        cleaned = super().clean()
        doctor, clinic = cleaned.get("doctor"), cleaned.get("clinic")
        if bool(doctor) == bool(clinic):
            self.add_error(None, _("Choose a doctor or a clinic, not both."))
        if self.errors:
            return cleaned
        zones = {cleaned["time_zone"]} if cleaned["time_zone"] else zones_of(doctor, clinic)
        if len(zones) != 1:
            self.add_error("time_zone", whose_clock(doctor, zones))
            return cleaned
        (cleaned["time_zone"],) = zones
        for typed, kept in (("begins", "starts_at"), ("finishes", "ends_at")):
            cleaned[kept] = instant(cleaned[typed].date(), cleaned[typed].time(), cleaned["time_zone"])
            if cleaned[kept] is None:
                self.add_error(
                    typed, _("The clocks go forward then, and this time does not exist. Choose another one.")
                )
        if not self.errors and cleaned["ends_at"] <= cleaned["starts_at"]:
            self.add_error("finishes", _("The end must be after the start."))
        return cleaned

    def said(self):
        """Return what ``add_time_off`` is told."""
        names = ("doctor", "clinic", "starts_at", "ends_at", "time_zone", "repeats_until", "label")
        return {name: self.cleaned_data[name] for name in names}

    def _get_validation_exclusions(self):
        """Leave the constraints to the service: the instants are not on the instance yet."""
        return {field.name for field in TimeOff._meta.fields}


def zones_of(doctor, clinic):
    """Return the zones the clock could be of."""
    if clinic is not None:
        return {clinic.time_zone}
    places = WorkingHours.objects.filter(doctor=doctor).values("clinic")
    found = set(Clinic.objects.filter(pk__in=places).values_list("time_zone", flat=True))
    return found or set(Clinic.objects.filter(is_active=True).values_list("time_zone", flat=True))


def whose_clock(doctor, zones):
    if not zones:
        return _("Say whose clock the times are on.")
    names = ", ".join(sorted(zone_place(zone) for zone in zones))
    return _("%(doctor)s could be away on the clock of: %(places)s. Say which.") % {"doctor": doctor, "places": names}


@admin.register(TimeOff)
class TimeOffAdmin(ThroughServicesAdmin):
    """Ended and entered anew, never edited."""

    refusals = (TimeOffRefused,)
    list_display = ["whose", "begins", "finishes", "repeats_until", "ended"]
    exported_plainly = ("whose", "begins", "finishes", "ended")
    list_filter = ["clinic", ("ended_at", admin.EmptyFieldListFilter), ("doctor", admin.EmptyFieldListFilter)]
    search_fields = ["doctor__full_name", "clinic__name"]
    autocomplete_fields = ["doctor", "clinic"]
    list_select_related = ["doctor", "clinic"]
    date_hierarchy = "starts_at"
    ordering = ["-starts_at", "-pk"]
    actions = ["end_now"]
    NEW = ["doctor", "clinic", "begins", "finishes", "time_zone", "repeats_until", "label"]
    SHOWN = ["whose", "begins", "finishes", "time_zone", "repeats_until", "ended"]

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if works_everywhere(request.user):
            return rows
        clinics = clinics_of(request.user).values("pk")
        return rows.filter(Q(clinic__in=clinics) | Q(doctor__in=doctors_working_at(clinics)))

    def get_form(self, request, obj=None, change=False, **kwargs):
        if obj is None:
            kwargs |= {"form": NewTimeOffForm, "fields": NewTimeOffForm.Meta.fields}
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request, obj=None):
        """The reason is private: only whoever may enter time off reads it."""
        if obj is None:
            return self.NEW
        return [*self.SHOWN, "label"] if self.has_add_permission(request) else self.SHOWN

    def get_readonly_fields(self, request, obj=None):
        return self.get_fields(request, obj) if obj else []

    def get_list_display(self, request):
        return [*self.list_display, "label"] if self.has_add_permission(request) else self.list_display

    def has_change_permission(self, request, obj=None):
        """The list's action needs the right; a row has no form."""
        return obj is None and super().has_change_permission(request, obj)

    @admin.display(description=gettext_lazy("whose"))
    def whose(self, time_off):
        return time_off.doctor or time_off.clinic

    @admin.display(description=gettext_lazy("from"), ordering="starts_at")
    def begins(self, time_off):
        return day_and_clock(time_off.starts_at, time_off.time_zone)

    @admin.display(description=gettext_lazy("to"), ordering="ends_at")
    def finishes(self, time_off):
        return named_moment(time_off.ends_at, time_off.time_zone)

    @admin.display(description=gettext_lazy("ended"), ordering="ended_at")
    def ended(self, time_off):
        return day_and_clock(time_off.ended_at, time_off.time_zone)

    def save_model(self, request, obj, form, change):
        self.take_over(obj, add_time_off(**form.said(), actor=request.user, now=timezone.now()))

    @admin.action(description=gettext_lazy("End the selected time off and open its time"), permissions=["change"])
    def end_now(self, request, queryset):
        now, ended = timezone.now(), 0
        for time_off in queryset:
            try:
                end_time_off(time_off=time_off, actor=request.user, now=now)
                ended += 1
            except TimeOffRefused as refusal:
                messages.error(request, f"{self.whose(time_off)}, {self.begins(time_off)}: {refusal}")
        messages.success(request, _("%(count)s ended. The time is open again where hours allow it.") % {"count": ended})
