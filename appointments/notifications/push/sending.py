"""One message to every device of the person it is for."""

import datetime as dt
import http.client
import json
import logging
import time

from django.utils import timezone
from django.utils.crypto import salted_hmac

from appointments.models import PushSubscription
from appointments.notifications.kinds import Kind
from appointments.notifications.push.service import Gone, NotTakenByService
from appointments.notifications.reachability import MUST_BE_TOLD
from appointments.services.push_devices import note_use, take_off_lost

log = logging.getLogger(__name__)

SECONDS_FOR_ALL = 45
"""No further device is begun after so long: ``delivering.SLOWEST`` holds for a message to ten devices, too."""

LONGEST_KEPT, KEPT_WITHOUT_A_TIME = dt.timedelta(days=28), dt.timedelta(days=1)
TOPIC_LENGTH = 32
NOT_TAKEN = (NotTakenByService, OSError, http.client.HTTPException)


class NoDevice(Exception):
    """There is no device left that takes notifications for this person."""


def send_to_devices(message, backend):
    """
    Hand ``message`` over for each device. One that takes it is enough; those that are gone are taken off the list.

    Raises ``NoDevice`` where none is left, else what the last service said that did not take it.
    """
    now = timezone.now()
    told = {
        "payload": payload(message),
        "ttl": seconds_to_keep(message, now=now),
        "urgency": urgency(message),
        "topic": topic(message),
    }
    taken, gone, trouble = [], [], None
    until = time.monotonic() + SECONDS_FOR_ALL
    for device in PushSubscription.objects.live(now=now).filter(user=message.user_id).order_by("-created_at", "-pk"):
        if time.monotonic() > until:
            trouble = trouble or TimeoutError()
            break
        try:
            backend.send(device, **told)
            taken.append(device)
        except Gone:
            gone.append(device)
        except NOT_TAKEN as error:
            log.warning("device %s did not get message %s: %s", device.pk, message.pk, type(error).__name__)
            trouble = error
    if gone or not (taken or trouble):
        take_off_lost(user_id=message.user_id, devices=gone, now=now)
    if taken:
        note_use(devices=taken, now=now)
    elif trouble is not None:
        raise trouble
    else:
        raise NoDevice


def payload(message):
    """Return what the service worker of the page reads; one tag an appointment, so that later news takes its place."""
    told = {
        "title": message.subject,
        "body": message.text,
        "link": message.link,
        "tag": _about(message),
        "lang": message.language,
    }
    return json.dumps(told, ensure_ascii=False).encode()


def seconds_to_keep(message, *, now):
    """Return how long the service keeps it for a device that is off: while it is of use."""
    ends = [message.not_after, message.event.appointment.starts_at if message.event else None]
    to_come = [end - now for end in ends if end is not None and end > now]
    return int(min([*to_come, LONGEST_KEPT] if to_come else [KEPT_WITHOUT_A_TIME]).total_seconds())


def urgency(message):
    """RFC 8030, 5.3: what may wake a device that saves its battery."""
    return "high" if message.kind in MUST_BE_TOLD or message.kind == Kind.PUSH_TEST else "normal"


def topic(message):
    """Of several with one topic a service keeps the last only. It reads it, so it is none of our own names."""
    return salted_hmac("push topic", _about(message), algorithm="sha256").hexdigest()[:TOPIC_LENGTH]


def _about(message):
    return message.event.appointment.reference if message.event else message.kind
