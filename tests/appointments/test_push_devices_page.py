"""Notifications on ``/me/settings/messages/``: what the page shows, what its buttons do, and the script behind it."""

import re

import pytest
from django.test import Client

from appointments.models import Message, MessagePreference, PushSubscription
from appointments.notifications.push.keys import new_key, public_key
from appointments.services.push_devices import turn_on
from tests.appointments.notifications.push.conftest import FIREFOX, browser, key, on, push_service  # noqa: F401

pytestmark = pytest.mark.django_db
PAGE = "/me/settings/messages/"
ON = f"{PAGE}devices/"


def body(response):
    return response.content.decode()


def off(device):
    return f"{ON}{device.pk}/off/"


# --- What is shown --------------------------------------------------------------------------------------


def test_without_a_key_nothing_is_said_of_them(signed_in):
    page = body(signed_in.get(PAGE))

    assert "Notification" not in page
    assert "js/push.js" not in page


def test_the_page_gives_the_script_what_it_needs(signed_in, key):  # noqa: F811
    page = body(signed_in.get(PAGE))

    assert f'data-push-key="{public_key()}"' in page
    assert 'data-push-worker="/sw.js"' in page
    assert "js/push.js" in page
    assert key not in page
    assert "Your devices with notifications" not in page


def test_before_a_device_is_on_the_choice_says_why_it_cannot_be_made(signed_in, key):  # noqa: F811
    page = body(signed_in.get(PAGE))

    assert 'name="visits_push"' not in page
    assert "On no device yet" in page


def test_after_that_it_is_a_box_ticked_until_they_say_otherwise(signed_in, patient, on):  # noqa: F811
    on(patient.user)
    page = body(signed_in.get(PAGE))
    signed_in.post(PAGE, {"visits_push": "on", "reminders_email": "on"})

    assert re.search(r'name="visits_push"[^>]*checked', page)
    assert re.search(r'name="reminders_push"[^>]*checked', page)
    row = MessagePreference.objects.get(user=patient.user)
    assert (row.visits_push, row.reminders_push, row.has_devices) == (True, False, True)


def test_my_devices_are_listed_in_words(signed_in, patient, other_patient, on):  # noqa: F811
    _browser, mine = on(patient.user)
    _browser, theirs = on(other_patient.user, "nadia")
    page = body(signed_in.get(PAGE))

    assert "Firefox on Windows" in page
    assert "On since Tue 24 Nov" in page
    assert "No notification yet." in page
    assert f'data-push-device="{mine.endpoint_hash}"' in page
    assert theirs.endpoint_hash not in page
    assert mine.endpoint not in page


def test_a_doctor_is_offered_them_and_the_front_desk_is_not(client, doctor, front_desk, key):  # noqa: F811
    client.force_login(doctor.user)
    assert "Notifications on this device" in body(client.get(PAGE))

    client.force_login(front_desk)
    assert "Notifications on this device" not in body(client.get(PAGE))


def test_ten_devices_cost_as_many_queries_as_one(signed_in, patient, on, django_assert_num_queries):  # noqa: F811
    for number in range(10):
        on(patient.user, str(number))
    with django_assert_num_queries(5):  # one more than without notifications: the devices
        signed_in.get(PAGE)


# --- What is done ---------------------------------------------------------------------------------------


def test_a_browser_is_turned_on(signed_in, patient, browser, clock):  # noqa: F811
    page = signed_in.post(ON, browser.says, headers={"User-Agent": FIREFOX}, follow=True)

    device = PushSubscription.objects.get()
    assert (device.user, device.endpoint, device.user_agent) == (patient.user, browser.endpoint, FIREFOX)
    assert page.redirect_chain[0][0] == f"{PAGE}#devices"
    assert "Notifications are on for this device." in body(page)


@pytest.mark.parametrize(
    "wrong",
    [
        {"endpoint": ""},
        {"endpoint": "https://evil.example/a"},
        {"endpoint": "http://169.254.169.254/latest/meta-data/"},
        {"endpoint": "https://10.0.0.1/a"},
        {"p256dh": ""},
        {"p256dh": "AAAA"},
        {"p256dh": "B" + "A" * 86},
        {"p256dh": "ü"},
        {"auth": ""},
        {"auth": "AAAA"},
        {"auth": "not base64"},
        {"expires_at": "tomorrow"},
        {"expires_at": "-1"},
        {"expires_at": "9" * 30},
    ],
)
def test_what_no_browser_says_is_refused_in_words(signed_in, browser, wrong):  # noqa: F811
    page = signed_in.post(ON, browser.says | wrong, follow=True)

    assert "We cannot send notifications to this browser." in body(page)
    assert not PushSubscription.objects.exists()


def test_the_end_a_browser_gives_is_kept(signed_in, browser, clock):  # noqa: F811
    signed_in.post(ON, browser.says | {"expires_at": "1796000000000"})

    assert PushSubscription.objects.get().expires_at.timestamp() == 1_796_000_000


def test_without_a_key_the_button_says_so(signed_in, browser, settings):  # noqa: F811
    settings.VAPID_PRIVATE_KEY = ""
    page = signed_in.post(ON, browser.says, follow=True)

    assert "We do not send notifications here." in body(page)


def test_a_device_is_turned_off(signed_in, patient, on, clock):  # noqa: F811
    _browser, device = on(patient.user)
    page = signed_in.post(off(device), follow=True)

    assert "Notifications are off for that device." in body(page)
    assert not PushSubscription.objects.exists()


def test_somebody_elses_is_not_there(signed_in, other_patient, on, clock):  # noqa: F811
    _browser, theirs = on(other_patient.user)

    assert signed_in.post(off(theirs)).status_code == 404
    assert PushSubscription.objects.exists()


def test_a_test_is_sent_and_not_twice_at_once(signed_in, patient, on, clock):  # noqa: F811
    on(patient.user)
    first, second = (body(signed_in.post(f"{ON}test/", follow=True)) for _press in range(2))

    assert "We have sent one to your devices." in first
    assert "We have just sent one." in second
    assert Message.objects.filter(channel="push", status="queued").count() == 1


@pytest.mark.parametrize("address", [ON, f"{ON}test/", f"{ON}1/off/"])
def test_looking_changes_nothing(signed_in, address):
    assert signed_in.get(address).status_code == 405


@pytest.mark.parametrize("address", [ON, f"{ON}test/", f"{ON}1/off/"])
def test_a_stranger_signs_in_first(client, address):
    answer = client.post(address)

    assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/accounts/login/")


# --- The script -----------------------------------------------------------------------------------------


def test_the_script_comes_from_the_root_and_is_asked_for_anew(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        script = client.get("/sw.js")

    assert script.status_code == 200
    assert script["Content-Type"] == "text/javascript; charset=utf-8"
    assert script["Cache-Control"] == "no-cache"
    assert "worker-src 'self'" in script["Content-Security-Policy"]
    assert client.head("/sw.js").status_code == 200
    assert client.post("/sw.js").status_code == 405


def test_the_script_keeps_no_pages(client):
    """A page kept by a service worker could be read by the next at the browser."""
    script = body(client.get("/sw.js"))

    assert "notificationclick" in script
    assert '"fetch"' not in script
    assert "caches" not in script


def test_another_key_is_another_attribute(signed_in, patient, browser, settings, now):  # noqa: F811
    """With it the script sees that a browser subscribed with the old key has to do so again."""
    turn_on(user=patient.user, user_agent="", now=now, **browser.says)
    before = public_key()
    settings.VAPID_PRIVATE_KEY = new_key()

    assert before not in body(signed_in.get(PAGE))


def test_on_a_home_screen_the_site_has_its_name(signed_in, key, settings, django_assert_num_queries):  # noqa: F811
    """Without it an iPhone shows no notifications: https://webkit.org/blog/13878/web-push-for-web-apps-on-ios-and-ipados/"""
    assert '<link rel="manifest" href="/site.webmanifest">' in body(signed_in.get(PAGE))

    with django_assert_num_queries(0):
        answer = Client().get("/site.webmanifest")
    told = answer.json()
    assert answer["Content-Type"] == "application/manifest+json"
    assert (told["name"], told["short_name"]) == (settings.SITE_NAME, settings.SITE_SHORT_NAME)
    assert (told["display"], told["scope"], told["start_url"]) == ("standalone", "/", "/me/")
