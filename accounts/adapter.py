"""How allauth behaves in this house: its words, its mails, its limits and where it leads."""

import time
from urllib.parse import urlsplit

from allauth.account import app_settings as account_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.utils import filter_users_by_email
from allauth.core import context as allauth_context
from allauth.core.internal import ratelimit
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from accounts import continuing, known_devices, pending_sign_up
from accounts.device_words import device_in_words
from accounts.home import home_url
from accounts.models import OrganisationSettings
from accounts.network_address import UNKNOWN_ADDRESS, client_address, counted_address
from accounts.notices import tell
from accounts.organisation import organisation
from accounts.preferences import keep_language
from accounts.safe_next import is_ours


def at_our_address(url):
    """Return ``url`` with the host of ``SITE_URL``: a request's Host header is the sender's to choose."""
    parts = urlsplit(url)
    query = f"?{parts.query}" if parts.query else ""
    return f"{settings.SITE_URL}{parts.path}{query}"


class AccountAdapter(DefaultAccountAdapter):
    """Named in ``ACCOUNT_ADAPTER``."""

    is_first_time = False

    error_messages = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("This account is closed. Call us if you think it should not be."),
        "duplicate_email": _("This is your email address already."),
        "email_password_mismatch": _(
            "That email address and password do not match. Try again, or choose a new password."
        ),
        "email_taken": _("Someone already uses this email address."),
        "enter_current_password": _("That is not your current password."),
        "incorrect_code": _("That code is not right. Check the newest message from us."),
        "incorrect_password": _("That password is not right."),
        "invalid_password_reset": _("This link has been used, or it is too old."),
        "rate_limited": _("Wait 30 seconds, then ask for a new code."),
        "same_as_current": _("This is your email address already."),
        "too_many_login_attempts": _("That was too many tries. Wait 5 minutes, or choose a new password."),
        "unverified_primary_email": _("Type the code we sent to your email address first."),
    }

    # --- Who may come in --------------------------------------------------------------------

    def is_open_for_signup(self, request):
        return settings.SIGN_UP_OPEN and OrganisationSettings.load().sign_up_open

    def is_ajax(self, request):
        # Pages only: the JSON answers repeat what was typed, passwords included. A script asks what a passkey signs.
        return request.method == "GET" and request.path == reverse("mfa_login_webauthn")

    def is_reauthentication_required(self, *, app, **kwargs):
        """Ask again, unless the person has signed in this very moment: nothing is asked twice."""
        return super().is_reauthentication_required(app=app, **kwargs) and not self._signed_in_just_now()

    @staticmethod
    def _signed_in_just_now():
        request = allauth_context.request
        since = time.time() - account_settings.REAUTHENTICATION_TIMEOUT
        records = get_authentication_records(request, request.user)
        return any(record["method"] in {"password", "mfa"} and record["at"] > since for record in records)

    def get_reauthentication_methods(self, user):
        words = {
            "reauthenticate": _("Use your password"),
            "mfa_reauthenticate": _("Use a code"),
            "mfa_reauthenticate:webauthn": _("Use a passkey"),
        }
        methods = super().get_reauthentication_methods(user)
        return [method | {"description": words.get(method["id"], method["description"])} for method in methods]

    # --- Where it leads ---------------------------------------------------------------------

    def is_safe_url(self, url):
        return is_ours(url)

    def get_login_redirect_url(self, request):
        return continuing.recall(request) or home_url(request.user)

    def get_signup_redirect_url(self, request):
        return self.get_login_redirect_url(request)

    def get_password_change_redirect_url(self, request):
        # Changing the password signs out everywhere, here too.
        return reverse("account_login")

    def login(self, request, user):
        self.is_first_time = user.last_login is None
        super().login(request, user)

    def post_login(self, request, user, **kwargs):
        response = super().post_login(request, user, **kwargs)
        continuing.recall(request)
        pending_sign_up.forget(request)
        keep_language(response, user.language)
        if not (self.is_first_time or known_devices.is_known(request, user)):
            tell(user, "new_device", device=device_in_words(self.get_http_user_agent(request)))
        known_devices.remember(request, response, user)
        return response

    # --- What it says by mail ---------------------------------------------------------------

    def send_mail(self, template_prefix, email, context):
        """Send in the recipient's language, with links that lead to ``SITE_URL``; a service has no request."""
        user = context.get("user")
        facts = {
            "user": user,  # else the template would find whoever made the request, most often a stranger
            "site_name": organisation().name,
            "site_url": settings.SITE_URL,
            "help_phone": organisation().help_phone,
            "help_hours": organisation().help_hours,
            "code_minutes": settings.ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT // 60,
            "reset_minutes": settings.PASSWORD_RESET_TIMEOUT // 60,
        }
        links = {name: at_our_address(value) for name, value in context.items() if name.endswith("_url") and value}
        with translation.override(user.language if user else translation.get_language()):
            self.render_mail(template_prefix, email, {"email": email} | context | facts | links).send()

    def send_account_already_exists_mail(self, email):
        owner = next(iter(filter_users_by_email(email)), None)
        links = {"login_url": reverse("account_login"), "password_reset_url": reverse("account_reset_password")}
        self.send_mail("account/email/account_already_exists", email, {"user": owner} | links)

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        super().send_notification_mail(template_prefix, user, {"user": user} | (context or {}), email)

    # --- How often may be tried ---------------------------------------------------------------

    def get_client_ip(self, request):
        return client_address(request) or UNKNOWN_ADDRESS

    def _get_login_attempts_cache_key(self, request, **credentials):
        # Per account *and* address, so that a stranger's wrong guesses do not lock the owner out.
        return f"{self._account_key(credentials)} {counted_address(request)}"

    @staticmethod
    def _account_key(credentials):
        return credentials.get("email", "").lower()

    def pre_authenticate(self, request, **credentials):
        """Refuse before hashing; an account guessed from very many addresses is closed to new guesses for a while."""
        super().pre_authenticate(request, **credentials)
        self._account_usage = ratelimit.consume(
            request, app="allauth.account", action="login_failed_account", key=self._account_key(credentials)
        )
        if not self._account_usage:
            raise self.validation_error("too_many_login_attempts")

    def _rollback_login_failed_rl_usage(self):
        super()._rollback_login_failed_rl_usage()
        if usage := getattr(self, "_account_usage", None):
            usage.rollback()

    def _delete_login_attempts_cached_email(self, request, **credentials):
        super()._delete_login_attempts_cached_email(request, **credentials)
        ratelimit.clear(
            request, app="allauth.account", action="login_failed_account", key=self._account_key(credentials)
        )
