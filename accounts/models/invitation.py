"""An invitation to work here, sent to one address."""

import datetime as dt
import hashlib
import secrets

from django.conf import settings
from django.contrib.auth.models import Group
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role

ROLES = (Role.DOCTOR, Role.ADMINISTRATOR)
VALID_FOR = dt.timedelta(days=7)


def new_token():
    """Return 256 random bits as a part of an address."""
    return secrets.token_urlsafe(32)


def hash_of(token):
    """Return what is kept of ``token``: who reads the database cannot write the link."""
    return hashlib.sha256(token.encode()).hexdigest()


class InvitationQuerySet(models.QuerySet):
    def open(self):
        """Neither accepted nor withdrawn; perhaps too old."""
        return self.filter(accepted_at__isnull=True, revoked_at__isnull=True)

    def usable(self, *, now):
        """Those whose link works at ``now``."""
        return self.open().filter(expires_at__gt=now)

    def with_token(self, token):
        return self.filter(token_hash=hash_of(token))


class Invitation(models.Model):
    """
    A letter to one address, whose link opens one sign-in, once.

    A doctor's sign-in is made with their profile and waits closed; an
    administrator's is made when they accept.
    """

    class State(models.TextChoices):
        OPEN = "open", _("Waiting")
        EXPIRED = "expired", _("Too old")
        ACCEPTED = "accepted", _("Accepted")
        REVOKED = "revoked", _("Withdrawn")

    email = models.EmailField(_("email address"))
    role = models.CharField(_("role"), max_length=16, choices=[(role.value, role.label) for role in ROLES])
    groups = models.ManyToManyField(Group, blank=True, related_name="+", verbose_name=_("groups"))
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="invitations",
        verbose_name=_("sign-in"),
    )
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    sent_at = models.DateTimeField(_("sent"))
    expires_at = models.DateTimeField(_("works until"))
    accepted_at = models.DateTimeField(_("accepted"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        ordering = ["-sent_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=Q(accepted_at__isnull=True, revoked_at__isnull=True),
                name="invitation_open_once_per_address",
                violation_error_message=_("There is an open invitation to this address already."),
            ),
            models.CheckConstraint(
                condition=Q(role__in=ROLES),
                name="invitation_to_work_here",
                violation_error_message=_("Patients create their account themselves."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(revoked_at__isnull=True),
                name="invitation_accepted_or_withdrawn",
                violation_error_message=_("An accepted invitation cannot be withdrawn."),
            ),
        ]

    def __str__(self):
        return self.email

    def state(self, *, now):
        """Return the ``State`` at ``now``."""
        if self.accepted_at:
            return self.State.ACCEPTED
        if self.revoked_at:
            return self.State.REVOKED
        return self.State.OPEN if self.expires_at > now else self.State.EXPIRED
