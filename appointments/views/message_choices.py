"""``/me/settings/messages/``: how I want to hear from the clinic; for everybody who signs in."""

from http import HTTPStatus

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.models import Patient, User
from accounts.summary_row import Row
from accounts.views.profile import spoken_phone
from appointments.forms.message_choices import MessageChoicesForm
from appointments.notifications.channels import registry
from appointments.notifications.recipients import of_user
from appointments.services.choosing_messages import choose_messages


@require_http_methods(["GET", "HEAD", "POST"])
def message_choices(request):
    """Show and save which messages I get, by which way and when."""
    user = User.objects.select_related("message_preference", "patient").get(pk=request.user.pk)
    patient = getattr(user, "patient", None)
    is_patient = not (user.is_doctor or user.is_administrator) or _acts_for_somebody(user)
    form = MessageChoicesForm(
        request.POST or None,
        recipient=of_user(user, patient=patient),
        is_patient=is_patient,
        is_doctor=request.user.working_doctor is not None,
    )
    if request.method == "POST" and form.is_valid():
        choose_messages(user=user, choices=form.choices)
        messages.success(request, _("Saved."))
        return redirect("me:message_choices")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    context = {"form": form, "is_patient": is_patient, "rows": _where(user, patient, is_patient=is_patient)}
    return render(request, "me/message_choices.html", context, status=status)


def _acts_for_somebody(user):
    return Patient.objects.accessible_to(user, now=timezone.now(), scope="messages").exists()


def _where(user, patient, *, is_patient):
    """Return the address and the number messages go to, with the pages that change them."""
    rows = [Row(_("Email address"), user.email, reverse("account_email"))]
    if is_patient and registry.channel("sms").is_offered:
        number = spoken_phone(patient.phone if patient and patient.phone else user.phone)
        change = f"{reverse('me:profile')}?section=phone" if patient else ""
        rows.append(Row(_("Mobile number"), number or _("None"), change))
    return rows
