"""``/answer/<token>/``: the page behind the button of a reminder."""

from http import HTTPStatus

from allauth.core.internal import ratelimit
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from appointments.answering.asked import LinkOver, asked_by
from appointments.answering.form import AnswerForm
from appointments.services.answering import say_coming
from appointments.services.cancelling import cancel
from appointments.services.recording import REFUSALS, version_seen


@login_not_required
@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request, token):
    """Say whether one comes, by a link of a reminder. Opening it changes nothing: scanners of mail open every link."""
    now = timezone.now()
    try:
        asked = asked_by(token, now=now)
    except LinkOver:
        return render(request, "appointments/answer/over.html", status=HTTPStatus.GONE)
    with translation.override(asked.recipient.language):
        return answer_in_their_language(request, token, asked, now)


def answer_in_their_language(request, token, asked, now):
    if not asked.is_open:
        if request.method == "POST":
            return redirect("appointments:answer", token)
        return render(request, "appointments/answer/answered.html", {"asked": asked})
    form = AnswerForm(request.POST if request.method == "POST" else None, may_cancel=asked.cancel_refusal is None)
    if request.method == "POST" and form.is_valid() and carry_out(request, form, asked, now):
        return redirect("appointments:answer", token)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "appointments/answer/ask.html", {"asked": asked, "form": form}, status=status)


def carry_out(request, form, asked, now):
    """Do what was answered and return whether it was done; else the form says why not."""
    if not is_the_date(request, form, asked):
        form.refuse_the_date()
        return False
    told = {
        "appointment": asked.appointment,
        "actor": asked.user,
        "now": now,
        "seen": version_seen(asked.appointment),
        "by_link": True,
    }
    try:
        if form.is_coming:
            say_coming(**told)
        else:
            cancel(reason_code=form.cleaned_data["reason_code"], as_patient=True, **told)
    except REFUSALS as refusal:
        form.add_error(None, str(refusal))
        return False
    return True


def is_the_date(request, form, asked):
    """Compare the date of birth. Counted before it is looked at, so that many tries at once are no way around."""
    usage = ratelimit.consume(request, app="allauth.account", action="answer_link", key=asked.counted_by)
    if not usage or not form.fits(asked.appointment.patient.date_of_birth):
        return False
    usage.rollback()
    return True
