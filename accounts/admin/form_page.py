"""A form of ours in the look of the admin: what it is about, its fields, the button, the way back."""

from http import HTTPStatus

from django.contrib.admin.helpers import AdminForm
from django.template.response import TemplateResponse
from django.urls import reverse


def form_page(
    model_admin, request, form, *, title, button, back="", template="admin/form_page.html", status=HTTPStatus.OK, **more
):
    """
    Answer with ``form``, which has ``fieldsets``; ``back`` is the list unless it is said.

    ``more`` is what a ``template`` of its own shows above the fields.
    """
    shown = AdminForm(form, form.fieldsets, {}, (), model_admin=model_admin)
    opts = model_admin.opts
    context = {
        **model_admin.admin_site.each_context(request),
        "opts": opts,
        "title": title,
        "adminform": shown,
        "errors": form.errors,
        "media": model_admin.media + form.media,
        "button": button,
        "back": back or reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist"),
        **more,
    }
    return TemplateResponse(request, template, context, status=status)
