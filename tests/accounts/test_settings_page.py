"""Language, time zone and colours."""

import pytest

from accounts.forms.settings import SettingsForm
from accounts.models import User
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db
SETTINGS = "/me/settings/"
THEME = "/me/settings/theme/"


@pytest.fixture
def user():
    return UserFactory(full_name="Maria Lopes")


@pytest.fixture
def signed_in(client, user):
    client.force_login(user)
    return client


@pytest.mark.parametrize("role", ["patient", "doctor", "administrator"])
def test_is_there_for_everybody_who_signs_in(client, role):
    client.force_login(UserFactory(role=role))
    page = client.get(SETTINGS)

    assert page.status_code == 200
    assert page.content.decode().count("<h1") == 1


def test_saves_the_time_zone(signed_in, user):
    response = signed_in.post(SETTINGS, {"time_zone": "Asia/Kathmandu"}, follow=True)

    user.refresh_from_db()
    assert user.time_zone == "Asia/Kathmandu"
    assert "Saved." in response.content.decode()
    assert '<option value="Asia/Kathmandu" selected>Kathmandu</option>' in response.content.decode()


def test_the_clinics_zone_is_a_choice(signed_in, user):
    user.time_zone = "Europe/London"
    user.save()
    signed_in.post(SETTINGS, {"time_zone": ""})

    user.refresh_from_db()
    assert user.time_zone == ""


@pytest.mark.parametrize("zone", ["Mars/Olympus", "Etc/GMT+1", "../../etc/passwd"])
def test_refuses_what_is_no_place(signed_in, user, zone):
    page = signed_in.post(SETTINGS, {"time_zone": zone})

    assert "There is a problem" in page.content.decode()
    user.refresh_from_db()
    assert user.time_zone == ""


def test_a_zone_that_is_no_place_stays_chosen_for_whoever_has_it(signed_in, user):
    user.time_zone = "US/Eastern"
    user.save()
    page = signed_in.get(SETTINGS).content.decode()

    assert '<option value="US/Eastern" selected>US, Eastern</option>' in page
    signed_in.post(SETTINGS, {"time_zone": "US/Eastern"})
    user.refresh_from_db()
    assert user.time_zone == "US/Eastern"


def test_a_zone_this_machine_does_not_know_is_no_choice(signed_in, user):
    user.time_zone = "Mars/Olympus"
    user.save()

    assert "Olympus" not in signed_in.get(SETTINGS).content.decode()


def test_changes_nothing_else(signed_in, user):
    signed_in.post(SETTINGS, {"time_zone": "", "role": "administrator", "is_staff": "1", "email": "x@example.org"})

    user.refresh_from_db()
    assert (user.role, user.is_staff) == ("patient", False)
    assert user.email != "x@example.org"


def test_what_an_administrator_changes_meanwhile_stays(user):
    form = SettingsForm({"time_zone": "Asia/Kathmandu"}, instance=User.objects.get(pk=user.pk))
    User.objects.filter(pk=user.pk).update(full_name="Maria Weber")
    form.is_valid()
    form.save()

    user.refresh_from_db()
    assert (user.time_zone, user.full_name) == ("Asia/Kathmandu", "Maria Weber")


def test_asks_the_language_once_there_is_a_choice(signed_in, user, settings):
    assert 'name="language"' not in signed_in.get(SETTINGS).content.decode()

    settings.LANGUAGES = [("en-gb", "English"), ("fr", "French")]
    page = signed_in.get(SETTINGS).content.decode()
    response = signed_in.post(SETTINGS, {"language": "fr", "time_zone": ""})

    assert "Français" in page
    user.refresh_from_db()
    assert user.language == "fr"
    assert response.cookies[settings.LANGUAGE_COOKIE_NAME].value == "fr"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_remembers_the_colours_in_the_browser(signed_in, theme):
    response = signed_in.post(THEME, {"theme": theme})
    page = signed_in.get(SETTINGS).content.decode()

    assert response.url == SETTINGS
    assert response.cookies["theme"]["httponly"]
    assert f'data-theme="{theme}"' in page
    assert f'value="{theme}"' in page


def test_the_device_decides_unless_told_otherwise(signed_in):
    assert 'data-theme="auto"' in signed_in.get(SETTINGS).content.decode()
    signed_in.post(THEME, {"theme": "dark"})
    signed_in.post(THEME, {"theme": "auto"})

    assert 'data-theme="auto"' in signed_in.get(SETTINGS).content.decode()


def test_refuses_colours_there_are_not(signed_in):
    response = signed_in.post(THEME, {"theme": "pink\r\nSet-Cookie: x=y"}, follow=True)

    assert "theme" not in signed_in.cookies
    assert "Choose the colours" in response.content.decode()


def test_colours_are_changed_by_post_only(signed_in):
    assert signed_in.get(THEME).status_code == 405
    assert "theme" not in signed_in.cookies


def test_goes_back_to_the_page_one_was_on_and_never_off_this_site(signed_in):
    assert signed_in.post(THEME, {"theme": "dark", "next": "/doctors/"}).url == "/doctors/"
    assert signed_in.post(THEME, {"theme": "dark", "next": "//evil.example"}).url == SETTINGS


def test_the_queries_are_counted(signed_in, django_assert_num_queries):
    with django_assert_num_queries(4):  # session, user, the user's own row to be edited, unread messages
        signed_in.get(SETTINGS)
