"""
Sign-up and the code that ends it, as pages of their own and as steps of another flow.

A flow subclasses both and says where its pages are:

    class AccountStep(SignUpView):
        template_name = "appointments/book/account.html"

        def get_success_url(self): ...      # where to go once signed in
        def get_sign_up_url(self): ...      # this page
        def get_code_url(self): ...         # the flow's page for the code

    class CodeStep(ConfirmCodeView):
        template_name = "appointments/book/code.html"

        def get_success_url(self): ...
        def get_sign_up_url(self): ...
        def get_code_url(self): ...

Keep these out of ``dispatch``: load the flow's object in ``setup``, which may
raise ``Http404``. A subclass that overrides ``dispatch`` has to say
``@login_not_required`` again. Session keys of the stranger are kept through
signing in; only the session's own key changes.
"""

import datetime as dt
import time
from urllib.parse import urlsplit

from allauth.account import views as allauth_views
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.email_verification import consume_email_verification_rate_limit
from allauth.account.internal.flows.email_verification_by_code import (
    EMAIL_VERIFICATION_CODE_SESSION_KEY,
    EmailVerificationProcess,
)
from allauth.account.internal.flows.signup import complete_signup
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.generic import FormView

from accounts import continuing
from accounts.forms.sign_in import ConfirmCodeForm
from accounts.forms.sign_up import SignUpCodeForm, SignUpForm
from accounts.pending_sign_up import (
    CodeJustSent,
    PendingSignUp,
    answers_so_far,
    is_of_sign_up,
    keep_answers,
    waits_for_code,
)
from accounts.services.registering import open_account
from accounts.services.sign_ins import EmailTaken


class StaysInFlow:
    """Lead to the flow's own pages where allauth would lead to its own."""

    def get_sign_up_url(self):
        """Return the page with the five questions."""
        return reverse("account_signup")

    def get_code_url(self):
        """Return the page that asks for the code."""
        return reverse("account_email_verification_sent")

    def get_sign_in_url(self):
        """Return the page for whoever has an account, leading back to where they were."""
        sign_in, onward = reverse("account_login"), self.get_success_url()
        return f"{sign_in}?{urlencode({'next': onward})}" if onward else sign_in

    def dispatch(self, request, *args, **kwargs):
        response = super().dispatch(request, *args, **kwargs)
        if not isinstance(response, HttpResponseRedirect):
            return response
        ours = {
            reverse("account_email_verification_sent"): self.get_code_url,
            reverse("account_login"): self.get_sign_in_url,
        }
        address = ours.get(urlsplit(response.url).path)
        return HttpResponseRedirect(address()) if address else response


@method_decorator([login_not_required, never_cache], name="dispatch")
class SignUpView(StaysInFlow, allauth_views.SignupView):
    """Five answers. The page that follows is the same whether the address is new or known."""

    form_class = SignUpForm

    def get_form_class(self):
        return self.form_class

    def get_initial(self):
        return super().get_initial() | filled_in(answers_so_far(self.request))

    def form_valid(self, form):
        answers = form.answers(self.request)
        try:
            PendingSignUp.begin(self.request, answers=answers, is_known=form.account_already_exists)
        except CodeJustSent:
            if not waits_for_code(self.request, answers["email"]):
                form.add_error(
                    "email", _("We have just sent a message to this address. Wait 30 seconds, then try again.")
                )
                return self.form_invalid(form)
            if PendingSignUp.resume(self.request):
                keep_answers(self.request, answers)
        else:
            if onward := self.get_success_url():
                continuing.remember(self.request, onward)
        return HttpResponseRedirect(self.get_code_url())


def filled_in(answers):
    """Return the initial values of a form whose answers were kept; the password is not among them."""
    kept = {name: value for name, value in answers.items() if name in {"full_name", "phone", "email"}}
    if born := answers.get("date_of_birth"):
        kept["date_of_birth"] = dt.date.fromisoformat(born)
    return kept


class CodeOfSignUpOrSignIn(allauth_views.ConfirmEmailVerificationCodeView):
    """allauth's page knows the code of somebody who signs in; ours also that of a sign-up which is no account yet."""

    def dispatch(self, request, *args, **kwargs):
        self._process = PendingSignUp.resume(request)
        if self._process is None:
            return super().dispatch(request, *args, **kwargs)
        self.stage = None
        return FormView.dispatch(self, request, *args, **kwargs)

    @property
    def is_sign_up(self):
        return isinstance(self._process, PendingSignUp)


@method_decorator([login_not_required, never_cache], name="dispatch")
class ConfirmCodeView(StaysInFlow, CodeOfSignUpOrSignIn):
    """
    The code from the mail. ``POST action=resend`` sends another one.

    In the template: ``form`` (one field, ``code``), ``email``, ``can_resend``,
    ``change_url`` (what was typed may be put right there).
    """

    form_class = ConfirmCodeForm

    def get_form_kwargs(self):
        kwargs = super().get_form_kwargs()
        if self.is_sign_up and self.get_form_class() is SignUpCodeForm:
            del kwargs["user"], kwargs["email"]
        return kwargs

    def _get_verify_form_class(self):
        return SignUpCodeForm if self.is_sign_up else self.form_class

    def get_context_data(self, **kwargs):
        ours = {"cancel_url": None, "change_url": self.get_sign_up_url()} if self.is_sign_up else {}
        return super().get_context_data(**kwargs) | ours

    def dispatch(self, request, *args, **kwargs):
        waited = request.session.get(EMAIL_VERIFICATION_CODE_SESSION_KEY)
        if waited and EmailVerificationProcess.resume(request) is None:
            return self.start_again(_("That code worked for 10 minutes only."), is_sign_up=is_of_sign_up(waited))
        return super().dispatch(request, *args, **kwargs)

    def start_again(self, why, *, is_sign_up):
        """Lead to where a new code comes from: the answers of a sign-up are still there, and signing in sends one."""
        if is_sign_up:
            messages.info(self.request, f"{why} {_('Check your answers, then we send you a new one.')}")
            return HttpResponseRedirect(self.get_sign_up_url())
        messages.info(self.request, f"{why} {_('Sign in and we send you a new one.')}")
        return HttpResponseRedirect(self.get_sign_in_url())

    def _verify_form_valid(self, form):
        if not self.is_sign_up:
            return super()._verify_form_valid(form)
        answers = self._process.finish()
        born = dt.date.fromisoformat(answers.pop("date_of_birth"))
        try:
            user = open_account(**answers, date_of_birth=born, now=timezone.now())
        except EmailTaken:
            messages.info(self.request, _("You have an account with us already. Sign in with its password."))
            return HttpResponseRedirect(self.get_sign_in_url())
        get_adapter().add_message(
            self.request, messages.SUCCESS, "account/messages/email_confirmed.txt", {"email": user.email}
        )
        return complete_signup(self.request, user=user, redirect_url=self.get_success_url())

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
        return self.start_again(_("That was too many wrong codes."), is_sign_up=self.is_sign_up)
