"""How allauth's second factor behaves in this house: its words, and its secrets kept encrypted."""

import base64
import hashlib
import logging
import secrets
from io import BytesIO

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from qrcode.image.svg import SvgPathFillImage

from accounts.organisation import organisation

log = logging.getLogger(__name__)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Named in ``MFA_ADAPTER``."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": gettext_lazy("That code is not right. Each code works once: wait for the next one."),
        "unverified_email": gettext_lazy("Sign out, sign in again and type the code we send you. Then come back here."),
    }

    # --- Secrets: a copy of the database alone makes no code ----------------------------------

    def encrypt(self, text):
        return secret_box().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        """Return the secret; where its key is gone, one that no code fits: an administrator takes the factor off."""
        try:
            return secret_box().decrypt(encrypted_text.encode()).decode()
        except InvalidToken:
            log.error("A second factor was encrypted with a key that is neither SECRET_KEY nor a fallback.")
            return base64.b32encode(secrets.token_bytes(20)).decode()

    # --- What apps and devices show -----------------------------------------------------------

    def build_totp_svg(self, url):
        # On a white ground of its own: cameras read it on dark pages, too.
        drawn = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(drawn)
        return drawn.getvalue().decode()

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return _("Passkey") if number == 1 else _("Passkey %(number)s") % {"number": number}

    def _get_site_name(self):
        return organisation().name


def secret_box():
    """Return what encrypts with ``SECRET_KEY`` and decrypts with it or one of its ``SECRET_KEY_FALLBACKS``."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"second factor:{key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])
