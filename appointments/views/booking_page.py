"""What the pages of the booking flow share: may this be asked now, the hold, the page of a lost time."""

from http import HTTPStatus

from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import urlencode
from django.views.generic import FormView

from appointments.as_read import Reader
from appointments.booking_steps import Progress, Step
from appointments.booking_summary import BookingSummary
from appointments.own_drafts import keep_time_of, own_draft
from appointments.services.alternatives import nearest_times
from appointments.time_buttons import time_buttons
from scheduling.models import utc_minute
from scheduling.offering import open_starts, why_not_offered
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


def summary_context(summary):
    """Return what ``components/step_header.html`` and the card beside a step print."""
    draft = summary.draft
    context = {
        "draft": draft,
        "progress": summary.progress,
        "summary": summary,
        "chosen": summary.chosen,
        "hold_words": summary.hold_words,
    }
    if summary.is_held:
        context |= {
            "held_until": draft.held_until.isoformat(),
            "now": summary.now.isoformat(),
            "keep_url": reverse("appointments:book_keep", args=[draft.pk]),
            "soon_words": summary.soon_words,
        }
    return context


def taken_page(request, summary):
    """Say that the time is gone, with the answers kept and the nearest others as buttons. HTTP 409."""
    draft, now, others = summary.draft, summary.now, []
    if summary.would_be is not None:
        near, lost = max(draft.starts_at, now), draft.starts_at
        nearest = nearest_times(offer=summary.offer, near=near, now=now, exclude_start=lost)
        others = time_buttons(nearest, as_read=summary.would_be)
    context = summary_context(summary) | {"others": others, "why": why_gone(summary)}
    return render(request, "appointments/book/taken.html", context, status=HTTPStatus.CONFLICT)


def why_gone(summary):
    """Return why nobody can book the time any more; nothing when somebody else has it."""
    draft, offer = summary.draft, summary.offer
    if offer is None or draft.starts_at is None:
        return None
    return why_not_offered(offer=offer, clinic=draft.clinic, starts_at=draft.starts_at, now=summary.now)


def is_still_free(summary):
    """Say whether the time could be had after all, by its own hold or because nobody else has it."""
    draft, offer, now = summary.draft, summary.offer, summary.now
    if offer is None or why_gone(summary):
        return False
    starts = open_starts(now=now, offer=offer, hold_key=draft.hold_key)
    return starts.filter(clinic=draft.clinic_id, minute=utc_minute(draft.starts_at)).exists()


@method_decorator(login_not_required, name="dispatch")
class StepPage(FormView):
    """
    One question of a booking.

    Subclasses name ``step``, ``form_class`` and ``template_name`` and keep the
    answer in ``keep_answer``. A question that cannot be asked leads to the one
    that can. Every answer renews the hold.
    """

    step = None

    def setup(self, request, *args, **kwargs):
        super().setup(request, *args, **kwargs)
        self.now = timezone.now()
        self.draft = own_draft(request, kwargs["draft"], now=self.now)
        self.look_again()

    def look_again(self):
        """Read who the booking is for and how far it is from the draft as it is now."""
        self.progress = Progress(self.draft, user=self.request.user, now=self.now)
        self.summary = BookingSummary(self.progress, reader=Reader.of(self.request, now=self.now))

    def dispatch(self, request, *args, **kwargs):
        if self.draft.appointment_id or not self.progress.may_open(self.step):
            return redirect(next_url(self.progress))
        return super().dispatch(request, *args, **kwargs)

    @property
    def counted(self):
        """The step to count as answered on its page; ``None`` when a Change link led back to it."""
        return None if self.progress.is_answered(self.step) else self.step

    def get_context_data(self, **kwargs):
        number = self.progress.number(self.step)
        steps = {"step": number, "steps": self.progress.count} if number else {}
        back = {"back_url": back_url(self.progress, self.step)}
        return super().get_context_data(**summary_context(self.summary), **steps, **back, **kwargs)

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
