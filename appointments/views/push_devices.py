"""Notifications on a device: turning them on and off, trying them, and the script that shows them."""

from http import HTTPStatus
from pathlib import Path

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from appointments.forms.push_device import PushDeviceForm
from appointments.models import PushSubscription
from appointments.notifications.push.keys import own_key, public_key
from appointments.notifications.push.this_device import device_here, note_in_session, remember
from appointments.policies import NotAllowed
from appointments.services.push_devices import renew, send_test, take_off_lost, turn_off, turn_on

SCRIPT = "js/push-worker.js"


@login_not_required
@require_safe
def worker(request):
    """
    Give out the service worker: from the root, so that it may show notifications of the whole site.

    Browsers ask for it again each day; without a cache a new one is there at once.
    """
    script = Path(finders.find(SCRIPT)).read_text(encoding="utf-8")
    return HttpResponse(script, content_type="text/javascript; charset=utf-8", headers={"Cache-Control": "no-cache"})


@require_POST
def push_on(request):
    """Turn notifications on for the browser that asks."""
    form = PushDeviceForm(request.POST)
    if not form.is_valid():
        return to_devices(request, refusal=_("We cannot send notifications to this browser."))
    try:
        device = turn_on(
            user=request.user,
            user_agent=request.headers.get("User-Agent", ""),
            now=timezone.now(),
            **form.cleaned_data,
        )
    except NotAllowed as refusal:
        return to_devices(request, refusal=str(refusal))
    messages.success(request, _("Notifications are on for this device."))
    note_in_session(request.session, device.pk)
    response = to_devices(request)
    remember(response, device)
    return response


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def push_renew(request):
    """
    Let the service worker say that its push service gave the browser another address, or none any more (``ended``).

    Nobody need be signed in when that happens: the device is known by its cookie.
    It asks first, for the key and for the token every POST carries; who is no device gets neither.
    """
    now = timezone.now()
    device = device_here(request, now=now) if own_key() is not None else None
    if request.method != "POST":
        return JsonResponse({"key": public_key(), "token": get_token(request)} if device else {"key": ""})
    if device is None:
        raise Http404
    if "ended" in request.POST:
        take_off_lost(user_id=device.user_id, devices=[device], now=now)
        return HttpResponse(status=HTTPStatus.NO_CONTENT)
    form = PushDeviceForm(request.POST)
    if not form.is_valid():
        return HttpResponse(status=HTTPStatus.UNPROCESSABLE_ENTITY)
    renew(device=device, now=now, **form.cleaned_data)
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    remember(response, device)
    return response


@require_POST
def push_off(request, pk):
    """Turn notifications off for one of my devices."""
    now = timezone.now()
    turn_off(device=get_object_or_404(PushSubscription.objects.visible_to(request.user, now=now), pk=pk), now=now)
    messages.success(request, _("Notifications are off for that device."))
    return to_devices(request)


@require_POST
def push_test(request):
    """Send me a notification, to see that it comes."""
    try:
        send_test(user=request.user, now=timezone.now())
    except NotAllowed as refusal:
        return to_devices(request, refusal=str(refusal))
    messages.success(request, _("We have sent one to your devices. It comes within a minute."))
    return to_devices(request)


def to_devices(request, *, refusal=""):
    if refusal:
        messages.error(request, refusal)
    return redirect(reverse("me:message_choices") + "#devices")
