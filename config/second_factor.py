"""Doctors and administrators without a second factor reach its set-up, and nothing else (``REQUIRE_SECOND_FACTOR``)."""

from django.http import HttpResponseRedirect
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from accounts.second_factor import must_set_up

SET_UP = "mfa_index"
STAYS_OPEN = {
    SET_UP,
    "mfa_activate_totp",
    "mfa_add_webauthn",
    "account_reauthenticate",
    "account_logout",
    "admin:logout",
    "health",
    "health_ready",
}
"""By name, so that a page that is new is closed until somebody decides otherwise."""


class SecondFactorMiddleware:
    """
    Lead to the set-up page, which says why.

    It asks with every request and not at sign-in: a role that changes, or a
    factor that is removed, counts at once. One query for those it concerns.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    @staticmethod
    def process_view(request, view, args, kwargs):
        open_to_all = request.resolver_match.view_name in STAYS_OPEN
        if open_to_all or not request.user.is_authenticated or not must_set_up(request.user):
            return None
        redirect = HttpResponseClientRedirect if request.htmx else HttpResponseRedirect
        return redirect(reverse(SET_UP))
