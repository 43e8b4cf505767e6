"""A person who receives care, and who else may act for them."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.chance import chance
from accounts.models.phone_field import PhoneField


def new_record_number():
    """Return a record number such as ``P4820917``: random, so one says nothing about the next."""
    return f"P{chance().randrange(1_000_000, 10_000_000)}"


class PatientQuerySet(models.QuerySet):
    def accessible_to(self, user, *, now, scope=None):
        """
        Only the patients ``user`` may act for: themselves, and people who gave them access.

        ``scope`` narrows to a ``PatientAccess.Scope``; ``now`` ends access whose time has run out.
        """
        if not user.is_authenticated:
            return self.none()
        granted = PatientAccess.objects.current(now=now).filter(user=user)
        if scope is not None:
            granted = granted.filter(scope__in=PatientAccess.scopes_that_include(scope))
        return self.filter(Q(user=user) | Q(pk__in=granted.values("patient")))

    def in_care_of(self, doctors, *, now):
        """Only the patients whose record ``doctors`` (one, or a queryset) may read at ``now``."""
        from accounts.models.grant import RecordGrant

        doctors = [doctors] if isinstance(doctors, models.Model) else doctors
        return self.filter(pk__in=RecordGrant.objects.current(now=now).filter(doctor__in=doctors).values("patient"))


class Patient(models.Model):
    """A person receiving care. Children and people who telephone have no ``user``."""

    class Sex(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        OTHER = "other", _("Other")
        UNKNOWN = "unknown", _("Not stated")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="patient",
        verbose_name=_("sign-in"),
    )
    record_number = models.CharField(
        _("record number"), max_length=12, unique=True, default=new_record_number, editable=False
    )
    full_name = models.CharField(_("full name"), max_length=150)
    date_of_birth = models.DateField(_("date of birth"))
    sex = models.CharField(_("sex"), max_length=8, choices=Sex, default=Sex.UNKNOWN)
    email = models.EmailField(_("email address"), blank=True)
    phone = PhoneField(_("phone"), blank=True)
    language = models.CharField(_("language"), max_length=12, default=settings.LANGUAGE_CODE)
    address = models.TextField(_("address"), blank=True, max_length=400)
    emergency_contact_name = models.CharField(_("emergency contact"), max_length=150, blank=True)
    emergency_contact_phone = PhoneField(_("emergency contact's phone"), blank=True)
    access_needs = models.TextField(_("access needs"), blank=True, max_length=500)
    blocked_reason = models.CharField(
        _("blocked because"),
        max_length=200,
        blank=True,
        help_text=_("While this says something, the patient cannot book online."),
    )
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)

    objects = PatientQuerySet.as_manager()

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        ordering = ["full_name", "pk"]
        indexes = [models.Index("full_name", name="patient_by_name")]

    def __str__(self):
        return self.full_name

    def age(self, *, on):
        """Return the age in whole years on the date ``on``."""
        born = self.date_of_birth
        return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


class PatientAccessQuerySet(models.QuerySet):
    def current(self, *, now):
        return self.filter(Q(until__isnull=True) | Q(until__gt=now))


class PatientAccess(models.Model):
    """Leave for a user to act for a patient who is somebody else."""

    class Relation(models.TextChoices):
        PARENT = "parent", _("Parent")
        GUARDIAN = "guardian", _("Guardian")
        PARTNER = "partner", _("Partner")
        CHILD = "child", _("Son or daughter")
        CARER = "carer", _("Carer")
        OTHER = "other", _("Someone else")

    class Scope(models.TextChoices):
        """Each includes the ones before it."""

        MESSAGES = "messages", _("Receives messages")
        BOOK = "book", _("Books and changes appointments")
        RECORD = "record", _("Reads the record too")

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="patient_access", verbose_name=_("user")
    )
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="access", verbose_name=_("patient"))
    relation = models.CharField(_("relation"), max_length=12, choices=Relation)
    scope = models.CharField(_("may do"), max_length=12, choices=Scope, default=Scope.BOOK)
    until = models.DateTimeField(_("until"), null=True, blank=True)
    created_at = models.DateTimeField(_("given"), default=timezone.now, editable=False)

    objects = PatientAccessQuerySet.as_manager()

    class Meta:
        verbose_name = _("access to a patient")
        verbose_name_plural = _("access to patients")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "patient"],
                name="patient_access_once_per_user",
                violation_error_message=_("This person already has access to this patient."),
            )
        ]

    def __str__(self):
        return f"{self.user_id} for {self.patient_id}"

    @classmethod
    def scopes_that_include(cls, scope):
        """Return the scopes that allow what ``scope`` allows."""
        ladder = list(cls.Scope)
        return ladder[ladder.index(cls.Scope(scope)) :]
