"""
The key by which push services know that it is us: VAPID, RFC 8292.

Browsers are given its public half when they subscribe, and take nothing signed by
another: with a new key everybody has to turn notifications on again.
"""

import os
import tempfile
from functools import cache
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.conf import settings
from py_vapid import Vapid02, VapidException
from py_vapid.utils import b64urldecode, b64urlencode

KEY_BYTES = 32
SECONDS_SIGNED_FOR = 12 * 60 * 60
"""RFC 8292 allows a day; clocks differ."""


def new_key():
    """Return a new private key: 32 bytes in URL-safe base64."""
    made = Vapid02()
    made.generate_keys()
    return b64urlencode(made.private_key.private_numbers().private_value.to_bytes(KEY_BYTES, "big"))


def problems():
    """Return what keeps notifications from being sent, a sentence each; nothing where no key is set."""
    if not settings.VAPID_PRIVATE_KEY:
        return []
    key = _read(settings.VAPID_PRIVATE_KEY)
    if key is None:
        return ["VAPID_PRIVATE_KEY is no key: 32 bytes in URL-safe base64, 43 characters."]
    try:
        key.sign({"aud": "https://push.example", "sub": settings.VAPID_SUBJECT})
    except VapidException:
        return ["VAPID_SUBJECT must be mailto: and an address, or the https:// address of a site."]
    return []


def own_key():
    """Return the key to sign with, or ``None`` where this installation has none that works."""
    if settings.VAPID_PRIVATE_KEY:
        return None if problems() else _read(settings.VAPID_PRIVATE_KEY)
    return _read(_kept_in(settings.VAPID_KEY_FILE)) if settings.VAPID_KEY_FILE else None


def public_key():
    """Return the public half as browsers want it (``applicationServerKey``): a point of 65 bytes in base64."""
    return b64urlencode(own_key().public_key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint))


def signed_for(origin, *, now):
    """Return the header that proves to the service at ``origin`` that a message is ours."""
    claims = {"aud": origin, "sub": settings.VAPID_SUBJECT, "exp": int(now.timestamp()) + SECONDS_SIGNED_FOR}
    return own_key().sign(claims)


@cache
def _read(text):
    """Return the key that ``text`` is, or ``None``."""
    try:
        raw = text.encode("ascii")
        return Vapid02.from_raw(raw) if len(b64urldecode(raw)) == KEY_BYTES else None
    except (ValueError, VapidException):
        return None


@cache
def _kept_in(path):
    """Return the key kept in a file, which is made where there is none; of two that make it at once, one wins."""
    path = Path(path)
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, half_done = tempfile.mkstemp(dir=path.parent)  # mode 0600
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(new_key())
        try:
            os.link(half_done, path)
        except FileExistsError:
            pass
        finally:
            os.unlink(half_done)
    return path.read_text(encoding="ascii").strip()
