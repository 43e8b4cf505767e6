"""
A sign-up that waits for its code: in the session of whoever began it, and nowhere else.

Nothing is written about an address before its owner has proven it. What a
stranger types about somebody can then neither take their address nor become
their record, and signing in with what was typed answers the same whether the
address is known here or not.
"""

import time
from importlib import import_module

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import handle_verification_email_rate_limit
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    EmailVerificationProcess,
)
from allauth.core.exceptions import ImmediateHttpResponse
from django.conf import settings

from accounts.continuing import KEPT_SECONDS

ANSWERS_KEY = "accounts_sign_up"


class CodeJustSent(Exception):
    """A code went to this address less than half a minute ago, or too often in this hour."""


class PendingSignUp(EmailVerificationProcess):
    """
    The code of a sign-up. Whether the address is known shows in its mailbox only.

    An address that has an account gets a link to sign in instead of a code:
    every code typed is then wrong.
    """

    @classmethod
    def begin(cls, request, *, answers, is_known):
        """
        Keep ``answers`` (what ``open_account`` needs) and mail the code to ``answers["email"]``.

        Raises ``CodeJustSent`` where the address is to be left in peace; nothing is kept then.
        """
        state = cls.initial_state(None, answers["email"]) | {"is_known": is_known}
        sign_up = cls(request=request, state=state)
        sign_up.generate_code()
        try:
            sign_up.send()
        except ImmediateHttpResponse as too_soon:
            raise CodeJustSent from too_soon
        sign_up.persist()
        keep_answers(request, answers)
        return sign_up

    @classmethod
    def resume(cls, request):
        """Return the sign-up this browser waits in; ``None`` without one, or when its code is too old."""
        sign_up = cls(request=request, state=request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY) or {})
        return sign_up.abort_if_invalid() if is_of_sign_up(sign_up.state) else None

    def send(self, skip_enumeration_mails=False):
        handle_verification_email_rate_limit(self.request, self.email)
        self.did_send = True
        adapter = get_adapter()
        if not self.state["is_known"]:
            adapter.send_mail("account/email/email_confirmation_signup", self.email, {"code": self.code})
        elif not skip_enumeration_mails:
            adapter.send_account_already_exists_mail(self.email)

    def finish(self):
        """End it and return the answers: the code was right."""
        self.abort()
        return self.request.session.pop(ANSWERS_KEY)["answers"]


def is_of_sign_up(state):
    """Say whether the code in a session is that of a sign-up, and not of somebody who signs in or changes address."""
    return "is_known" in state


def keep_answers(request, answers):
    """Keep what was typed, for an hour: on a computer many people use, the next one must not find it."""
    request.session[ANSWERS_KEY] = {"answers": answers, "until": time.time() + KEPT_SECONDS}


def answers_so_far(request):
    """Return what was typed, so that the form comes back filled in when a code ran out or the address was wrong."""
    kept = request.session.get(ANSWERS_KEY)
    return kept["answers"] if kept and kept["until"] > time.time() else {}


def waits_for_code(request, email):
    """
    Say whether this browser waits for a code sent to ``email``.

    Asks the stored session, not the one this request began with: of two
    presses at once, the second has to see what the first has written.
    """
    stored = import_module(settings.SESSION_ENGINE).SessionStore(request.session.session_key)
    return stored.get(EMAIL_VERIFICATION_CODE_SESSION_KEY, {}).get("email") == email


def forget(request):
    """Drop what waits in this browser: its person has signed in, to this account or to another."""
    request.session.pop(ANSWERS_KEY, None)
    request.session.pop(EMAIL_VERIFICATION_CODE_SESSION_KEY, None)
