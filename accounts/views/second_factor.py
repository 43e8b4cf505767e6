"""``/accounts/2fa/``: the second step of signing in, its passkeys, and the codes for when a phone is lost."""

from allauth.account.decorators import reauthentication_required
from allauth.account.models import Login
from allauth.account.utils import get_next_redirect_url
from allauth.mfa.base.views import IndexView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal.flows import perform_passwordless_login
from allauth.mfa.webauthn.views import LoginWebAuthnView, ReauthenticateWebAuthnView
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.home import home_url
from accounts.second_factor import needs_second_factor


class SecondStepView(IndexView):
    """What I have; somebody who must have one and has none is led here by ``config.second_factor``."""

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        has_one = bool(context["authenticators"].keys() - {Authenticator.Type.RECOVERY_CODES})
        is_needed = needs_second_factor(self.request.user)
        return context | {"has_one": has_one, "is_needed": is_needed, "must_set_up": is_needed and not has_one}


class PasskeySignInView(LoginWebAuthnView):
    """Sign in with a passkey alone; ``next`` says where to afterwards, as with a password."""

    def form_valid(self, form):
        authenticator = form.cleaned_data["credential"]
        login = Login(user=authenticator.user, redirect_url=get_next_redirect_url(self.request))
        return perform_passwordless_login(self.request, authenticator, login)

    def form_invalid(self, form):
        back, onward = super().form_invalid(form), get_next_redirect_url(self.request)
        return redirect(f"{back.url}?{urlencode({'next': onward})}") if onward else back


class PasskeyAgainView(ReauthenticateWebAuthnView):
    """Confirm by a passkey; one that does not fit leads back here."""

    def form_invalid(self, form):
        super().form_invalid(form)
        return redirect(self.passthrough_next_url(self.request.path))


def unused_codes_of(user):
    """Return the recovery codes of ``user`` that are left. Raises Http404 where there are none at all."""
    codes = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    if codes is None:
        raise Http404
    return codes.wrap().get_unused_codes()


@reauthentication_required(app="allauth.mfa")
@never_cache
@require_safe
def recovery_codes(request):
    """Show the codes that are left. Unlike allauth's page it writes nothing."""
    context = {"codes": unused_codes_of(request.user), "home": home_url(request.user)}
    return render(request, "mfa/recovery_codes/index.html", context)


@reauthentication_required(app="allauth.mfa")
@never_cache
@require_safe
def download_recovery_codes(request):
    """Give them as a text file."""
    lines = [_("Recovery codes. Each works once."), "", *unused_codes_of(request.user), ""]
    response = HttpResponse("\n".join(lines), content_type="text/plain; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="recovery-codes.txt"'
    return response
