"""Notifications go to push services and nowhere else, whatever address somebody names."""

import pytest

from appointments.notifications.push.endpoints import is_known_service


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/cX9:APA91b",
        "https://updates.push.services.mozilla.com/wpush/v2/gAAA",
        "https://wns2-par02p.notify.windows.com/w/?token=BQYAAA",
        "https://web.push.apple.com/QGuQyavXut",
        "https://fcm.googleapis.com:443/fcm/send/a",
    ],
)
def test_the_services_of_browsers_are_known(endpoint):
    assert is_known_service(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "fcm.googleapis.com/fcm/send/a",
        "http://fcm.googleapis.com/fcm/send/a",
        "ftp://fcm.googleapis.com/a",
        "https://fcm.googleapis.com:8443/a",
        "https://fcm.googleapis.com@10.0.0.1/a",
        "https://user:word@fcm.googleapis.com/a",
        "https://10.0.0.1/a",
        "https://127.0.0.1/a",
        "http://127.0.0.1:8000/admin/",
        "http://localhost/a",
        "https://[::1]/a",
        "https://169.254.169.254/latest/meta-data/",
        "https://evil.example/fcm.googleapis.com",
        "https://fcm.googleapis.com.evil.example/a",
        "https://evilfcm.googleapis.com/a",
        "https://evilnotify.windows.com/a",
        "https://notify.windows.com/a",
        "https://fcm.googleapis.com/a b",
        "https://fcm.googleapis.com/a\r\nHost: evil.example",
        "https://fcm.googleapis.com\\@evil.example/a",
        "https://fcm.googleapis.com:port/a",
        "https://[fcm.googleapis.com/a",
        "https://fcm.googleapis.com/" + "a" * 1000,
    ],
)
def test_nothing_else_is(endpoint):
    assert not is_known_service(endpoint)


def test_one_of_this_machine_only_where_the_settings_name_it(settings):
    settings.PUSH_HOSTS = ["127.0.0.1"]

    assert is_known_service("http://127.0.0.1:8123/send/a")
    assert not is_known_service("http://localhost:8123/send/a")
    assert not is_known_service("https://fcm.googleapis.com/a")
