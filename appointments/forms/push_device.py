"""What a browser says of itself when it may show notifications: filled in by the script, never by a person."""

import base64
import binascii
import datetime as dt

from cryptography.hazmat.primitives.asymmetric import ec
from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.forms.plain_words import PlainWords
from appointments.notifications.push.endpoints import LONGEST, is_known_service

AUTH_BYTES = 16
MOST_MILLISECONDS = 4_102_444_800_000
"""The year 2100."""


class PushDeviceForm(PlainWords, forms.Form):
    """The parts of a ``PushSubscription`` of the W3C Push API; ``expires_at`` in milliseconds since 1970."""

    endpoint = forms.CharField(max_length=LONGEST)
    p256dh = forms.CharField(max_length=100)
    auth = forms.CharField(max_length=50)
    expires_at = forms.IntegerField(required=False, min_value=0, max_value=MOST_MILLISECONDS)

    def clean_endpoint(self):
        endpoint = self.cleaned_data["endpoint"]
        if not is_known_service(endpoint):
            raise ValidationError(_("We cannot send notifications to this browser."))
        return endpoint

    def clean_p256dh(self):
        """The browser's public key must be a point of the curve: everything sent is encrypted with it."""
        key = self.cleaned_data["p256dh"]
        try:
            ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), _decoded(key))
        except ValueError:
            raise ValidationError(_("We cannot send notifications to this browser.")) from None
        return key

    def clean_auth(self):
        secret = self.cleaned_data["auth"]
        if len(_decoded(secret)) != AUTH_BYTES:
            raise ValidationError(_("We cannot send notifications to this browser."))
        return secret

    def clean_expires_at(self):
        milliseconds = self.cleaned_data["expires_at"]
        return dt.datetime.fromtimestamp(milliseconds / 1000, tz=dt.UTC) if milliseconds else None


def _decoded(text):
    """Return the bytes of URL-safe base64, with its padding or without; ``b""`` for what is none."""
    try:
        return base64.b64decode(text.rstrip("=") + "=" * (-len(text.rstrip("=")) % 4), altchars="-_", validate=True)
    except (binascii.Error, ValueError):
        return b""
