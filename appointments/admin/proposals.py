"""Other times the clinic offered: which, until when, and what became of it. Read, never edited, by nobody."""

from django.contrib import admin
from django.utils.translation import gettext_lazy

from accounts.admin.base import ReadOnlyAdmin
from appointments.admin.outcome_filters import MadeFilter
from appointments.admin.seen import with_seen_appointment
from appointments.models import Proposal
from scheduling.admin.moments import day_and_clock, named_moment


@admin.register(Proposal)
class ProposalAdmin(ReadOnlyAdmin):
    list_display = ["made", "appointment", "times", "until", "status", "made_by"]
    exported_plainly = ("made", "times", "until")
    list_filter = [
        MadeFilter, "status", "appointment__clinic", "appointment__doctor__specialties", "appointment__visit_type",
    ]  # fmt: skip
    search_fields = ["appointment__reference", "made_by__full_name"]
    date_hierarchy = "made_at"
    ordering = ["-made_at", "-pk"]
    fields = ["made", "appointment", "times", "until", "status", "ended", "made_by", "message"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("appointment", "made_by")
        return with_seen_appointment(rows, request.user).prefetch_related("options__clinic")

    @admin.display(description=gettext_lazy("made"), ordering="made_at")
    def made(self, proposal):
        return named_moment(proposal.made_at, proposal.appointment.time_zone)

    @admin.display(description=gettext_lazy("times"))
    def times(self, proposal):
        return "; ".join(str(day_and_clock(option.starts_at, option.clinic)) for option in proposal.options.all())

    @admin.display(description=gettext_lazy("answer by"), ordering="answer_by")
    def until(self, proposal):
        return named_moment(proposal.answer_by, proposal.appointment.time_zone)

    @admin.display(description=gettext_lazy("ended"), ordering="ended_at")
    def ended(self, proposal):
        return named_moment(proposal.ended_at, proposal.appointment.time_zone)
