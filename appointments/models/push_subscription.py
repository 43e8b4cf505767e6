"""A browser that shows notifications to somebody."""

import hashlib

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class PushSubscriptionQuerySet(models.QuerySet):
    def live(self, *, now):
        """Those that still take notifications: not past their end, and of somebody who may sign in."""
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), user__is_active=True)

    def visible_to(self, user, *, now):
        """Only one's own."""
        return self.live(now=now).filter(user=user) if user.is_authenticated else self.none()


class PushSubscription(models.Model):
    """
    What a browser's push service gave us (W3C Push API): where to send, and the keys only that browser can read with.

    A browser belongs to one person: whoever turns notifications on in it last.
    ``user_agent`` is only ever put into words for its owner.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions", verbose_name=_("user")
    )
    endpoint = models.CharField(_("address at the push service"), max_length=1000, editable=False)
    endpoint_hash = models.CharField(max_length=64, unique=True, editable=False)
    p256dh = models.CharField(max_length=100, editable=False)
    auth = models.CharField(max_length=50, editable=False)
    user_agent = models.CharField(_("browser"), max_length=200, blank=True)
    created_at = models.DateTimeField(_("turned on"))
    last_used_at = models.DateTimeField(_("last notification"), null=True, blank=True)
    expires_at = models.DateTimeField(_("ends"), null=True, blank=True)

    objects = PushSubscriptionQuerySet.as_manager()

    class Meta:
        verbose_name = _("device with notifications")
        verbose_name_plural = _("devices with notifications")
        ordering = ["-created_at", "-pk"]

    def __str__(self):
        return f"device {self.pk}"


def hash_of_endpoint(endpoint):
    """Return what a device is found by: the address itself is long, and as good as a key."""
    return hashlib.sha256(endpoint.encode()).hexdigest()
