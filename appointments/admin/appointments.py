"""Appointments: looked for, booked by telephone, moved, stepped on. Nothing is typed into a row or deleted."""

import re

from django.contrib import admin
from django.contrib.admin.widgets import AutocompleteSelect
from django.db.models import Q
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import LeavesATrail, StaysAdmin
from accounts.phone_search import phone_digits
from appointments.admin import another_doctor, offers_at_the_desk, pages, selected
from appointments.admin.autocompletes import OfferJson, PatientJson
from appointments.admin.booking_filters import BookedFilter, FirstFilter, SourceFilter
from appointments.admin.filters import AttentionFilter, DoctorFilter, RequestsFilter, TimeFilter
from appointments.admin.outcome_filters import AnswerFilter, DaysFilter, GivenBackFilter, OutcomeFilter, StartFilter
from appointments.admin.seen import seen_appointments
from appointments.admin.steps import STEPS
from appointments.models import Appointment
from appointments.models.appointment import REFERENCE_ALPHABET, REFERENCE_LENGTH
from appointments.notifications.ledger import clinics_ledger
from appointments.policies import may_reschedule
from appointments.proposals.policies import may_offer, may_write_down
from appointments.record_access import reason_of
from scheduling.admin.moments import EMPTY, day_and_clock, named_moment, zone_words
from scheduling.clinic_time import local_date
from scheduling.money import money

REFERENCE = re.compile(rf"[{REFERENCE_ALPHABET}]{{{REFERENCE_LENGTH}}}")


def action_of(step):
    """Return the list's action that asks whether to take ``step`` with the selected appointments."""

    def ask(model_admin, request, queryset):
        return selected.ask_about(model_admin, request, queryset, step)

    ask.__name__ = step.slug.replace("-", "_")
    return admin.action(ask, description=step.action, permissions=["change"])


def status_tag(appointment):
    """Return the status as its word on its colour."""
    return format_html('<span class="tag tag-{}">{}</span>', appointment.state.tone, appointment.state.label)


@admin.register(Appointment)
class AppointmentAdmin(LeavesATrail, StaysAdmin):
    actions = [*(action_of(step) for step in STEPS.values()), another_doctor.to_another_doctor]
    change_form_template = "admin/appointments/appointment/change_form.html"
    list_display = [
        "spoken", "when", "status_word", "patient", "doctor", "visit_type_name", "clinic", "needs_attention",
        "will_come", "created_on",
    ]  # fmt: skip
    exported_plainly = (
        "spoken",
        "when",
        "status_word",
        "doctor",
        "visit_type_name",
        "clinic",
        "needs_attention",
        "will_come",
        "created_on",
    )
    list_filter = [
        TimeFilter, DaysFilter, StartFilter, GivenBackFilter, "status", RequestsFilter, AnswerFilter, OutcomeFilter,
        AttentionFilter, "clinic", DoctorFilter, "doctor__specialties", "visit_type", "mode", BookedFilter,
        SourceFilter, FirstFilter,
    ]  # fmt: skip
    search_fields = ["reference", "patient__full_name", "patient__record_number", "doctor__full_name"]
    search_help_text = gettext_lazy("Reference, patient's name, record number or phone, doctor's name")
    date_hierarchy = "starts_at"
    ordering = ["-starts_at", "-pk"]
    fieldsets = [
        (None, {"fields": ["spoken", "status_word", "will_come", "needs_attention"]}),
        (gettext_lazy("Patient"), {"fields": ["patient", "born", "record_number", "phone", "reason"]}),
        (
            gettext_lazy("Visit"),
            {"fields": ["start", "end", "doctor", "clinic", "visit_type_name", "mode", "length", "fee"]},
        ),
        (gettext_lazy("Terms"), {"fields": ["booked_by", "created", "answer_by", "changeable", "late"]}),
    ]

    # --- What is seen, and what may be done ---------------------------------------------------

    def get_queryset(self, request):
        return seen_appointments(request.user).for_listing().select_related("booked_by")

    def has_change_permission(self, request, obj=None):
        """A row is changed by steps, not by typing: the list and its actions need the right, a row has no form."""
        return obj is None and super().has_change_permission(request, obj)

    def get_readonly_fields(self, request, obj=None):
        return [name for _heading, told in self.fieldsets for name in told["fields"]]

    def get_search_results(self, request, queryset, search_term):
        """Find a reference with or without its space, and a telephone number however it is written."""
        reference = re.sub(r"[\s-]", "", search_term).upper()
        if REFERENCE.fullmatch(reference) and (found := queryset.filter(reference=reference)).exists():
            return found, False
        if digits := phone_digits(search_term):
            return queryset.filter(Q(patient__phone__contains=digits)), False
        return super().get_search_results(request, queryset, search_term)

    @property
    def media(self):
        """The list carries an autocomplete of its own, in ``DoctorFilter``."""
        return super().media + AutocompleteSelect(Appointment._meta.get_field("doctor"), self.admin_site).media

    def trail_label(self, row):
        return reason_of(row)

    # --- Pages of our own ---------------------------------------------------------------------

    def get_urls(self):
        wrap = self.admin_site.admin_view
        return [
            path(
                "offers/", wrap(OfferJson.as_view(admin_site=self.admin_site)), name="appointments_appointment_offers"
            ),
            path(
                "patients/",
                wrap(PatientJson.as_view(admin_site=self.admin_site)),
                name="appointments_appointment_patients",
            ),
            path("<int:pk>/move/", wrap(self.move_view), name="appointments_appointment_move"),
            path("<int:pk>/offer/", wrap(self.offer_view), name="appointments_appointment_offer"),
            path("<int:pk>/answer/", wrap(self.answer_view), name="appointments_appointment_answer"),
            path("<int:pk>/<slug:slug>/do/", wrap(self.step_view), name="appointments_appointment_step"),
            path("<slug:slug>/selected/", wrap(self.selected_view), name="appointments_appointment_selected"),
            *super().get_urls(),
        ]

    def add_view(self, request, form_url="", extra_context=None):
        return pages.add(self, request)

    def move_view(self, request, pk):
        return pages.move_page(self, request, pk)

    def offer_view(self, request, pk):
        return offers_at_the_desk.offer_page(self, request, pk)

    def answer_view(self, request, pk):
        return offers_at_the_desk.answer_page(self, request, pk)

    def step_view(self, request, pk, slug):
        return pages.step_page(self, request, pk, slug)

    def selected_view(self, request, slug):
        if slug == another_doctor.SLUG:
            return another_doctor.selected_page(self, request)
        return selected.selected_page(self, request, slug)

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        return super().render_change_form(request, context | about(obj, request), *args, obj=obj, **kwargs)

    # --- Columns ------------------------------------------------------------------------------

    @admin.display(description=gettext_lazy("reference"), ordering="reference")
    def spoken(self, appointment):
        return appointment.spoken_reference

    @admin.display(description=gettext_lazy("starts"), ordering="starts_at")
    def when(self, appointment):
        """The start in a column: below it, whose clock that is."""
        zone = appointment.time_zone
        return format_html(
            '{}<br><span class="quiet">{}</span>', day_and_clock(appointment.starts_at, zone), zone_words(zone)
        )

    @admin.display(description=gettext_lazy("booked on"), ordering="created_at")
    def created_on(self, appointment):
        return date_format(local_date(appointment.created_at, appointment.time_zone))

    @admin.display(description=gettext_lazy("starts"), ordering="starts_at")
    def start(self, appointment):
        return named_moment(appointment.starts_at, appointment.time_zone)

    @admin.display(description=gettext_lazy("ends"))
    def end(self, appointment):
        return day_and_clock(appointment.ends_at, appointment.time_zone)

    @admin.display(description=gettext_lazy("status"), ordering="status")
    def status_word(self, appointment):
        return status_tag(appointment)

    @admin.display(description=gettext_lazy("says they will come"), boolean=True)
    def will_come(self, appointment):
        return appointment.says_will_come

    @admin.display(description=gettext_lazy("attention"), ordering="attention")
    def needs_attention(self, appointment):
        return appointment.get_attention_display()

    @admin.display(description=gettext_lazy("booked at"), ordering="created_at")
    def created(self, appointment):
        return day_and_clock(appointment.created_at, appointment.time_zone)

    @admin.display(description=gettext_lazy("answer by"))
    def answer_by(self, appointment):
        return day_and_clock(appointment.decide_by, appointment.time_zone)

    @admin.display(description=gettext_lazy("patient may change until"))
    def changeable(self, appointment):
        return day_and_clock(appointment.changeable_until, appointment.time_zone)

    @admin.display(description=gettext_lazy("late from"))
    def late(self, appointment):
        return day_and_clock(appointment.late_after, appointment.time_zone)

    @admin.display(description=gettext_lazy("date of birth"))
    def born(self, appointment):
        return date_format(appointment.patient.date_of_birth)

    @admin.display(description=gettext_lazy("record number"))
    def record_number(self, appointment):
        return appointment.patient.record_number

    @admin.display(description=gettext_lazy("phone"))
    def phone(self, appointment):
        return appointment.patient.phone or EMPTY

    @admin.display(description=gettext_lazy("minutes"))
    def length(self, appointment):
        if not appointment.buffer_minutes:
            return appointment.minutes
        words = {"minutes": appointment.minutes, "after": appointment.buffer_minutes}
        return _("%(minutes)s, and %(after)s after it") % words

    @admin.display(description=gettext_lazy("fee"))
    def fee(self, appointment):
        return money(appointment.fee_minor, appointment.currency) or EMPTY


def about(appointment, request):
    """Return what an appointment's page shows beside its fields: what can be done, what happened, what was sent."""
    user, now = request.user, timezone.now()
    context = {"steps": [], "happened": None, "calls": [], "sent": None}
    if user.has_perm("appointments.change_appointment"):
        context["steps"] = [
            (step.button, reverse("admin:appointments_appointment_step", args=[appointment.pk, step.slug]))
            for step in STEPS.values()
            if step.may(appointment, actor=user, now=now) is None
        ]
        if may_reschedule(appointment, actor=user, now=now) is None:
            move = reverse("admin:appointments_appointment_move", args=[appointment.pk])
            context["steps"].insert(0, (_("Move to another time"), move))
        if may_offer(appointment, actor=user, now=now) is None:
            offer = reverse("admin:appointments_appointment_offer", args=[appointment.pk])
            context["steps"].insert(0, (_("Offer another time"), offer))
        if may_write_down(appointment, actor=user, now=now) is None:
            answer = reverse("admin:appointments_appointment_answer", args=[appointment.pk])
            context["steps"].insert(0, (_("Write down the answer"), answer))
    zone = appointment.time_zone
    if user.has_perm("appointments.view_appointmentevent"):
        context["happened"] = [
            {
                "at": day_and_clock(event.at, zone),
                "what": event.get_kind_display(),
                "from_to": (event.get_from_status_display(), event.get_to_status_display()),
                "old": event.old_starts_at and day_and_clock(event.old_starts_at, event.old_clinic or zone),
                "new": event.new_starts_at and day_and_clock(event.new_starts_at, zone),
                "old_doctor": event.old_doctor,
                "who": event.actor or event.on_behalf_of or _("The system"),
                "by_link": event.by_link,
                "reason": event.get_reason_code_display() if event.reason_code else "",
                "note": event.note,
            }
            for event in appointment.events.select_related(
                "actor", "on_behalf_of", "old_clinic", "old_doctor"
            ).order_by("at", "pk")
        ]
        context["calls"] = [
            {"at": day_and_clock(call.at, zone), "who": call.actor, "note": call.note}
            for call in appointment.calls.select_related("actor")
        ]
    if user.has_perm("appointments.view_message"):
        context["sent"] = clinics_ledger(appointment, moment=lambda at: day_and_clock(at, zone), now=now)
    return context
