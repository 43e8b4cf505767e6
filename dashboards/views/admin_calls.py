"""Call these people: whom no message reached, what they have to be told, and what was done about it."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from appointments.admin.seen import seen_appointments
from appointments.forms.guard import Answer
from appointments.notifications.sending_again import NotSentAgain, send_again
from appointments.reading.desk_questions import undelivered
from appointments.reading.people_to_call import people_to_call
from appointments.services.calling import record_call
from appointments.services.recording import REFUSALS, Stale, version_seen
from dashboards.forms.calling import CallingForm
from scheduling.admin.own_clinics import clinics_of

MAY_SEE = ("appointments.view_appointment", "appointments.view_message")


@require_http_methods(["GET", "HEAD", "POST"])
def calls(request):
    """The people to call at my clinics. ``?clinic=`` (a slug) narrows the list."""
    if not request.user.has_perms(MAY_SEE):
        raise PermissionDenied
    now = timezone.now()
    if request.method != "POST":
        return calls_page(request, now=now)
    if not request.user.has_perm("appointments.change_appointment"):
        raise PermissionDenied
    form = CallingForm(request.POST)
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, sentences[0])
        return calls_page(request, now=now, form=form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    said = form.cleaned_data
    rows = answered(request.user, said["answer"])
    if said["do"] == CallingForm.CALLED:
        note_calls(request, rows, note=said["note"], now=now)
    else:
        write_again(request, rows, now=now)
    return redirect(request.get_full_path())


def calls_page(request, *, now, form=None, status=HTTPStatus.OK):
    """Render the list; ``form`` is the answer that came back, whose words are kept."""
    clinics = list(clinics_of(request.user).order_by("name", "pk"))
    clinic = next((one for one in clinics if one.slug == request.GET.get("clinic")), None)
    theirs = seen_appointments(request.user)
    rows = people_to_call(theirs.filter(clinic=clinic) if clinic else theirs, now=now)
    came_back = form.data.get("answer", "") if form is not None else ""
    context = {
        **admin.site.each_context(request),
        "title": _("Call these people"),
        "rows": [(row, str(Answer.about(row.appointment))) for row in rows],
        "may_act": request.user.has_perm("appointments.change_appointment"),
        "clinics": clinics,
        "clinic": clinic,
        "came_back": came_back,
        "note": form.data.get("note", "") if form is not None else "",
    }
    return render(request, "admin/calls.html", context, status=status)


def answered(user, answers):
    """Return ``[(appointment, answer), …]``; 404 where one is not the user's to see."""
    seen = seen_appointments(user).filter(reference__in={answer.reference for answer in answers}).for_listing()
    rows = {appointment.reference: appointment for appointment in seen}
    if any(answer.reference not in rows for answer in answers):
        raise Http404
    return [(rows[answer.reference], answer) for answer in answers]


def note_calls(request, rows, *, note, now):
    """Write a call down for each row; who was left out is named, with the reason."""
    done = 0
    for appointment, answer in rows:
        refusal = why_not_this_row(appointment, answer)
        try:
            if not refusal:
                record_call(appointment=appointment, actor=request.user, now=now, note=note, seen=answer.seen)
                done += 1
        except REFUSALS as error:
            refusal = str(error)
        if refusal:
            messages.error(request, named(appointment, refusal))
    if done:
        words = ngettext("%(count)s call is written down.", "%(count)s calls are written down.", done)
        messages.success(request, words % {"count": done})


def write_again(request, rows, *, now):
    """Queue again what was given up about each row; every one that cannot be is named, with the reason."""
    queued = 0
    given_up = undelivered(now=now).filter(event__appointment__in=[appointment.pk for appointment, _answer in rows])
    by_appointment = {}
    for message in given_up.select_related("event").order_by("pk"):
        by_appointment.setdefault(message.event.appointment_id, []).append(message)
    for appointment, answer in rows:
        if refusal := why_not_this_row(appointment, answer):
            messages.error(request, named(appointment, refusal))
            continue
        theirs = by_appointment.get(appointment.pk, [])
        if not theirs:
            messages.error(request, named(appointment, _("There is no message to send again. Please call.")))
        for message in theirs:
            try:
                send_again(message=message, now=now)
                queued += 1
            except NotSentAgain as error:
                messages.error(request, named(appointment, str(error)))
    if queued:
        words = ngettext("%(count)s message will be sent again.", "%(count)s messages will be sent again.", queued)
        messages.success(request, words % {"count": queued})


def why_not_this_row(appointment, answer):
    """Return why the answer is not about this row as it is now, or ``""``."""
    if not answer.fits(appointment):
        return _("The page you answered was about another patient. Nothing was changed.")
    return "" if answer.seen == version_seen(appointment) else str(Stale())


def named(appointment, refusal):
    return f"{appointment.spoken_reference}, {appointment.patient}: {refusal}"
