"""A person who receives care, and who else may act for them."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.chance import chance
from accounts.models.phone_field import PhoneField


def new_record_number():
    """Return a record number such as ``P4820917``: random, so one says nothing about the next."""
    return f"P{chance().randrange(1_000_000, 10_000_000)}"


class PatientQuerySet(models.QuerySet):
    def standing(self):
        """Only those who were not erased: nobody finds, books for or writes to a pseudonym."""
        return self.filter(erased_at__isnull=True)

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
        return self.standing().filter(Q(user=user) | Q(pk__in=granted.values("patient")))

    def in_care_of(self, doctors, *, now):
        """Only the patients whose record ``doctors`` (one, or a queryset) may read at ``now``."""
        from accounts.models.grant import RecordGrant

        doctors = [doctors] if isinstance(doctors, models.Model) else doctors
        return self.standing().filter(
            pk__in=RecordGrant.objects.current(now=now).filter(doctor__in=doctors).values("patient")
        )


class EveryRecord(models.Manager.from_queryset(PatientQuerySet)):
    """All rows, also those that were put together with another: for looking back, never for finding somebody."""

    def same_person(self, patient):
        """Return the record and those put together with it: what is written under any of them is about this person."""
        return self.filter(Q(pk=patient.pk) | Q(merged_into=patient.pk))


class StandingPatients(models.Manager.from_queryset(PatientQuerySet)):
    """The patients there are. A record that was put together with another is found by who asks for it alone."""

    def get_queryset(self):
        return super().get_queryset().filter(merged_into__isnull=True)


class Patient(models.Model):
    """
    A person receiving care. Children and people who telephone have no ``user``.

    A row that is ``merged_into`` another stays, and nothing is added to it: the database refuses it
    (``accounts/merging/guards.py``).
    """

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
    merged_into = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="merged_records",
        verbose_name=_("put together with"),
        help_text=_("The record that was kept of the two; always one that stands itself."),
    )
    created_at = models.DateTimeField(_("added"), default=timezone.now, editable=False)
    erased_at = models.DateTimeField(
        _("erased"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Since then the row is a pseudonym: it says nothing of whom it was."),
    )
    record_emptied_at = models.DateTimeField(
        _("record emptied"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("When what was written about the health of somebody erased went, too."),
    )

    objects = StandingPatients()
    everyone = EveryRecord()

    class Meta:
        verbose_name = _("patient")
        verbose_name_plural = _("patients")
        ordering = ["full_name", "pk"]
        permissions = [
            ("merge_patients", _("Can put two records of one patient together, and take them apart")),
            ("erase_patient", _("Can erase whom a record is about")),
            ("export_names", _("Can export lists with the names of people in them, with a reason")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")),
                name="patient_is_not_merged_into_itself",
                violation_error_message=_("A record cannot be put together with itself."),
            )
        ]
        indexes = [
            models.Index("full_name", name="patient_by_name"),
            models.Index(fields=["date_of_birth"], name="patient_by_birth"),
        ]

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
