"""Turning notifications on and off for a device; and what turns them off by itself."""

import datetime as dt

import pytest
from allauth.account.signals import password_changed
from allauth.usersessions.models import UserSession
from django.test import Client

from accounts.models import AuditEntry
from accounts.services.closing_sign_ins import set_sign_in_active
from accounts.services.ending_sessions import end_sessions
from accounts.services.sign_ins import add_primary_address
from appointments.models import Message, MessagePreference, PushSubscription
from appointments.notifications.delivering import deliver_due
from appointments.policies import NotAllowed
from appointments.services.choosing_messages import choose_messages
from appointments.services.push_devices import MOST_DEVICES, send_test, turn_off, turn_on
from tests.accounts.builders import PASSWORD
from tests.appointments.notifications.push.conftest import FIREFOX
from tests.dashboards.staff import administrator

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
PAGE = "/me/settings/messages/"
ON = f"{PAGE}devices/"


def has_devices(user):
    return MessagePreference.objects.filter(user=user, has_devices=True).exists()


def come_in(client, user):
    """Sign in, and return the line of the list of places where one is signed in."""
    client.force_login(user)
    return UserSession.objects.create(user=user, session_key=client.session.session_key, ip="192.0.2.1", user_agent="")


# --- On and off ----------------------------------------------------------------------------------------


def test_turning_on_is_kept_and_written_down(patient, on, now):
    browser, device = on(patient.user)

    assert (device.user, device.endpoint, device.user_agent) == (patient.user, browser.endpoint, FIREFOX)
    assert has_devices(patient.user)
    entry = AuditEntry.objects.get(object_label="notifications:device")
    assert (entry.action, entry.actor, entry.patient) == ("shared", patient.user, patient)


def test_what_somebody_chose_stays(patient, on):
    choose_messages(user=patient.user, choices={"private": True, "visits_email": False})
    on(patient.user)

    row = MessagePreference.objects.get(user=patient.user)
    assert (row.private, row.visits_email, row.has_devices) == (True, False, True)


def test_choosing_leaves_the_devices(patient, on):
    on(patient.user)
    choose_messages(user=patient.user, choices={"visits_push": False})

    assert has_devices(patient.user)


def test_twice_in_one_browser_is_one_device_with_the_new_keys(patient, browser, now):
    first = turn_on(user=patient.user, user_agent="", now=now, **browser.says)
    second = turn_on(user=patient.user, user_agent=FIREFOX, now=now + MINUTE, **(browser.says | {"auth": "new"}))

    assert first.pk == second.pk
    assert PushSubscription.objects.get().auth == "new"


def test_a_browser_somebody_else_turns_them_on_in_is_theirs(patient, other_patient, browser, now):
    turn_on(user=patient.user, user_agent="", now=now, **browser.says)
    turn_on(user=other_patient.user, user_agent="", now=now, **browser.says)

    assert [device.user for device in PushSubscription.objects.all()] == [other_patient.user]
    assert (has_devices(patient.user), has_devices(other_patient.user)) == (False, True)


def test_beyond_ten_the_first_makes_room(patient, on, now):
    for number in range(MOST_DEVICES + 1):
        on(patient.user, str(number), at=now + number * MINUTE)

    names = {device.endpoint.rpartition("/")[2] for device in PushSubscription.objects.all()}
    assert names == {str(number) for number in range(1, MOST_DEVICES + 1)}


def test_the_last_one_off_is_none_left(patient, on, now):
    _browser, one = on(patient.user)
    _browser, other = on(patient.user, "phone")
    turn_off(device=one, now=now)
    assert has_devices(patient.user)
    turn_off(device=other, now=now)

    assert not has_devices(patient.user)
    assert AuditEntry.objects.filter(action="ended", object_label="notifications:device").count() == 2


def test_without_a_key_none_is_turned_on(patient, browser, settings, now):
    settings.VAPID_PRIVATE_KEY = ""

    with pytest.raises(NotAllowed, match="We do not send notifications here"):
        turn_on(user=patient.user, user_agent="", now=now, **browser.says)
    assert not PushSubscription.objects.exists()


def test_they_go_with_their_owner(patient, on):
    """Nobody else may have them, and they say nothing of the past: an account that is deleted takes them along."""
    field = PushSubscription._meta.get_field("user")

    assert field.remote_field.on_delete.__name__ == "CASCADE"


# --- Off by itself -------------------------------------------------------------------------------------


def test_signing_out_on_the_device_turns_them_off_there(client, patient, on, browser, clock):
    phone, _device = on(patient.user, "phone")
    client.force_login(patient.user)
    client.post(ON, browser.says)
    assert PushSubscription.objects.count() == 2
    client.post("/accounts/logout/")

    assert [device.endpoint for device in PushSubscription.objects.all()] == [phone.endpoint]


def test_in_a_later_session_too(client, patient, browser, clock):
    client.force_login(patient.user)
    client.post(ON, browser.says)
    client.session.delete()
    client.force_login(patient.user)
    client.post("/accounts/logout/")

    assert not PushSubscription.objects.exists()


def test_a_session_that_ends_by_itself_leaves_them_on(client, patient, browser, settings, clock):
    settings.SESSION_IDLE_SECONDS = {"patient": 30 * 60, "staff": 15 * 60}
    client.force_login(patient.user)
    client.post(ON, browser.says)
    clock.shift(31 * 60)
    page = client.get(PAGE)

    assert page.status_code == 302
    assert PushSubscription.objects.count() == 1
    assert page["Clear-Site-Data"] == '"cache"'  # the storage holds what shows them


def test_whoever_signs_out_in_another_browser_leaves_them_on(client, patient, on, clock):
    on(patient.user)
    client.force_login(patient.user)
    client.post("/accounts/logout/")

    assert PushSubscription.objects.count() == 1


def test_signing_out_elsewhere_turns_them_off_there(client, patient, on, browser, clock):
    phone, _device = on(patient.user, "phone")
    come_in(client, patient.user)
    client.post(ON, browser.says)
    here = Client()
    here.force_login(patient.user)
    end_sessions(user=patient.user, but=here.session.session_key)

    assert [device.endpoint for device in PushSubscription.objects.all()] == [phone.endpoint]
    assert has_devices(patient.user)


def test_elsewhere_in_a_later_session_too(client, patient, browser, clock):
    add_primary_address(user=patient.user, verified=True)
    client.force_login(patient.user)
    client.post(ON, browser.says)
    client.session.delete()
    client.post("/accounts/login/", {"login": patient.user.email, "password": PASSWORD})
    assert PushSubscription.objects.count() == 1
    assert end_sessions(user=patient.user) == 1

    assert not PushSubscription.objects.exists()
    assert not has_devices(patient.user)


def test_the_device_of_whoever_used_the_browser_before_stays(client, patient, other_patient, browser, clock):
    """It shows what its owner asked for; the other never turned anything on."""
    client.force_login(patient.user)
    client.post(ON, browser.says)
    client.session.delete()
    come_in(client, other_patient.user)
    end_sessions(user=other_patient.user)

    assert PushSubscription.objects.get().user == patient.user


def test_a_cookie_of_somebody_elses_device_turns_off_nothing(client, patient, other_patient, browser, clock):
    client.force_login(patient.user)
    client.post(ON, browser.says)
    stranger = Client()
    stranger.cookies["notifications"] = client.cookies["notifications"].value
    stranger.force_login(other_patient.user)
    stranger.post("/accounts/logout/")

    assert PushSubscription.objects.count() == 1


def test_a_cookie_somebody_made_up_does_nothing(client, patient, on, clock):
    _browser, device = on(patient.user)
    client.force_login(patient.user)
    client.cookies["notifications"] = str(device.pk)
    client.post("/accounts/logout/")

    assert PushSubscription.objects.count() == 1


def test_a_closed_sign_in_has_no_devices(patient, on, now):
    on(patient.user)
    set_sign_in_active(user=patient.user, is_active=False, actor=administrator(), now=now)

    assert not PushSubscription.objects.exists()
    assert not has_devices(patient.user)


def test_a_new_password_turns_them_off_everywhere(patient, other_patient, on):
    on(patient.user)
    on(other_patient.user, "nadia")
    password_changed.send(sender=type(patient.user), request=None, user=patient.user)

    assert [device.user for device in PushSubscription.objects.all()] == [other_patient.user]


# --- A test of them ------------------------------------------------------------------------------------


def test_a_test_comes_to_every_device(patient, on, now, clock, push_service):
    browser, _device = on(patient.user)
    phone, _device = on(patient.user, "phone")
    send_test(user=patient.user, now=now)
    deliver_due(now=now)

    assert browser.shown == phone.shown
    assert browser.shown[0]["title"] == "This is a test"
    assert browser.shown[0]["link"] == PAGE
    assert {headers["urgency"] for _line, headers, _body in push_service.requests} == {"high"}


def test_one_a_minute(patient, on, now):
    on(patient.user)
    send_test(user=patient.user, now=now)

    with pytest.raises(NotAllowed, match="Wait a minute"):
        send_test(user=patient.user, now=now)
    send_test(user=patient.user, now=now + MINUTE)
    assert Message.objects.filter(kind="push_test").count() == 2


def test_without_a_device_there_is_nothing_to_test(patient, now):
    with pytest.raises(NotAllowed, match="Turn them on"):
        send_test(user=patient.user, now=now)
