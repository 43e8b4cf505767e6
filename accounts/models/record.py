"""What the parts of a patient's record have in common: who may read them, and from which side each was said."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.doctor import Doctor
from accounts.models.patient import Patient
from accounts.roles import StaffGroup


class Source(models.TextChoices):
    PATIENT = "patient", _("Patient")
    DOCTOR = "doctor", _("Doctor")


class RecordQuerySet(models.QuerySet):
    """Rows with a ``patient``, whose record they belong to."""

    def visible_to(self, user, *, now):
        """
        Only the rows ``user`` may read.

        Patients and whoever may read their record, doctors with a current grant, and administrators, who
        answer for it. Nobody else: not the front desk, not analysts.
        """
        if not user.is_authenticated or not user.is_active:
            return self.none()
        if user.is_administrator and (user.is_superuser or StaffGroup.ADMINISTRATOR in user.group_names):
            return self.all()
        own = Q(patient__in=Patient.objects.accessible_to(user, now=now, scope="record").values("pk"))
        if not user.is_doctor:
            return self.filter(own)
        doctors = Doctor.objects.working_for(user).values("pk")
        return self.filter(own | Q(patient__in=Patient.objects.in_care_of(doctors, now=now).values("pk")))


class CorrectedByNewerRow(models.Model):
    """A row that says from which side it came, and which one it corrects. It is never overwritten."""

    source = models.CharField(_("said by"), max_length=8, choices=Source)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("recorded by")
    )
    recorded_at = models.DateTimeField(_("recorded at"))
    supersedes = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="superseded_by",
        verbose_name=_("takes the place of"),
    )

    class Meta:
        abstract = True
