"""A service that takes text messages, and a patient with a mobile."""

import pytest

from tests.appointments.notifications.sms.fake_service import FakeService

MOBILE = "+447700900123"


@pytest.fixture
def service(settings):
    settings.SMS_BACKEND = "appointments.notifications.sms.twilio.Twilio"
    settings.TWILIO_ACCOUNT_SID, settings.TWILIO_AUTH_TOKEN = "AC123", "s3cret"
    settings.TWILIO_FROM = "+441134960000"
    with FakeService() as fake:
        settings.TWILIO_BASE_URL = fake.url
        yield fake
        fake.shutdown()
