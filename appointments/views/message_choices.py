"""``/me/settings/messages/``: how I want to hear from the clinic; for everybody who signs in."""

from http import HTTPStatus

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.device_words import device_in_words
from accounts.models import Patient, User
from accounts.summary_row import Row
from accounts.time_zones import known_zone
from accounts.views.profile import spoken_phone
from appointments.forms.message_choices import MessageChoicesForm
from appointments.models import PushSubscription
from appointments.notifications.channels import registry
from appointments.notifications.push.keys import public_key
from appointments.notifications.recipients import of_user
from appointments.services.choosing_messages import choose_messages


@require_http_methods(["GET", "HEAD", "POST"])
def message_choices(request):
    """Show and save which messages I get, by which way and when."""
    user = User.objects.select_related("message_preference", "patient").get(pk=request.user.pk)
    patient = getattr(user, "patient", None)
    is_patient = not (user.is_doctor or user.is_administrator) or _acts_for_somebody(user)
    is_doctor = request.user.working_doctor is not None
    form = MessageChoicesForm(
        request.POST or None,
        recipient=of_user(user, patient=patient),
        is_patient=is_patient,
        is_doctor=is_doctor,
    )
    if request.method == "POST" and form.is_valid():
        choose_messages(user=user, choices=form.choices)
        messages.success(request, _("Saved."))
        return redirect("me:message_choices")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    is_written_to = is_patient or is_doctor
    context = {
        "form": form,
        "is_patient": is_patient,
        "rows": _where(user, patient, by_phone=is_written_to),
        "push": _notifications(user) if is_written_to and registry.channel("push").is_offered else None,
    }
    return render(request, "me/message_choices.html", context, status=status)


def _acts_for_somebody(user):
    return Patient.objects.accessible_to(user, now=timezone.now(), scope="messages").exists()


def _notifications(user):
    """Return what the part about devices needs: the key browsers subscribe with, and which do already."""
    devices = PushSubscription.objects.visible_to(user, now=timezone.now())
    return {
        "key": public_key(),
        "devices": [(device, device_in_words(device.user_agent)) for device in devices],
        "zone": known_zone(user.time_zone) or settings.TIME_ZONE,
    }


def _where(user, patient, *, by_phone):
    """Return the address and the number messages go to, with the pages that change them."""
    rows = [Row(_("Email address"), user.email, reverse("account_email"))]
    if by_phone and registry.channel("sms").is_offered:
        number = spoken_phone(patient.phone if patient and patient.phone else user.phone)
        change = f"{reverse('me:profile')}?section=phone" if patient else ""
        rows.append(Row(_("Mobile number"), number or _("None"), change))
    return rows
