"""A push service, browsers subscribed to it, and an installation that has a key."""

import pytest

from appointments.notifications.push.keys import new_key
from appointments.services.push_devices import turn_on
from tests.appointments.notifications.push.fake_service import Browser, FakePushService

FIREFOX = "Mozilla/5.0 (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def key(settings):
    """Notifications are offered."""
    settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT = new_key(), "mailto:it@clinic.example"
    return settings.VAPID_PRIVATE_KEY


@pytest.fixture
def push_service(settings, key):
    """A push service of this machine, which ``PUSH_HOSTS`` names."""
    settings.PUSH_HOSTS = ["127.0.0.1"]
    with FakePushService() as fake:
        yield fake
        fake.shutdown()


@pytest.fixture
def browser(push_service):
    return Browser(push_service)


@pytest.fixture
def on(push_service, now):
    """Return a function that turns notifications on for somebody, in a browser it returns with its device."""

    def run(user, name="one", *, at=now):
        browser = Browser(push_service, name)
        return browser, turn_on(user=user, user_agent=FIREFOX, now=at, **browser.says)

    return run
