"""Places where patients are seen, and who works at their front desk."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from phonenumber_field.modelfields import PhoneNumberField

from accounts.time_zones import known_zone


def validate_time_zone(name):
    """Refuse what is not an IANA zone such as ``Europe/London``."""
    if not known_zone(name):
        raise ValidationError(_("Choose a time zone from the list, such as Europe/London."))


def usual_country():
    """Return the country a new clinic is in."""
    return settings.CLINIC_COUNTRY


class Clinic(models.Model):
    """One of the organisation's places. Never deleted, only made inactive."""

    name = models.CharField(_("name"), max_length=120, unique=True)
    slug = models.SlugField(_("address in links"), max_length=120, unique=True)
    address = models.CharField(_("street address"), max_length=200)
    city = models.CharField(_("town or city"), max_length=80, db_index=True)
    postcode = models.CharField(_("postcode"), max_length=16, blank=True)
    time_zone = models.CharField(
        _("time zone"),
        max_length=64,
        default="Europe/London",
        validators=[validate_time_zone],
        help_text=_("Such as Europe/London."),
    )
    country = models.CharField(
        _("country"),
        max_length=2,
        default=usual_country,
        validators=[RegexValidator(r"^[A-Z]{2}\Z", _("Choose a country from the list."))],
        help_text=_("Its public holidays are proposed as closing days."),
    )
    subdivision = models.CharField(
        _("part of the country"),
        max_length=12,
        blank=True,
        help_text=_("Such as SCT for Scotland. Left empty: the holidays of the whole country."),
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, validators=[MinValueValidator(-90), MaxValueValidator(90)]
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, validators=[MinValueValidator(-180), MaxValueValidator(180)]
    )
    phone = PhoneNumberField(_("phone"), blank=True)
    step_free = models.BooleanField(_("step-free entrance"), default=False)
    hearing_loop = models.BooleanField(_("hearing loop"), default=False)
    accessible_toilet = models.BooleanField(_("accessible toilet"), default=False)
    parking = models.BooleanField(_("parking for disabled people"), default=False)
    directions = models.TextField(_("how to find us"), blank=True, max_length=600)
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("clinic")
        verbose_name_plural = _("clinics")
        ordering = ["name"]

    def __str__(self):
        return self.name

    @property
    def place(self):
        """The name people call the clock of this clinic by: ``Oakford`` time."""
        return self.city


class ClinicStaff(models.Model):
    """Where a member of the front desk works; they see that clinic's appointments only."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="clinic_staff", verbose_name=_("user")
    )
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="staff", verbose_name=_("clinic"))

    class Meta:
        verbose_name = _("front desk")
        verbose_name_plural = _("front desk")
        constraints = [
            models.UniqueConstraint(
                fields=["user", "clinic"],
                name="clinic_staff_once",
                violation_error_message=_("This person already works at this clinic."),
            )
        ]

    def __str__(self):
        return f"{self.user_id} at {self.clinic_id}"


class InvitedStaff(models.Model):
    """Where somebody will work at the front desk, once they accept their invitation."""

    invitation = models.ForeignKey(
        "accounts.Invitation", on_delete=models.CASCADE, related_name="+", verbose_name=_("invitation")
    )
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+", verbose_name=_("clinic"))

    class Meta:
        verbose_name = _("invited to the front desk")
        verbose_name_plural = _("invited to the front desk")
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "clinic"],
                name="invited_staff_once",
                violation_error_message=_("This person is invited to this clinic already."),
            )
        ]

    def __str__(self):
        return f"{self.invitation_id} to {self.clinic_id}"
