"""Move an appointment: another clinic, day or time."""

from django import forms
from django.utils.translation import gettext_lazy

from appointments.admin.clock_fields import AtOwnClinic
from appointments.forms.guard import Guard
from scheduling.clinic_time import local


class MoveForm(AtOwnClinic, Guard):
    """The new time, on the clock of the chosen clinic."""

    by_right = forms.BooleanField(
        label=gettext_lazy("Past notice and horizon, and at any start"),
        required=False,
        help_text=gettext_lazy("Also where the search shows no time."),
    )
    note = forms.CharField(
        label=gettext_lazy("A few words for the patient"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
    )

    def __init__(self, *args, appointment, user, now, **kwargs):
        super().__init__(*args, appointment=appointment, user=user, now=now, **kwargs)
        there = local(appointment.starts_at, appointment.time_zone)
        self.fields["clinic"].initial = appointment.clinic_id
        self.fields["date"].initial = there.date()
        self.fields["time"].initial = there.time()
        if not user.has_perm("appointments.book_by_right"):
            del self.fields["by_right"]

    @property
    def fieldsets(self):
        shown = [name for name in ("clinic", "date", "time", "by_right", "note") if name in self.fields]
        return [(gettext_lazy("New time"), {"fields": shown})]

    def offer_meant(self, cleaned):
        return self.appointment.offer
