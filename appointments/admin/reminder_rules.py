"""When patients are reminded: the rules of all clinics and of each, and in words what that comes to."""

from django import forms
from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.guarded_list import GuardedListAdmin
from accounts.forms.pickers import TimeInput
from appointments.models import Message, ReminderRule
from appointments.reading.reminders_in_words import plan_lines


def channel_choices():
    return Message._meta.get_field("channel").flatchoices


class ReminderRuleForm(forms.ModelForm):
    """Sensible bounds come from the model; here only the channels are made ticks."""

    channels = forms.MultipleChoiceField(
        label=gettext_lazy("By"), choices=channel_choices, widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = ReminderRule
        fields = [
            "clinic", "is_active", "days", "hours", "at_time", "otherwise_days", "booked_days_ahead", "at_least_hours",
            "channels",
        ]  # fmt: skip
        widgets = {"at_time": TimeInput}


@admin.register(ReminderRule)
class ReminderRuleAdmin(GuardedListAdmin):
    form = ReminderRuleForm
    change_list_template = "admin/appointments/reminderrule/change_list.html"
    list_display = ["distance", "whose", "by", "at_time", "otherwise_days", "booked_days_ahead", "is_active"]
    exported_plainly = ("distance", "whose", "by")
    list_filter = ["is_active", "clinic"]
    list_select_related = ["clinic"]
    show_facets = admin.ShowFacets.ALLOW
    fieldsets = [
        (None, {"fields": ["clinic", "is_active", "channels"]}),
        (gettext_lazy("When"), {"fields": ["days", "hours", "at_time", "otherwise_days"]}),
        (gettext_lazy("When not"), {"fields": ["booked_days_ahead", "at_least_hours"]}),
    ]

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {**(extra_context or {}), "plan_lines": plan_lines()})

    @admin.display(description=gettext_lazy("when"), ordering="-days")
    def distance(self, rule):
        return str(rule)

    @admin.display(description=gettext_lazy("clinic"), ordering="clinic__name")
    def whose(self, rule):
        return rule.clinic or _("All clinics without rules of their own")

    @admin.display(description=gettext_lazy("by"))
    def by(self, rule):
        return ", ".join(str(label) for code, label in channel_choices() if code in rule.channels)
