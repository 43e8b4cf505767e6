"""Patients, and who acts for them. Patients are registered by ``dashboards.admin.patients``."""

import datetime as dt

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.safestring import mark_safe
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import AboutSomebodyElse, LeavesATrail, ThroughServicesAdmin
from accounts.forms.fields import FullNameField
from accounts.forms.pickers import DateInput
from accounts.languages import spoken_choices
from accounts.models import AuditEntry, Patient, PatientAccess
from accounts.phone_search import phone_digits
from accounts.services.auditing import audit, record_label
from accounts.services.changing_details import CHANGEABLE, change_details
from accounts.services.creating_patients import create_patient
from accounts.services.sharing import NotShared, end_access, share_access

OLDEST = dt.timedelta(days=130 * 366)


def refuse_impossible_birth(born, *, today):
    """Raise for a date nobody alive was born on."""
    if born > today:
        raise forms.ValidationError(_("The date of birth must be in the past."))
    if born < today - OLDEST:
        raise forms.ValidationError(_("Enter a date of birth, like 27/03/1964."))


class HasSignInFilter(admin.SimpleListFilter):
    title = _("signs in")
    parameter_name = "signs_in"

    def lookups(self, request, model_admin):
        return [("yes", _("Yes")), ("no", _("No"))]

    def queryset(self, request, queryset):
        return queryset.filter(user__isnull=self.value() == "no") if self.value() in {"yes", "no"} else queryset


class PatientForm(AboutSomebodyElse, forms.ModelForm):
    full_name = FullNameField()
    language = forms.ChoiceField(label=_("Language"), choices=lambda: spoken_choices(including=["en-gb"]))

    class Meta:
        model = Patient
        fields = [
            "full_name", "date_of_birth", "sex", "phone", "email", "language", "address", "emergency_contact_name",
            "emergency_contact_phone", "access_needs",
        ]  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        held = self.instance.language
        if "language" in self.fields and held:
            self.fields["language"].choices = spoken_choices(including=["en-gb", held])
            self.fields["language"].initial = held

    def clean_date_of_birth(self):
        born = self.cleaned_data["date_of_birth"]
        refuse_impossible_birth(born, today=timezone.localdate())
        return born


class LastDayField(forms.DateField):
    """
    The last day of a right, kept as the instant at which it is over in UTC.

    People who act for somebody are told a day, not a minute; no clinic's clock
    belongs to a right that counts everywhere.
    """

    widget = DateInput

    def prepare_value(self, value):
        if isinstance(value, dt.datetime):
            return (value - dt.timedelta(microseconds=1)).astimezone(dt.UTC).date()
        return value

    def to_python(self, value):
        if isinstance(value, dt.datetime):
            return value
        day = super().to_python(value)
        if day is None:
            return None
        return dt.datetime.combine(day, dt.time(0), dt.UTC) + dt.timedelta(days=1)

    def has_changed(self, initial, data):
        try:
            return self.to_python(data) != initial
        except forms.ValidationError:
            return True


class AccessForm(forms.ModelForm):
    until = LastDayField(label=_("Last day"), required=False, help_text=_("Left empty: no end. Ends at midnight UTC."))

    class Meta:
        model = PatientAccess
        fields = ["user", "patient", "relation", "scope", "until"]


def last_day_of(access):
    """Return the end of an access as people are told it, ``31 May 2031``, or ``None``."""
    return date_format(LastDayField().prepare_value(access.until)) if access.until else None


def in_words(access):
    """Return ``Carer, books and changes appointments, until 31 May 2031``."""
    scope = access.get_scope_display()
    words = {"relation": access.get_relation_display(), "scope": f"{scope[:1].lower()}{scope[1:]}"}
    if access.until is None:
        return _("%(relation)s, %(scope)s") % words
    return _("%(relation)s, %(scope)s, until %(day)s") % {**words, "day": last_day_of(access)}


class PatientAdmin(LeavesATrail, ThroughServicesAdmin):
    form = PatientForm
    refusals = (PermissionDenied,)
    list_display = ["full_name", "date_of_birth", "record_number", "phone", "email", "signs_in", "may_book"]
    exported_plainly = ("record_number", "signs_in", "may_book")
    exported_as_names = ("date_of_birth",)
    list_filter = [HasSignInFilter, ("blocked_reason", admin.EmptyFieldListFilter), "sex"]
    search_fields = ["full_name", "record_number", "email", "phone", "user__email"]
    search_help_text = _("Name, record number, phone or email address")
    readonly_fields = ["record_number", "user", "blocked_reason", "created_at", "who_acts", "let_somebody_act"]
    fieldsets = [
        (None, {"fields": ["full_name", "date_of_birth", "sex", "record_number", "user"]}),
        (_("Contact"), {"fields": ["phone", "email", "language", "address"]}),
        (_("In an emergency"), {"fields": ["emergency_contact_name", "emergency_contact_phone"]}),
        (_("Care"), {"fields": ["access_needs", "blocked_reason", "created_at"]}),
    ]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("user")

    def has_change_permission(self, request, obj=None):
        """Whoever was erased is looked at, never filled in again."""
        return super().has_change_permission(request, obj) and (obj is None or obj.erased_at is None)

    def get_fieldsets(self, request, obj=None):
        """Show who acts for the patient, to look at: access is given and changed on its own page."""
        if obj is None or not request.user.has_perm("accounts.view_patientaccess"):
            return self.fieldsets
        return [*self.fieldsets, (_("People who act for this patient"), {"fields": ["who_acts", "let_somebody_act"]})]

    def get_search_results(self, request, queryset, search_term):
        """Find a telephone number however it is written: 0113 496 0000 is kept as +441134960000."""
        queryset = queryset.standing()
        if digits := phone_digits(search_term):
            return queryset.filter(Q(phone__contains=digits) | Q(emergency_contact_phone__contains=digits)), False
        return super().get_search_results(request, queryset, search_term)

    def whose(self, row):
        return row

    def trail_label(self, row):
        return record_label(row)

    @admin.display(description=_("who, and what they may do"))
    def who_acts(self, patient):
        rows = [
            (reverse("admin:accounts_patientaccess_change", args=[access.pk]), access.user, in_words(access))
            for access in patient.access.select_related("user").order_by("user__full_name", "pk")
        ]
        return format_html_join(mark_safe("<br>"), '<a href="{}">{}</a>: {}', rows) or _("Nobody")

    @admin.display(description=_("somebody else"))
    def let_somebody_act(self, patient):
        address = f"{reverse('admin:accounts_patientaccess_add')}?{urlencode({'patient': patient.pk})}"
        return format_html('<a href="{}">{}</a>', address, _("Let somebody act for this patient"))

    @admin.display(description=_("signs in"), boolean=True)
    def signs_in(self, patient):
        return patient.user_id is not None

    @admin.display(description=_("may book"), boolean=True)
    def may_book(self, patient):
        return not patient.blocked_reason

    def save_model(self, request, obj, form, change):
        now = timezone.now()
        if not change:
            fields = {name: value for name, value in form.cleaned_data.items() if name in form._meta.fields}
            self.take_over(obj, create_patient(**fields, actor=request.user, now=now))
            return
        # Name and phone of the sign-in follow: that is the service's to decide.
        changes = {name: form.cleaned_data[name] for name in form.changed_data if name in CHANGEABLE}
        self.save_typed(obj, form, but=changes)
        if others := sorted(set(form.changed_data) - set(changes)):
            audit(
                actor=request.user,
                action=AuditEntry.Action.CHANGE,
                object_label=f"details:{','.join(others)}",
                patient=obj,
                now=now,
            )
        if changes:
            self.take_over(obj, change_details(patient=obj, changes=changes, actor=request.user, now=now))


@admin.register(PatientAccess)
class PatientAccessAdmin(ThroughServicesAdmin):
    form = AccessForm
    refusals = (NotShared, PermissionDenied)
    list_display = ["patient", "user", "relation", "scope", "last_day"]
    exported_plainly = ("last_day",)
    list_filter = ["relation", "scope"]
    search_fields = ["patient__full_name", "patient__record_number", "user__email", "user__full_name"]
    autocomplete_fields = ["user", "patient"]
    list_select_related = ["patient", "user"]
    actions = ["end_now"]

    def get_readonly_fields(self, request, obj=None):
        return ["user", "patient"] if obj else []

    @admin.display(description=_("last day"), ordering="until")
    def last_day(self, access):
        return last_day_of(access)

    @admin.action(description=_("End the selected access now"), permissions=["change"])
    def end_now(self, request, queryset):
        now, ended = timezone.now(), 0
        for access in queryset.select_related("patient"):
            if access.until is None or access.until > now:
                end_access(access=access, actor=request.user, now=now)
                self.log_change(request, access, [{"changed": {"fields": ["last day"]}}])
                ended += 1
        messages.success(request, _("%(count)s ended.") % {"count": ended})

    def save_model(self, request, obj, form, change):
        written = share_access(
            patient=obj.patient,
            user=obj.user,
            relation=obj.relation,
            scope=obj.scope,
            until=obj.until,
            actor=request.user,
            now=timezone.now(),
        )
        self.take_over(obj, written)
