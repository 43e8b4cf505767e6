"""Who are you: sign-up and its code as steps of the booking, with the time kept meanwhile."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode

from accounts.views.sign_up import ConfirmCodeView, SignUpView
from appointments.as_read import Reader
from appointments.booking_steps import Progress, Step
from appointments.booking_summary import BookingSummary
from appointments.own_drafts import keep_time_of, own_draft
from appointments.services.drafts import answer
from appointments.views.booking_page import back_url, next_url, summary_context, taken_page
from scheduling.services.claiming import SlotTaken


class WithinBooking:
    """Load the draft before anything else; a page that cannot be asked leads to the one that can."""

    step = None

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.draft = own_draft(request, kwargs["draft"], now=self.now)
        self.progress = Progress(self.draft, user=request.user, now=self.now)
        self.summary = BookingSummary(self.progress, reader=Reader.of(request, now=self.now))

    def dispatch(self, request, *args, **kwargs):
        if self.draft.appointment_id or not self.progress.may_open(self.step):
            return redirect(next_url(self.progress))
        return super().dispatch(request, *args, **kwargs)

    def get_success_url(self):
        return reverse("appointments:book", args=[self.draft.pk])

    def get_code_url(self):
        return reverse("appointments:book_code", args=[self.draft.pk])

    def get_context_data(self, **kwargs):
        number = self.progress.number(self.step)
        context = super().get_context_data(**kwargs) | summary_context(self.summary)
        context |= {"step": number, "steps": self.progress.count, "back_url": back_url(self.progress, self.step)}
        context["sign_in_url"] = f"{reverse('account_login')}?{urlencode({'next': self.get_success_url()})}"
        return context

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
        return self.keep_answer(super().form_valid(form))


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
