"""A form of ours in the look of the admin."""

from http import HTTPStatus

from django.contrib.admin.helpers import AdminForm
from django.template.response import TemplateResponse
from django.urls import reverse

from scheduling.admin.moments import named_moment


def form_page(
    model_admin,
    request,
    form,
    *,
    title,
    button,
    status=HTTPStatus.OK,
    appointment=None,
    back=None,
    rows=(),
    action="",
):
    """
    Answer with ``form``, below the ``appointment`` or the ``rows`` it is about.

    A row is an appointment, its start in words and the ``Answer`` the form carries for it.
    """
    shown = AdminForm(form, form.fieldsets, {}, (), model_admin=model_admin)
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": model_admin.opts,
        "title": title,
        "adminform": shown,
        "errors": form.errors,
        "media": model_admin.media + form.media,
        "button": button,
        "appointment": appointment,
        "when": named_moment(appointment.starts_at, appointment.time_zone) if appointment else "",
        "rows": rows,
        "action": action,
        "back": back or reverse("admin:appointments_appointment_changelist"),
    }
    return TemplateResponse(request, "admin/appointments/form_page.html", context, status=status)
