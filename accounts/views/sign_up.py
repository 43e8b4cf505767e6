"""
Sign-up and the code that ends it, as pages of their own and as steps of another flow.

A flow subclasses both and says where its pages are:

    class AccountStep(SignUpView):
        template_name = "appointments/book/account.html"

        def get_success_url(self): ...      # where to go once signed in
        def get_code_url(self): ...         # the flow's page for the code

    class CodeStep(ConfirmCodeView):
        template_name = "appointments/book/code.html"

        def get_success_url(self): ...
        def get_code_url(self): ...

Keep these out of ``dispatch``: load the flow's object in ``setup``, which may
raise ``Http404``. A subclass that overrides ``dispatch`` has to say
``@login_not_required`` again. Session keys of the stranger are kept through
signing in; only the session's own key changes.
"""

import time
from http import HTTPStatus
from urllib.parse import urlsplit

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    EmailVerificationProcess,
)
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from accounts import continuing
from accounts.forms.sign_in import ConfirmCodeForm
from accounts.forms.sign_up import SignUpForm


class StaysInFlow:
    """Lead to the flow's own pages where allauth would lead to its own."""

    def get_code_url(self):
        """Return the page that asks for the code."""
        return reverse("account_email_verification_sent")

    def get_start_again_url(self):
        """Return the page for when there is no code to ask for: signing in sends a new one."""
        sign_in, onward = reverse("account_login"), self.get_success_url()
        return f"{sign_in}?{urlencode({'next': onward})}" if onward else sign_in

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if not isinstance(response, HttpResponseRedirect):
            return response
        ours = {
            reverse("account_email_verification_sent"): self.get_code_url,
            reverse("account_login"): self.get_start_again_url,
        }
        address = ours.get(urlsplit(response.url).path)
        return HttpResponseRedirect(address()) if address else response


@method_decorator([login_not_required, never_cache], name="dispatch")
class SignUpView(StaysInFlow, allauth_views.SignupView):
    """Five answers. The page that follows is the same whether the address is new or known."""

    form_class = SignUpForm

    def get_form_class(self):
        return self.form_class

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"now": timezone.now()}

    def form_valid(self, form):
        if onward := self.get_success_url():
            continuing.remember(self.request, onward)
        response = super().form_valid(form)
        if response.status_code == HTTPStatus.TOO_MANY_REQUESTS:
            # The button was pressed twice: the first press has sent the code.
            return HttpResponseRedirect(self.get_code_url())
        return response


@method_decorator([login_not_required, never_cache], name="dispatch")
class ConfirmCodeView(StaysInFlow, allauth_views.ConfirmEmailVerificationCodeView):
    """
    The code from the mail. ``POST action=resend`` sends another one.

    In the template: ``form`` (one field, ``code``), ``email``, ``can_resend``.
    """

    form_class = ConfirmCodeForm

    def _get_verify_form_class(self):
        return self.form_class

    def dispatch(self, request, *args, **kwargs):
        waited_for_code = EMAIL_VERIFICATION_CODE_SESSION_KEY in request.session
        if waited_for_code and EmailVerificationProcess.resume(request) is None:
            messages.info(request, _("That code worked for 10 minutes only. Sign in and we send you a new one."))
        return super().dispatch(request, *args, **kwargs)

    def _resend_form_valid(self, form):
        if not consume_email_verification_rate_limit(self.request, self._process.email, dry_run=True):
            messages.error(self.request, get_adapter().error_messages["rate_limited"])
            return HttpResponseRedirect(self.get_code_url())
        # The new code has its own ten minutes; wrong tries stay counted.
        self._process.state["at"] = time.time()
        response = super()._resend_form_valid(form)
        messages.success(self.request, _("We sent you a new code. The old one no longer works."))
        return response

    def _verify_form_invalid(self, form):
        if self._process.record_invalid_attempt():
            return self.render_to_response(self.get_context_data(form=form))
        messages.error(self.request, _("That was too many wrong codes. Sign in and we send you a new one."))
        return HttpResponseRedirect(self.get_start_again_url())
