"""What services and the worker write down: events, slots, messages, drafts. Read, never edited, by nobody."""

from django.contrib import admin, messages
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import ReadOnlyAdmin
from appointments.admin.filters import DeliveryFilter
from appointments.admin.message_filters import CarriedFilter, KindFilter, WrittenFilter
from appointments.admin.seen import is_auditor, seen_appointments, seen_messages, with_seen_appointment
from appointments.models import AppointmentEvent, AppointmentSlot, BookingDraft, Message
from appointments.notifications.kinds import Kind
from appointments.notifications.sending_again import NotSentAgain, send_again
from scheduling.admin.moments import EMPTY, day_and_clock, named_moment
from scheduling.admin.own_clinics import OwnClinicsAdmin


@admin.register(AppointmentEvent)
class AppointmentEventAdmin(ReadOnlyAdmin):
    list_display = ["when", "appointment", "kind", "from_status", "to_status", "actor", "by_staff", "reason_code"]
    exported_plainly = ("when", "reason_code")
    list_filter = ["kind", "by_staff", "reason_code", "appointment__clinic"]
    list_select_related = ["appointment", "actor"]
    search_fields = ["appointment__reference", "actor__full_name", "actor__email"]
    date_hierarchy = "at"
    ordering = ["-at", "-pk"]
    FIELDS = [
        "when", "appointment", "kind", "from_status", "to_status", "old_time", "old_clinic", "new_time",
        "old_doctor", "actor", "by_staff", "on_behalf_of", "by_link", "reason_code",
    ]  # fmt: skip

    def get_queryset(self, request):
        rows = (
            super()
            .get_queryset(request)
            .select_related("appointment", "actor", "old_clinic", "old_doctor", "on_behalf_of")
        )
        return rows if is_auditor(request.user) else with_seen_appointment(rows, request.user)

    def get_fields(self, request, obj=None):
        """Who did what is the auditor's business; the words said to a patient are not."""
        seen = obj is not None and seen_appointments(request.user).filter(pk=obj.appointment_id).exists()
        return [*self.FIELDS, "note"] if seen else self.FIELDS

    @admin.display(description=gettext_lazy("when"), ordering="at")
    def when(self, event):
        return named_moment(event.at, event.appointment.time_zone)

    @admin.display(description=gettext_lazy("old time"))
    def old_time(self, event):
        return day_and_clock(event.old_starts_at, event.old_clinic or event.appointment.time_zone)

    @admin.display(description=gettext_lazy("new time"))
    def new_time(self, event):
        return day_and_clock(event.new_starts_at, event.appointment.time_zone)


@admin.register(AppointmentSlot)
class AppointmentSlotAdmin(ReadOnlyAdmin):
    list_display = ["appointment", "starts", "doctor", "clinic", "lane"]
    exported_plainly = ("starts", "doctor", "clinic", "lane")
    list_filter = ["slot__clinic"]
    search_fields = ["appointment__reference", "slot__doctor__full_name"]
    ordering = ["-slot__minute", "-pk"]
    fields = ["appointment", "starts", "doctor", "clinic", "lane"]

    def get_queryset(self, request):
        rows = super().get_queryset(request).select_related("appointment", "slot__doctor", "slot__clinic")
        return with_seen_appointment(rows, request.user)

    @admin.display(description=gettext_lazy("starts"), ordering="slot__minute")
    def starts(self, link):
        return named_moment(link.slot.starts_at, link.slot.clinic)

    @admin.display(description=gettext_lazy("doctor"), ordering="slot__doctor__full_name")
    def doctor(self, link):
        return link.slot.doctor

    @admin.display(description=gettext_lazy("clinic"))
    def clinic(self, link):
        return link.slot.clinic

    @admin.display(description=gettext_lazy("lane"))
    def lane(self, link):
        return link.slot.lane


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin):
    """Whether each message arrived. What stands in account mail (codes, links) is shown to nobody."""

    list_display = ["written", "about", "channel", "recipient", "address", "appointment", "status", "attempts", "error"]
    exported_plainly = ("written", "about", "appointment")
    list_filter = [
        DeliveryFilter, WrittenFilter, "status", CarriedFilter, "channel", KindFilter, "event__appointment__clinic",
    ]  # fmt: skip
    search_fields = ["event__appointment__reference", "address", "patient__full_name", "user__full_name"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-pk"]
    actions = ["send_again"]
    FIELDS = [
        "written", "about", "appointment", "recipient", "address", "channel", "language", "status", "attempts",
        "not_before", "sent", "read", "error",
    ]  # fmt: skip

    def get_queryset(self, request):
        return seen_messages(request.user).select_related("event__appointment", "patient", "user")

    def get_fields(self, request, obj=None):
        is_secret = obj is None or obj.kind == Kind.ACCOUNT or obj.event_id is None
        return self.FIELDS if is_secret else [*self.FIELDS, "subject", "text", "link"]

    def zone(self, message):
        return message.event.appointment.time_zone if message.event else "UTC"

    @admin.display(description=gettext_lazy("written"), ordering="created_at")
    def written(self, message):
        return named_moment(message.created_at, self.zone(message))

    @admin.display(description=gettext_lazy("not before"))
    def not_before(self, message):
        return named_moment(message.send_after, self.zone(message))

    @admin.display(description=gettext_lazy("sent"))
    def sent(self, message):
        return named_moment(message.sent_at, self.zone(message))

    @admin.display(description=gettext_lazy("read"))
    def read(self, message):
        return named_moment(message.read_at, self.zone(message))

    @admin.display(description=gettext_lazy("about"), ordering="kind")
    def about(self, message):
        return Kind(message.kind).label if message.kind in Kind else message.kind

    @admin.display(description=gettext_lazy("to"))
    def recipient(self, message):
        return message.user or message.patient

    @admin.display(description=gettext_lazy("appointment"))
    def appointment(self, message):
        return message.event.appointment.spoken_reference if message.event else EMPTY

    def has_sending_permission(self, request):
        return request.user.has_perm("appointments.change_appointment")

    @admin.action(description=gettext_lazy("Send again what was not delivered"), permissions=["sending"])
    def send_again(self, request, queryset):
        now, queued = timezone.now(), 0
        for message in queryset:
            try:
                send_again(message=message, now=now)
                queued += 1
            except NotSentAgain as refusal:
                messages.error(
                    request, f"{self.about(message)}, {self.recipient(message) or message.address}: {refusal}"
                )
        if queued:
            messages.success(request, _("%(count)s will be sent again.") % {"count": queued})


@admin.register(BookingDraft)
class BookingDraftAdmin(OwnClinicsAdmin, ReadOnlyAdmin):
    """Bookings somebody is filling in. Their words and the key of their hold are not shown."""

    list_display = ["begun", "doctor", "clinic", "visit_type", "start", "patient", "held", "is_booked"]
    exported_plainly = ("begun", "doctor", "clinic", "visit_type", "start", "held", "is_booked")
    list_filter = ["clinic", ("appointment", admin.EmptyFieldListFilter), ("user", admin.EmptyFieldListFilter)]
    search_fields = ["doctor__full_name", "patient__full_name", "appointment__reference"]
    date_hierarchy = "created_at"
    ordering = ["-created_at"]
    fields = ["begun", "ends", "doctor", "clinic", "visit_type", "start", "patient", "held", "appointment"]

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("doctor", "clinic", "visit_type", "patient", "appointment")

    def zone(self, draft):
        return draft.clinic or "UTC"

    @admin.display(description=gettext_lazy("begun"), ordering="created_at")
    def begun(self, draft):
        return named_moment(draft.created_at, self.zone(draft))

    @admin.display(description=gettext_lazy("kept until"))
    def ends(self, draft):
        return named_moment(draft.expires_at, self.zone(draft))

    @admin.display(description=gettext_lazy("starts"), ordering="starts_at")
    def start(self, draft):
        return named_moment(draft.starts_at, self.zone(draft))

    @admin.display(description=gettext_lazy("held until"), ordering="held_until")
    def held(self, draft):
        return named_moment(draft.held_until, self.zone(draft))

    @admin.display(description=gettext_lazy("booked"), boolean=True)
    def is_booked(self, draft):
        return draft.appointment_id is not None
