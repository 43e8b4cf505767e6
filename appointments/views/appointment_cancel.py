"""Cancel one's own appointment: a page that says what it means, then the button."""

from http import HTTPStatus

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import patient_required
from appointments.forms.changes import CancelForm
from appointments.lifecycle import TransitionNotAllowed, Verb
from appointments.policies import NotAllowed
from appointments.reading.as_read import AsRead, Reader
from appointments.services.cancelling import cancel
from appointments.services.recording import Stale, just_done, version_seen
from appointments.views.appointment_pages import mine


@patient_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel_page(request, reference):
    """Cancel one of my appointments."""
    now = timezone.now()
    appointment = get_object_or_404(mine(request, now=now), reference=reference)
    read = AsRead(appointment, reader=Reader.of(request, now=now))
    seen = {"seen": version_seen(appointment)}
    if request.method != "POST":
        return show_cancel(request, read, CancelForm(initial=seen))
    form = CancelForm(request.POST)
    if not form.is_valid() and form.conflict:
        return show_anew(request, read, form, HTTPStatus.CONFLICT)
    if form.errors:
        return show_cancel(request, read, form, HTTPStatus.UNPROCESSABLE_ENTITY)
    try:
        cancel(appointment=appointment, actor=request.user, now=now, as_patient=True, **form.cleaned_data)
    except (NotAllowed, TransitionNotAllowed, Stale) as error:
        if not just_done(appointment, verb=Verb.CANCEL, actor=request.user, now=now):
            return refuse(request, read, form, error)
    messages.success(request, _("Your appointment is cancelled. Someone else can now use the time."))
    return redirect(appointment)


def refuse(request, read, form, error):
    form.add_error(None, str(error))
    status = HTTPStatus.CONFLICT if isinstance(error, Stale) else HTTPStatus.UNPROCESSABLE_ENTITY
    return show_anew(request, read, form, status)


def show_anew(request, read, form, status):
    """Show the page again with what was chosen, the reason it was not done, and the version it now stands on."""
    form.data = form.data.copy()
    form.data["seen"] = version_seen(read.appointment)
    return show_cancel(request, read, form, status)


def show_cancel(request, read, form, status=HTTPStatus.OK):
    context = {"read": read, "appointment": read.appointment, "form": form}
    return render(request, "appointments/cancel.html", context, status=status)
