"""An authenticator app for tests: it knows a secret and shows the code of any moment."""

import time

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value

PERIOD = 30


class App:
    """A phone with the secret on it."""

    def __init__(self, secret):
        self.secret, self.shown = secret, ""

    def code(self, *, periods_later=0):
        """Return what it shows now."""
        return format_hotp_value(hotp_value(self.secret, int(time.time()) // PERIOD + periods_later))

    def fresh_code(self):
        """Return a code that is good for the next seconds and was not shown by this before; waits for it."""
        while time.time() % PERIOD > PERIOD - 5 or self.code() == self.shown:
            time.sleep(0.5)
        self.shown = self.code()
        return self.shown


def set_up_app(user):
    """Give ``user`` an app and recovery codes, as the page does, and return the app."""
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    RecoveryCodes.activate(user)
    return App(secret)


def recovery_codes_of(user):
    return Authenticator.objects.get(user=user, type="recovery_codes").wrap().get_unused_codes()
