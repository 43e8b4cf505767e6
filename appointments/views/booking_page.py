"""What the pages of the booking flow share: whose draft, may this be asked now, and the hold."""

from functools import wraps
from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.generic import FormView

from accounts import continuing
from accounts.sign_in_first import to_sign_in
from appointments.booking_flow.own_drafts import keep_time_of, own_draft
from appointments.booking_flow.steps import Progress, Step
from appointments.booking_flow.summary import BookingSummary
from appointments.reading.as_read import Reader
from appointments.views.booking_lost_time import taken_page, why_gone
from scheduling.services.claiming import SlotTaken


def step_url(draft, step):
    return reverse(f"appointments:book_{step}", args=[draft.pk])


def next_url(progress):
    """Return the page of the first question left; of the appointment, once it is booked."""
    draft = progress.draft
    if draft.appointment_id:
        return reverse("appointments:confirmed", args=[draft.appointment.reference])
    step = progress.current
    if step == Step.WHO and not progress.people:
        onward = reverse("appointments:book", args=[draft.pk])
        return f"{reverse('me:profile_new')}?{urlencode({'next': onward})}"
    return step_url(draft, step)


def back_url(progress, step):
    """Return the question before, or where the times of the doctor are."""
    before = progress.before(step)
    return (
        step_url(progress.draft, before) if before else reverse("scheduling:doctor", args=[progress.draft.doctor.slug])
    )


def summary_of(request, draft, *, now):
    return BookingSummary(Progress(draft, user=request.user, now=now), reader=Reader.of(request, now=now))


def was_signed_out(request):
    """Say whether the session of whoever asks ended by itself: the booking may be theirs once they sign in."""
    return not request.user.is_authenticated and continuing.session_ended(request)


def sign_in_to_go_on(request, pk):
    """Lead to signing in and back to the booking; whether there is one is not said before."""
    continuing.answers_are_kept(request)
    return to_sign_in(request, back=reverse("appointments:book", args=[pk]))


def with_own_draft(view):
    """Call ``view(request, summary)`` with the person's own draft; somebody else's does not exist."""

    @login_not_required
    @wraps(view)
    def find_it(request, draft):
        now = timezone.now()
        try:
            mine = own_draft(request, draft, now=now)
        except Http404:
            if was_signed_out(request):
                return sign_in_to_go_on(request, draft)
            raise
        return view(request, summary_of(request, mine, now=now))

    return find_it


class OnOwnDraft:
    """Mixin of a step: the draft comes first; a question that cannot be asked leads to the one that can."""

    step = None

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        try:
            self.draft = own_draft(request, kwargs["draft"], now=self.now)
        except Http404:
            if not was_signed_out(request):
                raise
            self.draft = None
        else:
            self.look_again()

    def look_again(self):
        """Read who the booking is for and how far it is from the draft as it is now."""
        self.summary = summary_of(self.request, self.draft, now=self.now)
        self.progress = self.summary.progress

    def dispatch(self, request, *args, **kwargs):
        if self.draft is None:
            self.keep_what_came_too_late()
            return sign_in_to_go_on(request, kwargs["draft"])
        if self.draft.appointment_id or not self.progress.may_open(self.step):
            return redirect(next_url(self.progress))
        return super().dispatch(request, *args, **kwargs)

    def keep_what_came_too_late(self):
        """Keep for its owner what was typed while their session ended; most steps hold nothing worth typing twice."""

    def get_context_data(self, **kwargs):
        number = self.progress.number(self.step)
        steps = {"step": number, "steps": self.progress.count} if number else {}
        back = {"back_url": back_url(self.progress, self.step)}
        return super().get_context_data(**kwargs) | self.summary.context() | steps | back


@method_decorator(login_not_required, name="dispatch")
class StepPage(OnOwnDraft, FormView):
    """
    One question of a booking.

    Subclasses name ``step``, ``form_class`` and ``template_name`` and keep the
    answer in ``keep_answer``. Every answer renews the hold.
    """

    @property
    def counted(self):
        """The step to count as answered on its page; ``None`` when a Change link led back to it."""
        return None if self.progress.is_answered(self.step) else self.step

    def form_valid(self, form):
        self.keep_answer(form)
        return self.go_on()

    def form_invalid(self, form, status=HTTPStatus.UNPROCESSABLE_ENTITY):
        return self.render_to_response(self.get_context_data(form=form), status=status)

    def keep_answer(self, form):
        raise NotImplementedError

    def go_on(self):
        """Hold the time longer and lead to the next question; to the page of a lost time if somebody else has it."""
        self.look_again()
        if self.draft.starts_at is not None:
            try:
                if why_gone(self.summary):
                    raise SlotTaken
                keep_time_of(self.request, self.draft, now=self.now)
            except SlotTaken:
                return taken_page(self.request, self.summary)
        return redirect(next_url(self.progress))
