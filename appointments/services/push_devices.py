"""
Turn notifications on for a device, and off again; what has gone by itself is taken off the list.

Every change counts anew whether its owner has a device, in the row that comes
along wherever messages are written.
"""

import datetime as dt

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry, Patient, User
from accounts.services.auditing import audit
from appointments.models import Message, MessagePreference, PushSubscription
from appointments.models.push_subscription import hash_of_endpoint
from appointments.notifications import dedupe_keys
from appointments.notifications.kinds import Kind
from appointments.notifications.push.keys import own_key
from appointments.policies import NotAllowed

CHANNEL = "push"
MOST_DEVICES = 10
"""Beyond that the one turned on first makes room."""

TEST_IS_OF_USE_FOR = dt.timedelta(hours=1)


@in_one_transaction()
def turn_on(*, user, endpoint, p256dh, auth, user_agent, now, expires_at=None):
    """
    Let a browser show notifications to ``user`` and return its device. Inverse: ``turn_off``.

    A browser that showed them to somebody else is theirs no more. Raises
    ``NotAllowed`` where this installation sends none.
    """
    if own_key() is None:
        raise NotAllowed(_("We do not send notifications here."))
    known = hash_of_endpoint(endpoint)
    before = PushSubscription.objects.filter(endpoint_hash=known).values_list("user", flat=True).first()
    _lock(user.pk, before)
    given = {"user": user, "endpoint": endpoint, "p256dh": p256dh, "auth": auth, "user_agent": user_agent[:200]}
    times = {"created_at": now, "last_used_at": None, "expires_at": expires_at}
    device, _is_new = PushSubscription.objects.update_or_create(endpoint_hash=known, defaults=given | times)
    mine = PushSubscription.objects.filter(user=user).exclude(pk=device.pk).order_by("-created_at", "-pk")
    too_many = list(mine.values_list("pk", flat=True)[MOST_DEVICES - 1 :])
    PushSubscription.objects.filter(pk__in=too_many).delete()
    _count(user.pk, before)
    _write_down(AuditEntry.Action.SHARE, user, actor=user, now=now)
    return device


@in_one_transaction()
def renew(*, device, endpoint, p256dh, auth, now, expires_at=None):
    """
    Write to ``device`` at the address its browser has now: its push service gave it another by itself.

    It stays the device it was, turned on when it was. Nothing happens where it was turned off meanwhile.
    """
    known = hash_of_endpoint(endpoint)
    before = PushSubscription.objects.filter(endpoint_hash=known).values_list("user", flat=True).first()
    _lock(device.user_id, before)
    PushSubscription.objects.filter(endpoint_hash=known).exclude(pk=device.pk).delete()
    PushSubscription.objects.filter(pk=device.pk, user=device.user_id).update(
        endpoint=endpoint, endpoint_hash=known, p256dh=p256dh, auth=auth, expires_at=expires_at
    )
    _count(device.user_id, before)
    _write_down(AuditEntry.Action.CHANGE, device.user, actor=None, now=now)


@in_one_transaction()
def turn_off(*, device, now):
    """Send nothing more to ``device``, as its owner wishes."""
    _lock(device.user_id)
    PushSubscription.objects.filter(pk=device.pk, user=device.user_id).delete()
    _count(device.user_id)
    _write_down(AuditEntry.Action.END, device.user, actor=device.user, now=now)


@in_one_transaction()
def turn_off_everywhere(*, user, now):
    """Send nothing more to any device of ``user``: who holds them may be somebody else. Returns how many there were."""
    _lock(user.pk)
    count, _by_model = PushSubscription.objects.filter(user=user).delete()
    if count:
        _count(user.pk)
        _write_down(AuditEntry.Action.END, user, actor=user, now=now)
    return count


@in_one_transaction()
def take_off_lost(*, user_id, devices, now):
    """Forget those ``devices`` of a person whose push service knows them no more, and what has come to its end."""
    _lock(user_id)
    # One that was turned on again meanwhile has the same address and a later beginning; a renewed one, another address.
    for device in devices:
        same = {"created_at": device.created_at, "endpoint_hash": device.endpoint_hash}
        PushSubscription.objects.filter(pk=device.pk, **same).delete()
    PushSubscription.objects.filter(user=user_id, expires_at__lte=now).delete()
    _count(user_id)


def note_use(*, devices, now):
    """Keep when a device last took a notification, for its owner to see."""
    PushSubscription.objects.filter(pk__in=[device.pk for device in devices]).update(last_used_at=now)


@in_one_transaction()
def send_test(*, user, now):
    """
    Queue a test for all devices of ``user`` and return it; the worker sends it within seconds.

    One a minute. Raises ``NotAllowed`` where there is no device, or one was sent just now.
    """
    if not PushSubscription.objects.live(now=now).filter(user=user).exists():
        raise NotAllowed(_("Turn them on for a device first."))
    message, is_new = Message.objects.get_or_create(
        dedupe_key=dedupe_keys.for_push_test(user, now),
        defaults={
            "user": user,
            "address": f"user-{user.pk}",
            "channel": CHANNEL,
            "kind": Kind.PUSH_TEST,
            "language": user.language,
            "subject": _("This is a test"),
            "text": _("Notifications work on this device."),
            "link": reverse("me:message_choices"),
            "send_after": now,
            "not_after": now + TEST_IS_OF_USE_FOR,
            "created_at": now,
        },
    )
    if not is_new:
        raise NotAllowed(_("We have just sent one. Wait a minute before the next."))
    return message


def _lock(*users):
    """Two presses at once come one after the other; always in the same order."""
    list(User.objects.select_for_update(no_key=True).filter(pk__in=filter(None, users)).order_by("pk"))


def _count(*users):
    for user in filter(None, set(users)):
        if PushSubscription.objects.filter(user=user).exists():
            MessagePreference.objects.update_or_create(user_id=user, defaults={"has_devices": True})
        else:
            MessagePreference.objects.filter(user=user).update(has_devices=False)


def _write_down(action, user, *, actor, now):
    """``actor`` is ``None`` for what a browser does by itself."""
    own_record = Patient.objects.filter(user=user).first()
    audit(
        actor=actor,
        action=action,
        object_label="notifications:device",
        patient=own_record,
        on_patients_side=actor is not None and own_record is not None,
        now=now,
    )
