"""What can be booked, and what each doctor offers of it."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor


class Mode(models.TextChoices):
    """How patient and doctor meet."""

    IN_PERSON = "in_person", _("In person")
    VIDEO = "video", _("Video")
    PHONE = "phone", _("Phone")

    @property
    def within_a_sentence(self):
        """The label as it stands within a sentence: ``in person``."""
        return f"{self.label[:1].lower()}{self.label[1:]}"


class Approval(models.TextChoices):
    """Who says yes to a booking."""

    AUTOMATIC = "automatic", _("Booked straight away")
    BY_DOCTOR = "by_doctor", _("Doctor confirms first")


class VisitType(models.Model):
    """A kind of appointment: how long, how, and under which rules. Never deleted, only made inactive."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    slug = models.SlugField(_("address in links"), max_length=80, unique=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), validators=[MinValueValidator(5), MaxValueValidator(480)])
    buffer_minutes = models.PositiveSmallIntegerField(
        _("minutes after it"),
        default=0,
        validators=[MaxValueValidator(120)],
        help_text=_("Kept free after the visit, for notes or cleaning."),
    )
    mode = models.CharField(_("how you meet"), max_length=10, choices=Mode, default=Mode.IN_PERSON)
    approval = models.CharField(_("who says yes"), max_length=10, choices=Approval, default=Approval.AUTOMATIC)
    minimum_notice_minutes = models.PositiveIntegerField(
        _("shortest notice, minutes"), default=60, help_text=_("Patients cannot book a start sooner than this.")
    )
    horizon_days = models.PositiveSmallIntegerField(
        _("furthest ahead, days"), default=90, validators=[MaxValueValidator(400)]
    )
    cancellation_cutoff_minutes = models.PositiveIntegerField(
        _("last change before the start, minutes"),
        default=240,
        help_text=_("After this, patients change or cancel by telephone only."),
    )
    late_cancel_hours = models.PositiveSmallIntegerField(
        _("late from, hours before"), default=24, help_text=_("A cancellation after this counts as late.")
    )
    fee_minor = models.PositiveIntegerField(_("fee, in pence or cents"), null=True, blank=True)
    currency = models.CharField(_("currency"), max_length=3, default="GBP")
    instructions = models.TextField(_("what to bring or know"), blank=True, max_length=600)
    new_patients_only = models.BooleanField(_("for new patients only"), default=False)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("visit type")
        verbose_name_plural = _("visit types")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(minutes__gt=0),
                name="visit_type_has_a_length",
                violation_error_message=_("A visit lasts at least 5 minutes."),
            )
        ]

    def __str__(self):
        return self.name


class DoctorVisitTypeQuerySet(models.QuerySet):
    def active(self):
        """Offers whose doctor, visit type and own switch are on."""
        return self.filter(is_active=True, visit_type__is_active=True, doctor__is_active=True)

    def listed(self):
        """Offers the public may find."""
        return self.active().filter(doctor__is_listed=True)


class DoctorVisitType(models.Model):
    """
    The offer: a visit type as one doctor gives it.

    ``minutes``, ``occupies`` and ``mode`` are copies kept by
    ``scheduling.services.offers`` so that the search compares plain columns.
    """

    doctor = models.ForeignKey(Doctor, on_delete=models.PROTECT, related_name="offers", verbose_name=_("doctor"))
    visit_type = models.ForeignKey(
        VisitType, on_delete=models.PROTECT, related_name="offers", verbose_name=_("visit type")
    )
    own_minutes = models.PositiveSmallIntegerField(
        _("own length, minutes"), null=True, blank=True, validators=[MinValueValidator(5), MaxValueValidator(480)]
    )
    own_fee_minor = models.PositiveIntegerField(_("own fee, in pence or cents"), null=True, blank=True)
    own_approval = models.CharField(_("who says yes, if different"), max_length=10, choices=Approval, blank=True)
    minutes = models.PositiveSmallIntegerField(_("minutes"), editable=False)
    occupies = models.PositiveSmallIntegerField(_("minutes with the time after it"), editable=False)
    mode = models.CharField(_("how you meet"), max_length=10, choices=Mode, editable=False)
    is_default = models.BooleanField(_("offered first"), default=False, help_text=_("One for each way to meet."))
    is_active = models.BooleanField(_("active"), default=True)

    objects = DoctorVisitTypeQuerySet.as_manager()

    class Meta:
        verbose_name = _("visit type of a doctor")
        verbose_name_plural = _("visit types of doctors")
        ordering = ["doctor", "-is_default", "minutes"]
        constraints = [
            models.UniqueConstraint(
                fields=["doctor", "visit_type"],
                name="offer_once_per_doctor_and_type",
                violation_error_message=_("The doctor already offers this visit type."),
            ),
            models.UniqueConstraint(
                fields=["doctor", "mode"],
                condition=Q(is_default=True),
                name="offer_one_default_per_doctor_and_mode",
                violation_error_message=_("The doctor already has a visit type offered first for this way to meet."),
            ),
            models.CheckConstraint(
                condition=Q(minutes__gt=0) & Q(occupies__gte=F("minutes")),
                name="offer_occupies_at_least_its_minutes",
                violation_error_message=_("A visit occupies at least its own length."),
            ),
        ]
        indexes = [models.Index(fields=["mode", "is_default", "is_active"], name="offer_by_mode")]

    def __str__(self):
        return f"{self.visit_type} ({self.doctor})"

    @property
    def approval(self):
        return self.own_approval or self.visit_type.approval

    @property
    def is_automatic(self):
        return self.approval == Approval.AUTOMATIC

    @property
    def fee_minor(self):
        return self.visit_type.fee_minor if self.own_fee_minor is None else self.own_fee_minor
