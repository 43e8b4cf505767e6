"""An invitation is one address, one use, seven days: what becomes of the link."""

import datetime as dt

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client

from accounts.models import Invitation, User
from accounts.models.invitation import hash_of
from accounts.roles import Role
from accounts.services.accepting_invitations import InvitationOver, accept_invitation
from tests.accounts.builders import PASSWORD, is_signed_in, link_mailed
from tests.accounts.invitations.mailed import ADDRESS, ANSWERS, NEW, nobody_was_added, path_mailed, token_mailed
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


def test_the_mail_says_who_invites_and_how_long_it_works(invitation):
    [message] = mail.outbox

    assert message.to == [ADDRESS]
    assert message.subject == "Your invitation to Fernhill Health"
    assert "Ada Chief invites you to work with Fernhill Health. The link works once, for 7 days." in message.body
    assert token_mailed() in message.alternatives[0].content


def test_the_secret_is_in_the_mail_only(invitation):
    token = token_mailed()

    assert len(token) >= 43
    assert invitation.token_hash == hash_of(token) != token
    assert not any(token in str(value) for row in Invitation.objects.values() for value in row.values())


@pytest.mark.parametrize("headers", [{"Host": "localhost"}, {"X-Forwarded-Host": "evil.example"}], ids=str)
def test_the_link_leads_to_our_address_whatever_the_request_says(client, chief, manager_group, headers):
    client.force_login(chief)
    client.post("/admin/accounts/invitation/add/", {"email": ADDRESS, "groups": [manager_group.pk]}, headers=headers)

    assert path_mailed()


def test_name_and_password_make_the_sign_in(client, link, invitation, manager_group, now):
    opened = client.get(link)
    page = opened.content.decode()
    response = client.post(link, ANSWERS)
    user = User.objects.get(email=ADDRESS)
    invitation.refresh_from_db()

    assert ADDRESS in page
    assert "Ada Chief" in page
    assert opened["Referrer-Policy"] == "same-origin"  # the address of the page is a secret
    assert response.url == "/admin/"
    assert is_signed_in(client)
    assert (user.full_name, user.role, user.is_staff, user.is_superuser) == ("Nora New", "administrator", True, False)
    assert list(user.groups.all()) == [manager_group]
    assert user.check_password(NEW)
    assert list(EmailAddress.objects.filter(user=user).values_list("email", "verified", "primary")) == [
        (ADDRESS, True, True)
    ]
    assert (invitation.user, invitation.accepted_at) == (user, now)


def test_looking_changes_nothing(client, link, chief):
    for _time in range(3):
        assert client.get(link).status_code == 200

    assert nobody_was_added([chief])
    assert Invitation.objects.usable(now=Invitation.objects.get().sent_at).count() == 1


def test_the_address_is_the_invitations_whatever_is_sent(client, link, maria):
    """Row 30: an invitation to one address, accepted with somebody's existing one."""
    more = {"email": "maria@example.com", "user": maria.user.pk, "role": "administrator", "is_superuser": "on"}
    client.post(link, ANSWERS | more)
    maria.user.refresh_from_db()

    assert maria.user.check_password(PASSWORD)
    assert maria.user.full_name == "Maria Lopes"
    assert not User.objects.get(email=ADDRESS).is_superuser
    assert str(client.session["_auth_user_id"]) == str(User.objects.get(email=ADDRESS).pk)


def test_it_works_once(client, link):
    client.post(link, ANSWERS)
    other = Client()
    looked = other.get(link)
    tried = other.post(link, ANSWERS | {"password1": "another long password"})

    for page in (looked, tried):
        assert page.status_code == 410
        assert "This invitation has been used." in page.content.decode()
    assert not is_signed_in(other)
    assert User.objects.get(email=ADDRESS).check_password(NEW)


def test_it_works_for_seven_days(client, link, clock):
    clock.shift(dt.timedelta(days=7) - dt.timedelta(seconds=1))
    assert client.get(link).status_code == 200

    clock.shift(dt.timedelta(seconds=1))
    page = client.post(link, ANSWERS)
    assert page.status_code == 410
    assert "This invitation is over." in page.content.decode()
    assert not User.objects.filter(email=ADDRESS).exists()


def flipped(token, place):
    letter = "A" if token[place] != "A" else "B"
    return token[:place] + letter + token[place + 1 :]


@pytest.mark.parametrize(
    "forge",
    [
        lambda token: flipped(token, 0),
        lambda token: flipped(token, 20),
        lambda token: flipped(token, 42),
        lambda token: token.swapcase(),
        lambda token: token[:-1],
        lambda token: token + "A",
        lambda token: hash_of(token),
        lambda token: "x",
        lambda token: "%00",
        lambda token: "'%20OR%201=1",
    ],
)
def test_another_token_opens_nothing(client, link, chief, forge):
    forged = f"/accounts/invitation/{forge(link.split('/')[-2])}/"
    pages = [client.get(forged), client.post(forged, ANSWERS)]

    for page in pages:
        assert page.status_code == 410
        assert "This link does not work any more" in page.content.decode()
        assert ADDRESS not in page.content.decode()
    assert nobody_was_added([chief])


def test_a_token_for_something_else_opens_nothing(client, link, chief, maria):
    """Row 32: swapped purposes."""
    client.post("/accounts/password/reset/", {"email": "maria@example.com"})
    key = link_mailed().split("/key/")[1].strip("/")
    token = link.split("/")[-2]
    client.post(f"/accounts/invitation/{key}/", ANSWERS)
    page = client.get(f"/accounts/password/reset/key/{maria.user.pk}-{token}/", follow=True)

    assert "This link does not work any more" in page.content.decode()
    assert nobody_was_added([chief, maria.user])


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"full_name": ""}, "Enter your full name"),
        ({"full_name": "www.buy.example"}, "as it is on your ID card"),
        ({"password1": "short"}, "Password must be 12 or more characters"),
        ({"password1": ""}, "Enter a password"),
        ({"password1": "nora@example.org"}, "Password"),
    ],
)
def test_what_is_wrong_is_said_and_the_link_stays(client, link, told, words):
    page = client.post(link, ANSWERS | told)

    assert page.status_code == 200
    assert words in page.content.decode()
    assert "There is a problem" in page.content.decode()
    assert not User.objects.filter(email=ADDRESS).exists()
    assert client.post(link, ANSWERS).status_code == 302


def test_who_is_signed_in_signs_out_first(client, link, maria):
    client.force_login(maria.user)
    page = client.get(link)
    client.post(link, ANSWERS)

    assert "Sign out first" in page.content.decode()
    assert not User.objects.filter(email=ADDRESS).exists()
    assert client.post("/accounts/logout/", {"next": link}).url == link
    assert client.post(link, ANSWERS).status_code == 302


def test_an_address_that_has_an_account_by_now_is_refused(client, link, invitation):
    """Row 30: the account somebody made meanwhile is theirs, and stays as it is."""
    made = UserFactory(email=ADDRESS, full_name="Nora Before", password=PASSWORD)
    page = client.post(link, ANSWERS)
    made.refresh_from_db()
    invitation.refresh_from_db()

    assert page.status_code == 410
    assert "Somebody already signs in with nora@example.org." in page.content.decode()
    assert (made.full_name, made.role, made.check_password(PASSWORD)) == ("Nora Before", Role.PATIENT, True)
    assert not is_signed_in(client)
    assert invitation.accepted_at is None


def test_an_address_of_an_account_counts_too_when_it_is_not_the_one_it_signs_in_with(client, link):
    other = UserFactory()
    EmailAddress.objects.create(user=other, email=ADDRESS, verified=True)

    assert client.post(link, ANSWERS).status_code == 410


def test_two_presses_make_one_sign_in(link, now):
    token = link.split("/")[-2]
    accept_invitation(token=token, full_name="Nora New", password=NEW, now=now)
    with pytest.raises(InvitationOver, match="has been used"):
        accept_invitation(token=token, full_name="Nora New", password=NEW, now=now)

    assert User.objects.filter(email=ADDRESS).count() == 1


def test_a_second_step_is_asked_for_next(client, link, settings):
    settings.REQUIRE_SECOND_FACTOR = True
    client.post(link, ANSWERS)

    assert client.get("/admin/").url == "/accounts/2fa/"
    assert client.get("/accounts/2fa/totp/activate/").status_code == 200  # the password was chosen a moment ago
