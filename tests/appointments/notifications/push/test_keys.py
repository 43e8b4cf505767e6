"""The key notifications are signed with: in the environment, or made where there is none to configure."""

import stat

import pytest
from django.core.checks import run_checks
from django.core.management import call_command
from py_vapid.utils import b64urldecode

from appointments.notifications.channels import registry
from appointments.notifications.push import keys


def warnings():
    return [found.msg for found in run_checks() if found.id == "appointments.W001"]


def test_without_a_key_notifications_are_not_offered_and_nobody_is_warned():
    assert not registry.channel("push").is_offered
    assert warnings() == []


def test_the_command_prints_a_key_that_works(settings, capsys):
    call_command("vapid_key")
    name, _equals, key = capsys.readouterr().out.strip().partition("=")
    setattr(settings, name, key)

    assert name == "VAPID_PRIVATE_KEY"
    assert registry.channel("push").is_offered
    assert warnings() == []


def test_each_key_is_another():
    assert keys.new_key() != keys.new_key()


def test_browsers_are_given_a_point_of_the_curve(settings):
    settings.VAPID_PRIVATE_KEY = keys.new_key()
    point = b64urldecode(keys.public_key().encode())

    assert (len(point), point[0]) == (65, 4)


@pytest.mark.parametrize("key", ["short", "a" * 42, "a" * 44, "ü" * 43, "A" * 43, "/" * 200])
def test_a_key_that_is_none_is_warned_of_and_offers_nothing(settings, key):
    settings.VAPID_PRIVATE_KEY = key

    assert not registry.channel("push").is_offered
    (warning,) = warnings()
    assert "VAPID_PRIVATE_KEY is no key" in warning
    assert key not in warning


@pytest.mark.parametrize("subject", ["", "it@clinic.example", "http://clinic.example", "mailto:nobody"])
def test_a_subject_nobody_can_be_reached_by_is_warned_of(settings, subject):
    settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT = keys.new_key(), subject

    assert not registry.channel("push").is_offered
    (warning,) = warnings()
    assert "VAPID_SUBJECT" in warning


@pytest.mark.parametrize("subject", ["mailto:it@clinic.example", "https://clinic.example"])
def test_one_they_can_be_reached_by_is_fine(settings, subject):
    settings.VAPID_PRIVATE_KEY, settings.VAPID_SUBJECT = keys.new_key(), subject

    assert registry.channel("push").is_offered


def test_the_demo_makes_its_own_and_keeps_it(settings, tmp_path):
    settings.VAPID_KEY_FILE = tmp_path / "var" / "vapid_key"
    first = keys.public_key()
    keys._kept_in.cache_clear()  # another process

    assert keys.public_key() == first
    assert stat.S_IMODE(settings.VAPID_KEY_FILE.stat().st_mode) == 0o600
    assert [path.name for path in settings.VAPID_KEY_FILE.parent.iterdir()] == ["vapid_key"]


def test_of_two_that_make_it_at_once_one_wins(settings, tmp_path, monkeypatch):
    settings.VAPID_KEY_FILE = tmp_path / "vapid_key"
    theirs = keys.new_key()

    def quicker():
        settings.VAPID_KEY_FILE.write_text(theirs)
        return real()

    real = keys.new_key
    monkeypatch.setattr(keys, "new_key", quicker)

    assert keys._kept_in(settings.VAPID_KEY_FILE) == theirs


def test_what_the_environment_says_goes_before_the_file(settings, tmp_path):
    settings.VAPID_KEY_FILE = tmp_path / "vapid_key"
    settings.VAPID_PRIVATE_KEY = keys.new_key()
    keys.public_key()

    assert not settings.VAPID_KEY_FILE.exists()
