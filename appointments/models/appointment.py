"""An appointment and the slots it owns."""

import datetime as dt

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.chance import chance
from accounts.models import Doctor, Patient
from accounts.roles import DECIDE_AT_THEIR_CLINICS, decides_everywhere
from appointments.lifecycle import ACTIVE, OFFERED, OWNS_SLOTS, STATES, Status
from scheduling.models import Clinic, ClinicStaff, DoctorVisitType, Mode, TimeSlot, VisitType

REFERENCE_ALPHABET = "23456789BCDFGHJKMNPQRSTVWXZ"
REFERENCE_LENGTH = 8


def new_reference():
    """Return eight characters without vowels or look-alikes, such as ``K7QD2M9X``."""
    return "".join(chance().choices(REFERENCE_ALPHABET, k=REFERENCE_LENGTH))


class AppointmentQuerySet(models.QuerySet):
    def visible_to(self, user, *, now):
        """Only the appointments ``user`` may see. Each view starts from one of its three parts below."""
        if not user.is_authenticated or not user.is_active:
            return self.none()
        everything = Appointment.objects.all()
        as_patient = Q(pk__in=everything.for_patient_pages(user, now=now).values("pk"))
        as_doctor = Q(pk__in=everything.for_doctor_pages(user, now=now).values("pk"))
        as_staff = Q(pk__in=everything.for_staff_pages(user).values("pk"))
        return self.filter(as_patient | as_doctor | as_staff)

    def for_patient_pages(self, user, *, now):
        """Appointments of the people ``user`` may act for; the questions of ``/appointments/`` and ``/me/``."""
        return self.filter(patient__in=Patient.objects.accessible_to(user, now=now, scope="book").values("pk"))

    def for_doctor_pages(self, user, *, now):
        """Appointments of the doctor ``user`` is; the questions of ``/doctor/``."""
        return self.filter(doctor__in=Doctor.objects.working_for(user).values("pk"))

    def for_staff_pages(self, user):
        """Appointments at the clinics ``user`` works for; the questions of ``/admin/``. One's own are no exception."""
        if not (user.is_authenticated and user.is_active and user.is_administrator):
            return self.none()
        if decides_everywhere(user):
            return self.all()
        if user.group_names & DECIDE_AT_THEIR_CLINICS:
            return self.filter(clinic__in=ClinicStaff.objects.filter(user=user).values("clinic"))
        return self.none()

    def active(self):
        return self.filter(status__in=ACTIVE)

    def for_listing(self):
        """Everything a row of a list prints, in one query."""
        return self.select_related("patient", "doctor", "clinic", "visit_type")

    def with_overbooking(self):
        """Annotate ``is_overbooked``: it stands in a lane that was opened for it beside full ones."""
        extra = AppointmentSlot.objects.filter(
            appointment=models.OuterRef("pk"), slot__origin=TimeSlot.Origin.EXTRA_LANE
        )
        return self.annotate(is_overbooked=models.Exists(extra))


class Appointment(models.Model):
    """
    A patient's claim on a doctor's time.

    What the patient agreed to (zone, mode, length, fee, cut-offs) is copied at
    booking, so that later changes of the visit type do not rewrite the past.
    """

    class Attention(models.TextChoices):
        """Why staff must look at it; set and cleared by services."""

        NONE = "", "-"
        OUTSIDE_HOURS = "outside_hours", _("Outside the working hours")
        NOT_CLOSED = "not_closed", _("Nobody said how it ended")
        DOCTOR_AWAY = "doctor_away", _("The doctor is away")
        UNREACHABLE = "unreachable", _("The patient cannot be reached")

    reference = models.CharField(_("reference"), max_length=8, unique=True, default=new_reference, editable=False)
    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("patient")
    )
    booked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("booked by"),
    )
    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("doctor"))
    clinic = models.ForeignKey(Clinic, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("clinic"))
    visit_type = models.ForeignKey(
        VisitType, on_delete=models.PROTECT, related_name="appointments", verbose_name=_("visit type")
    )
    starts_at = models.DateTimeField(_("starts"))
    ends_at = models.DateTimeField(_("ends"))
    time_zone = models.CharField(_("time zone"), max_length=64)
    mode = models.CharField(_("how you meet"), max_length=10, choices=Mode)
    minutes = models.PositiveSmallIntegerField(_("minutes"))
    buffer_minutes = models.PositiveSmallIntegerField(_("minutes after it"), default=0)
    fee_minor = models.PositiveIntegerField(_("fee, in pence or cents"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3)
    visit_type_name = models.CharField(_("visit type as booked"), max_length=80)
    changeable_until = models.DateTimeField(_("patient may change until"))
    late_after = models.DateTimeField(_("late from"))
    status = models.CharField(_("status"), max_length=12, choices=Status)
    reason = models.TextField(_("reason in the patient's words"), blank=True, max_length=500)
    decide_by = models.DateTimeField(_("answer by"), null=True, blank=True)
    offered_until = models.DateTimeField(
        _("patient answers by"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("While other times are offered: when that offer ends."),
    )
    attention = models.CharField(_("needs attention"), max_length=14, choices=Attention, blank=True, default="")
    sequence = models.PositiveIntegerField(
        _("version"), default=0, help_text=_("Grows with every change of the time (RFC 5545 SEQUENCE).")
    )
    coming_sequence = models.PositiveIntegerField(
        _("patient will come"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("The version of the time for which the patient said so; a move makes it of no meaning."),
    )
    late_minutes = models.PositiveSmallIntegerField(
        _("minutes the doctor runs late"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("As somebody said today, while the patient waits. The booked time stays."),
    )
    idempotency_key = models.CharField(max_length=64, null=True, blank=True, editable=False)  # noqa: DJ001 - unique
    is_walk_in = models.BooleanField(
        _("walk-in"),
        default=False,
        editable=False,
        help_text=_("Came without an appointment (FHIR appointmentType WALKIN)."),
    )
    created_at = models.DateTimeField(_("booked at"), default=timezone.now, editable=False)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("appointment")
        verbose_name_plural = _("appointments")
        ordering = ["-starts_at", "-pk"]
        permissions = [
            ("book_by_right", _("Can book past notice, horizon and listing")),
            ("overbook", _("Can book beside full lanes, with a reason")),
            ("correct_attendance", _("Can put right who was seen and who was missed")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["booked_by", "idempotency_key"],
                name="appointment_once_per_key",
                violation_error_message=_("This booking was already made."),
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="appointment_ends_after_it_starts",
                violation_error_message=_("The end must be after the start."),
            ),
            models.CheckConstraint(
                condition=~Q(status=Status.REQUESTED) | Q(decide_by__isnull=False),
                name="appointment_request_has_a_deadline",
                violation_error_message=_("A request needs a time to answer by."),
            ),
            models.CheckConstraint(
                condition=Q(status__in=list(Status)),
                name="appointment_status_is_known",
                violation_error_message=_("This status does not exist."),
            ),
        ]
        indexes = [
            models.Index(fields=["doctor", "starts_at"], name="appointment_by_doctor"),
            models.Index(fields=["patient", "starts_at"], name="appointment_by_patient"),
            models.Index(fields=["clinic", "starts_at"], name="appointment_by_clinic"),
            models.Index(fields=["starts_at"], name="appointment_by_start"),
            models.Index(fields=["created_at"], name="appointment_by_booking"),
            models.Index(
                fields=["doctor", "decide_by"], name="appointment_requests", condition=Q(status=Status.REQUESTED)
            ),
            models.Index(
                fields=["offered_until"], name="appointment_offered", condition=Q(offered_until__isnull=False)
            ),
            models.Index(fields=["attention"], name="appointment_attention", condition=~Q(attention="")),
            # Who was seen in a year, anywhere or at one place: of a million rows, none but the index is read.
            models.Index(
                fields=["starts_at", "time_zone", "patient", "doctor", "clinic", "visit_type"],
                name="appointment_seen",
                condition=Q(status=Status.COMPLETED),
            ),
        ]

    def __str__(self):
        return self.reference

    def get_absolute_url(self):
        return reverse("appointments:detail", args=[self.reference])

    @property
    def kind_and_mode(self):
        """``Follow-up``, or ``Follow-up, Video`` where they do not meet in person and the name leaves that open."""
        mode = str(self.get_mode_display())
        if self.mode == Mode.IN_PERSON or mode.casefold() in self.visit_type_name.casefold():
            return self.visit_type_name
        return f"{self.visit_type_name}, {mode}"

    @property
    def state(self):
        """Label, tone and icon of the status, for ``components/status_tag.html``."""
        status = Status(self.status)
        return OFFERED.get(status, STATES[status]) if self.is_offered else STATES[status]

    @property
    def is_active(self):
        return self.status in ACTIVE

    @property
    def owns_slots(self):
        return self.status in OWNS_SLOTS

    @property
    def is_request(self):
        return self.status == Status.REQUESTED

    @property
    def is_offered(self):
        """Whether the patient has other times to choose from."""
        return self.offered_until is not None

    @property
    def runs_late(self):
        """Whether the patient waits for a doctor who runs late."""
        return self.late_minutes is not None

    @property
    def expected_at(self):
        """When it begins, as far as anybody knows: as booked, or later where the doctor runs late."""
        return self.starts_at + dt.timedelta(minutes=self.late_minutes or 0)

    @property
    def says_will_come(self):
        """Whether the patient said that they will come, at the time it has now."""
        return self.coming_sequence == self.sequence

    @property
    def spoken_reference(self):
        """The reference in two halves, ``K7QD 2M9X``."""
        return f"{self.reference[:4]} {self.reference[4:]}"

    @property
    def occupies(self):
        return self.minutes + self.buffer_minutes

    @property
    def offer(self):
        """The doctor's offer of this visit type today, or ``None`` once it was withdrawn; one query."""
        return (
            DoctorVisitType.objects.select_related("visit_type", "doctor")
            .filter(doctor=self.doctor_id, visit_type=self.visit_type_id)
            .first()
        )

    @property
    def last_event(self):
        """The last thing that happened to it; one query."""
        return self.events.select_related("old_clinic", "old_doctor").order_by("-at", "-pk").first()


class AppointmentSlot(models.Model):
    """A slot that belongs to an appointment; a slot has at most one owner."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="slot_links")
    slot = models.OneToOneField(TimeSlot, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("slot of an appointment")
        verbose_name_plural = _("slots of appointments")

    def __str__(self):
        return f"{self.appointment_id}: {self.slot_id}"
