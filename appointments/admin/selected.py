"""A step taken with several appointments of the list: shown once more, each with its patient, then taken."""

from http import HTTPStatus

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from appointments.admin.form_page import form_page
from appointments.admin.step_form import SelectedForm
from appointments.admin.steps import STEPS
from appointments.forms.guard import Answer, AnswersField
from scheduling.admin.moments import named_moment

THE_LIST = "admin:appointments_appointment_changelist"


def ask_about(model_admin, request, queryset, step):
    """Show the selected rows as they are now, and ask; nothing is changed before that is answered."""
    rows = selected_rows(request, queryset)
    if not rows:
        return None
    return show(model_admin, request, SelectedForm(step=step, appointments=rows), step, rows)


def selected_rows(request, queryset):
    """Return the selected appointments; an empty list, and a sentence to whoever chose, where that cannot be."""
    rows = list(queryset.order_by("pk")[: AnswersField.MOST + 1])
    if len(rows) > AnswersField.MOST:
        most = {"most": AnswersField.MOST}
        messages.error(request, _("Those are too many at once. Choose %(most)s at most.") % most)
        return []
    if not rows:
        messages.error(request, _("Those appointments are not in the list any more. Choose again."))
    return rows


def selected_page(model_admin, request, slug):
    """Take a step with each row that is still as it was shown; one refusal never stops the rest."""
    if not model_admin.has_change_permission(request):
        raise PermissionDenied
    step = STEPS.get(slug)
    if step is None:
        raise Http404
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    rows = answered(model_admin, request)
    form = SelectedForm(request.POST, step=step, appointments=list(rows.values()))
    if not form.is_valid() and "answer" in form.errors:
        messages.error(request, form.errors["answer"][0])
        return redirect(THE_LIST)
    if form.errors:
        return show(model_admin, request, form, step, list(rows.values()), status=HTTPStatus.UNPROCESSABLE_ENTITY)
    take_with_each(model_admin, request, form, step, rows)
    return redirect(THE_LIST)


def answered(model_admin, request):
    """Return the appointments the answers name, by reference; 404 where one is not the user's to see."""
    references = {text.partition(".")[0] for text in request.POST.getlist("answer")[: AnswersField.MOST]}
    seen = model_admin.get_queryset(request).filter(reference__in=references).order_by("pk")
    rows = {appointment.reference: appointment for appointment in seen}
    if set(rows) != references:
        raise Http404
    return rows


def take_with_each(model_admin, request, form, step, rows):
    """Take the step in a transaction for each; who was left out is named, with the reason."""
    now, done = timezone.now(), 0
    for answer in form.cleaned_data["answer"]:
        appointment = rows[answer.reference]
        told = {"actor": request.user, "now": now, "words": form.cleaned_data, "seen": answer.seen}
        if not answer.fits(appointment):
            refusal = _("The page you answered was about another patient. Nothing was changed.")
        else:
            refusal = step.take(appointment, **told)
        if refusal:
            messages.error(request, f"{appointment.spoken_reference}, {appointment.patient}: {refusal}")
            continue
        done += 1
        model_admin.log_change(request, appointment, [{"changed": {"fields": [_("status")]}}])
    if done:
        messages.success(request, _("%(count)s: %(done)s") % {"count": done, "done": step.done})


def show(model_admin, request, form, step, rows, status=HTTPStatus.OK):
    """Show each row with what tells its patient from another of that name, and what the answer stands on."""
    return form_page(
        model_admin,
        request,
        form,
        title=step.action,
        button=step.button,
        status=status,
        rows=[(row, named_moment(row.starts_at, row.time_zone), Answer.about(row)) for row in rows],
        action=reverse("admin:appointments_appointment_selected", args=[step.slug]),
    )
