"""The second factor of a sign-in: who must have one, and who has."""

from allauth.mfa.models import Authenticator
from django.conf import settings

from accounts.roles import Role

FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""An app or a passkey. Recovery codes stand in for one of them and are none by themselves."""


def has_second_factor(user):
    """Say whether ``user`` proves who they are twice. One query."""
    return Authenticator.objects.filter(user_id=user.pk, type__in=FACTORS).exists()


def needs_second_factor(user):
    """Say whether ``user`` is one of those who may do nothing without a second factor."""
    return settings.REQUIRE_SECOND_FACTOR and user.role != Role.PATIENT


def must_set_up(user):
    """Say whether ``user`` needs a second factor and has none yet."""
    return needs_second_factor(user) and not has_second_factor(user)
