"""A browser whose push service gave it another address says so by itself, and stays the device it was."""

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import AuditEntry
from accounts.services.closing_sign_ins import set_sign_in_active
from appointments.models import MessagePreference, PushSubscription
from appointments.models.push_subscription import hash_of_endpoint
from appointments.notifications.delivering import deliver_due
from appointments.notifications.push.keys import public_key
from appointments.services.push_devices import renew, send_test, take_off_lost, turn_off
from tests.appointments.notifications.push.conftest import FIREFOX
from tests.appointments.notifications.push.fake_service import Browser
from tests.dashboards.staff import administrator

pytestmark = pytest.mark.django_db
ON = "/me/settings/messages/devices/"
RENEW = "/notifications/renew/"


@pytest.fixture
def device(client, patient, browser, clock):
    """Maria turned them on in this browser; her session there is over."""
    client.force_login(patient.user)
    client.post(ON, browser.says, headers={"User-Agent": FIREFOX})
    client.session.delete()
    return PushSubscription.objects.get()


@pytest.fixture
def moved(push_service):
    """The same browser at its new address."""
    return Browser(push_service, "moved")


def test_it_stays_the_device_it_was(client, device, moved):
    answer = client.post(RENEW, moved.says)

    after = PushSubscription.objects.get()
    assert answer.status_code == 204
    assert (after.endpoint, after.endpoint_hash) == (moved.endpoint, hash_of_endpoint(moved.endpoint))
    assert (after.pk, after.user, after.user_agent, after.created_at) == (
        device.pk,
        device.user,
        FIREFOX,
        device.created_at,
    )
    assert "notifications" in answer.cookies  # for another year
    entry = AuditEntry.objects.get(object_label="notifications:device", action="changed")
    assert (entry.actor, entry.role, entry.patient.user) == (None, "system", device.user)


def test_the_next_message_comes_there(client, device, browser, moved, now):
    client.post(RENEW, moved.says)
    send_test(user=device.user, now=now)
    deliver_due(now=now)

    assert [shown["title"] for shown in moved.shown] == ["This is a test"]
    assert browser.shown == []


def test_it_is_given_the_key_and_a_token_and_nothing_is_changed(client, device):
    told = client.get(RENEW)

    assert told.json()["key"] == public_key()
    assert told["Cache-Control"].startswith("max-age=0, no-cache, no-store")
    assert PushSubscription.objects.get().endpoint == device.endpoint


def test_with_the_token_it_may_and_without_it_not(device, client, moved):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["notifications"] = client.cookies["notifications"].value
    refused = strict.post(RENEW, moved.says)
    taken = strict.post(RENEW, moved.says | {"csrfmiddlewaretoken": strict.get(RENEW).json()["token"]})

    assert (refused.status_code, taken.status_code) == (403, 204)


def test_another_site_is_refused(device, client, moved):
    strict = Client(enforce_csrf_checks=True)
    strict.cookies["notifications"] = client.cookies["notifications"].value
    token = strict.get(RENEW).json()["token"]
    said = moved.says | {"csrfmiddlewaretoken": token}

    assert strict.post(RENEW, said, headers={"Origin": "https://evil.example"}).status_code == 403
    assert PushSubscription.objects.get().endpoint == device.endpoint


@pytest.mark.parametrize("cookie", ["", "1", "made up"])
def test_who_is_no_device_learns_and_changes_nothing(device, moved, cookie):
    stranger = Client()
    stranger.cookies["notifications"] = cookie

    assert stranger.get(RENEW).json() == {"key": ""}
    assert stranger.post(RENEW, moved.says).status_code == 404
    assert stranger.post(RENEW, {"ended": "1"}).status_code == 404
    assert PushSubscription.objects.get().endpoint == device.endpoint


def test_a_device_that_was_turned_off_does_not_come_back(client, device, moved, now):
    turn_off(device=device, now=now)

    assert client.get(RENEW).json() == {"key": ""}
    assert client.post(RENEW, moved.says).status_code == 404
    assert not PushSubscription.objects.exists()


def test_nor_when_it_is_turned_off_in_the_same_moment(device, moved, now):
    turn_off(device=device, now=now)
    renew(device=device, now=now, **moved.says)

    assert not PushSubscription.objects.exists()
    assert not MessagePreference.objects.get(user=device.user).has_devices


def test_nor_that_of_a_closed_sign_in(client, device, moved, now):
    set_sign_in_active(user=device.user, is_active=False, actor=administrator(), now=now)

    assert client.post(RENEW, moved.says).status_code == 404
    assert not PushSubscription.objects.exists()


def test_without_a_key_of_ours_nothing_is_renewed(client, device, moved, settings):
    settings.VAPID_PRIVATE_KEY = ""

    assert client.get(RENEW).json() == {"key": ""}
    assert client.post(RENEW, moved.says).status_code == 404


def test_an_address_that_is_no_push_service_is_refused(client, device, moved):
    answer = client.post(RENEW, moved.says | {"endpoint": "http://169.254.169.254/latest/"})

    assert answer.status_code == 422
    assert PushSubscription.objects.get().endpoint == device.endpoint


def test_a_browser_that_may_not_any_more_is_off_the_list(client, device):
    answer = client.post(RENEW, {"ended": "1"})

    assert answer.status_code == 204
    assert not PushSubscription.objects.exists()
    assert not MessagePreference.objects.get(user=device.user).has_devices


def test_the_old_address_found_gone_takes_nothing_from_the_new_one(client, device, moved, now):
    """The worker had the message in hand while the browser moved."""
    client.post(RENEW, moved.says)
    take_off_lost(user_id=device.user_id, devices=[device], now=now)

    assert PushSubscription.objects.get().endpoint == moved.endpoint


def test_an_address_another_row_had_is_this_devices_now(client, device, other_patient, on, push_service):
    on(other_patient.user, "moved")
    client.post(RENEW, Browser(push_service, "moved").says)

    assert PushSubscription.objects.get().user == device.user
    assert not MessagePreference.objects.get(user=other_patient.user).has_devices


def test_the_script_asks_at_this_address(client):
    assert f'address = "{reverse("appointments:push_renew")}"' in client.get("/sw.js").content.decode()
