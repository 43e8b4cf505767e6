"""What people are told by mail about their own account, at the old address, too (SECURITY row 81)."""

import pytest
from django.core import mail
from django.test import Client

from accounts.notices import tell
from accounts.services.changing_details import change_details
from accounts.services.correcting_addresses import correct_address
from accounts.services.second_factors import remove_second_factor
from tests.accounts.builders import PASSWORD
from tests.accounts.second_steps import set_up_app
from tests.dashboards.staff import administrator as administrator_of
from tests.dashboards.staff import save
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db


def told(subject):
    """Return who got a mail with this subject, in order of the alphabet."""
    return sorted(address for message in mail.outbox if message.subject == subject for address in message.to)


def sign_in(browser, email="maria@example.com"):
    return browser.post("/accounts/login/", {"login": email, "password": PASSWORD})


# --- A device nobody knows ----------------------------------------------------------------------

NEW_DEVICE = "You signed in on a new device"


def test_the_first_sign_in_is_no_news(client, maria):
    sign_in(client)

    assert not mail.outbox


def test_another_browser_is_told_of(client, maria):
    sign_in(client)
    sign_in(Client(headers={"User-Agent": "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"}))

    assert told(NEW_DEVICE) == ["maria@example.com"]
    assert "Firefox on Windows" in mail.outbox[-1].body
    assert "Not you? Call 0113 496 0000" in mail.outbox[-1].body


def test_a_browser_that_is_known_is_not(client, maria):
    sign_in(client)
    client.post("/accounts/logout/")
    sign_in(client)

    assert not mail.outbox
    assert client.cookies["devices"]["httponly"]


def test_a_shared_browser_is_known_to_each(client, maria, dr_osei):
    sign_in(client)
    client.post("/accounts/logout/")
    sign_in(client, dr_osei.user.email)
    client.post("/accounts/logout/")
    sign_in(client)

    assert not mail.outbox


@pytest.mark.parametrize("cookie", ["", "x", "a:b:c", "WyJ4Il0:1:2"])
def test_a_cookie_nobody_signed_knows_nobody(client, maria, cookie):
    sign_in(Client())
    client.cookies["devices"] = cookie
    sign_in(client)

    assert told(NEW_DEVICE) == ["maria@example.com"]


def test_somebody_elses_cookie_knows_nobody_else(client, maria, dr_osei):
    sign_in(Client())
    sign_in(client, dr_osei.user.email)
    client.post("/accounts/logout/")
    sign_in(client)

    assert told(NEW_DEVICE) == ["maria@example.com"]


def test_a_wrong_password_is_no_news(client, maria):
    sign_in(Client())
    client.post("/accounts/login/", {"login": "maria@example.com", "password": "wrong"})

    assert not mail.outbox


# --- How the person is reached ------------------------------------------------------------------


def test_a_new_phone_number_is_told_of(client, maria, now):
    change_details(patient=maria, changes={"phone": "+447700900999"}, actor=maria.user, now=now)

    assert told("Your phone number was changed") == ["maria@example.com"]
    assert "900999" not in mail.outbox[0].body + mail.outbox[0].alternatives[0].content


def test_what_is_the_same_as_before_is_no_news(maria, now):
    change_details(patient=maria, changes={"phone": maria.phone, "address": "1 Mill Road"}, actor=maria.user, now=now)

    assert not mail.outbox


def test_a_patient_without_a_sign_in_is_told_at_the_old_and_the_new_address(front_desk, now):
    patient = PatientFactory(user=None, email="old@example.com")
    change_details(patient=patient, changes={"email": "new@example.com"}, actor=front_desk, now=now)
    change_details(patient=patient, changes={"phone": "+447700900999"}, actor=front_desk, now=now)

    assert told("Your email address was changed") == ["new@example.com", "old@example.com"]
    assert told("Your phone number was changed") == ["new@example.com"]


def test_an_address_that_is_taken_away_is_told_so(front_desk, now):
    patient = PatientFactory(user=None, email="old@example.com")
    change_details(patient=patient, changes={"email": ""}, actor=front_desk, now=now)

    assert told("Your email address was changed") == ["old@example.com"]
    assert "We no longer write to old@example.com." in mail.outbox[0].body


def test_a_corrected_address_is_told_at_both(maria, administrator, now):
    correct_address(user=maria.user, email="new@example.com", actor=administrator, now=now)

    assert told("Your email address was changed") == ["maria@example.com", "new@example.com"]
    assert "You sign in with new@example.com now. Before it was maria@example.com." in mail.outbox[0].body


def test_a_refused_change_tells_nobody(maria, dr_osei, now):
    with pytest.raises(Exception, match="Only"):
        change_details(patient=maria, changes={"phone": "+447700900999"}, actor=dr_osei.user, now=now)

    assert not mail.outbox


def test_staff_who_change_a_phone_number_are_told_on(client, maria):
    client.force_login(administrator_of())
    user = maria.user
    fields = {"email": user.email, "full_name": user.full_name, "phone": "07700 900999", "language": "en-gb"}
    save(client, f"/admin/accounts/user/{user.pk}/change/", fields | {"role": user.role, "is_active": "on"})

    assert told("Your phone number was changed") == ["maria@example.com"]


def test_a_second_step_that_is_taken_off_is_told_of(maria, now):
    set_up_app(maria.user)
    remove_second_factor(user=maria.user, actor=administrator_of(), now=now)

    assert told("Your second step was taken off") == ["maria@example.com"]


def test_it_is_written_in_the_persons_language(maria, settings):
    maria.user.language = "fr"
    tell(maria.user, "phone_changed")

    assert mail.outbox[0].alternatives[0].content.count('lang="fr"') == 1
