"""Who are you: sign-up and its code as steps of the booking, with the time kept meanwhile."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.urls import reverse
from django.utils.decorators import method_decorator

from accounts.views.sign_up import ConfirmCodeView, SignUpView
from appointments.booking_flow.own_drafts import keep_time_of, own_draft
from appointments.booking_flow.steps import Step
from appointments.services.drafts import answer
from appointments.views.booking_lost_time import taken_page
from appointments.views.booking_page import OnOwnDraft
from scheduling.services.claiming import SlotTaken


class WithinBooking(OnOwnDraft):
    """What the accounts' pages need to know to stay within the booking."""

    def get_success_url(self):
        return reverse("appointments:book", args=[self.draft.pk])

    def get_sign_up_url(self):
        return reverse("appointments:book_account", args=[self.draft.pk])

    def get_code_url(self):
        return reverse("appointments:book_code", args=[self.draft.pk])

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"sign_in_url": self.get_sign_in_url()}

    def form_invalid(self, form):
        response = super().form_invalid(form)
        if response.status_code == HTTPStatus.OK:
            response.status_code = HTTPStatus.UNPROCESSABLE_ENTITY
        return response

    def keep_answer(self, response):
        """Count the page as answered and hold the time longer; ``response`` leads on unless the time is lost."""
        answer(draft=self.draft, step=self.step)
        try:
            keep_time_of(self.request, self.draft, now=self.now)
        except SlotTaken:
            return taken_page(self.request, self.summary)
        return response


@method_decorator(login_not_required, name="dispatch")
class AccountStep(WithinBooking, SignUpView):
    """Tell us who you are."""

    step = Step.ACCOUNT
    template_name = "appointments/book/account.html"

    def form_valid(self, form):
        response = super().form_valid(form)
        return self.keep_answer(response) if response.status_code == HTTPStatus.FOUND else response


@method_decorator(login_not_required, name="dispatch")
class CodeStep(WithinBooking, ConfirmCodeView):
    """The code from the mail; it signs in, and the booking goes on."""

    step = Step.CODE
    template_name = "appointments/book/code.html"

    def form_valid(self, form):
        response = super().form_valid(form)
        if not self.request.user.is_authenticated:
            return response
        # Signing in has made the draft theirs.
        self.draft = own_draft(self.request, self.draft.pk, now=self.now)
        return self.keep_answer(response)
