"""The person who signs in."""

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.models.phone_field import PhoneField
from accounts.roles import Role


class UserManager(BaseUserManager):
    """Create people by email address; the address is kept in lower case."""

    use_in_migrations = True

    def _create(self, email, password, **fields):
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_user(self, email, password=None, **fields):
        """Return a new patient unless ``role`` says otherwise."""
        role = fields.setdefault("role", Role.PATIENT)
        fields.setdefault("is_staff", role == Role.ADMINISTRATOR)
        return self._create(email, password, **fields)

    def create_superuser(self, email, password=None, **fields):
        """Return a new administrator with every right."""
        fields.update(role=Role.ADMINISTRATOR, is_staff=True, is_superuser=True)
        return self._create(email, password, **fields)

    def get_by_natural_key(self, email):
        return self.get(email=email.lower())


class User(AbstractBaseUser, PermissionsMixin):
    """A person with a sign-in. Whether they are also a patient is ``Patient.user``."""

    email = models.EmailField(_("email address"), unique=True)
    full_name = models.CharField(_("full name"), max_length=150)
    phone = PhoneField(_("mobile number"), blank=True)
    language = models.CharField(_("language"), max_length=12, default=settings.LANGUAGE_CODE)
    time_zone = models.CharField(_("time zone"), max_length=64, blank=True)
    role = models.CharField(_("role"), max_length=16, choices=Role, default=Role.PATIENT, db_index=True)
    is_staff = models.BooleanField(_("may open the admin site"), default=False, editable=False)
    is_active = models.BooleanField(_("active"), default=True)
    date_joined = models.DateTimeField(_("joined"), default=timezone.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        ordering = ["full_name", "pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="user_email_unique_ignoring_case",
                violation_error_message=_("Someone already uses this email address."),
            ),
            models.CheckConstraint(
                condition=Q(role=Role.ADMINISTRATOR, is_staff=True) | (~Q(role=Role.ADMINISTRATOR) & Q(is_staff=False)),
                name="user_is_staff_exactly_when_administrator",
                violation_error_message=_("Only administrators may open the admin site."),
            ),
        ]

    def __str__(self):
        return self.full_name or self.email

    def clean(self):
        super().clean()
        # Signing in looks for the address in lower case.
        self.email = self.email.lower()

    def get_full_name(self):
        return self.full_name

    def get_short_name(self):
        return self.full_name.split(" ")[0]

    @cached_property
    def group_names(self):
        """The names of the user's groups, read once for each time the user is loaded."""
        return frozenset(self.groups.values_list("name", flat=True))

    @property
    def is_doctor(self):
        return self.role == Role.DOCTOR

    @cached_property
    def working_doctor(self):
        """The doctor they work as, or ``None``: who has left keeps the sign-in. One query, for doctors only."""
        doctor = getattr(self, "doctor", None) if self.is_doctor else None
        return doctor if doctor is not None and doctor.is_active else None

    @property
    def is_administrator(self):
        return self.role == Role.ADMINISTRATOR
