"""Inviting people who work here: bound to one address, good for one sign-in, dead afterwards (SECURITY rows 30, 32)."""

import datetime as dt

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client

from accounts.models import Doctor, Invitation, User
from accounts.models.invitation import hash_of
from accounts.roles import Role, StaffGroup
from accounts.services.accepting_invitations import InvitationOver, accept_invitation
from accounts.services.correcting_addresses import correct_address
from accounts.services.creating_doctors import create_doctor
from accounts.services.inviting import NotInvited, invite_administrator, invite_doctor, send_again
from accounts.services.revoking_invitations import NotRevoked, revoke_invitation
from accounts.services.sign_ins import EmailTaken
from tests.accounts.builders import PASSWORD, is_signed_in, link_mailed
from tests.dashboards.staff import administrator, staff_member
from tests.factories import DoctorFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db
ADDRESS = "nora@example.org"
NEW = "a long walk by the sea"
ANSWERS = {"full_name": "Nora New", "password1": NEW}


@pytest.fixture(autouse=True)
def clock(now):
    with time_machine.travel(now, tick=False) as travelled:
        yield travelled


@pytest.fixture
def chief():
    return administrator(email="chief@example.org", full_name="Ada Chief")


@pytest.fixture
def manager_group():
    return Group.objects.get(name=StaffGroup.MANAGER)


@pytest.fixture
def invitation(chief, manager_group, now):
    return invite_administrator(email=ADDRESS, groups=[manager_group], actor=chief, now=now)


@pytest.fixture
def link(invitation):
    """The page the mail leads to."""
    return path_mailed()


@pytest.fixture
def doctor(chief, now):
    return create_doctor(email="li@example.org", full_name="Li Wen", actor=chief, now=now)


def path_mailed():
    link = link_mailed()
    assert link.startswith("http://127.0.0.1:8000/accounts/invitation/")
    return link.removeprefix("http://127.0.0.1:8000")


def token_mailed():
    return path_mailed().split("/")[-2]


def nobody_was_added(before):
    return set(User.objects.values_list("pk", flat=True)) == {user.pk for user in before}


# --- The letter ---------------------------------------------------------------------------------


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


# --- Accepting ----------------------------------------------------------------------------------


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


# --- Inviting -----------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [ADDRESS, " Nora@Example.ORG "])
def test_an_address_that_has_an_account_is_not_invited(chief, now, address):
    UserFactory(email=ADDRESS)
    with pytest.raises(EmailTaken, match="Somebody already signs in with nora@"):
        invite_administrator(email=address, groups=[], actor=chief, now=now)

    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_an_address_is_invited_once(invitation, chief, now):
    with pytest.raises(NotInvited, match="invited already"):
        invite_administrator(email="NORA@example.org", groups=[], actor=chief, now=now)

    assert len(mail.outbox) == 1


def test_the_database_holds_one_open_invitation_an_address(invitation):
    invitation.pk, invitation.token_hash, invitation.email = None, "another", ADDRESS.upper()
    with pytest.raises(IntegrityError), transaction.atomic():
        invitation.save()


def test_one_that_is_too_old_makes_room(invitation, chief, now):
    later = now + dt.timedelta(days=8)
    again = invite_administrator(email=ADDRESS, groups=[], actor=chief, now=later)
    invitation.refresh_from_db()

    assert again.state(now=later) == Invitation.State.OPEN
    assert invitation.state(now=later) == Invitation.State.REVOKED


@pytest.mark.parametrize("group", [StaffGroup.MANAGER, StaffGroup.FRONT_DESK, StaffGroup.ANALYST, StaffGroup.AUDITOR])
def test_only_administrators_invite_administrators(group, now):
    with pytest.raises(PermissionDenied, match="Only administrators"):
        invite_administrator(email=ADDRESS, groups=[], actor=staff_member(group), now=now)


def test_who_was_dismissed_invites_nobody(chief, doctor, now):
    chief.is_active = False
    for attempt in (
        lambda: invite_administrator(email=ADDRESS, groups=[], actor=chief, now=now),
        lambda: invite_doctor(doctor=doctor, actor=chief, now=now),
    ):
        with pytest.raises(PermissionDenied):
            attempt()


def test_sent_again_the_former_link_is_dead(client, link, invitation, chief, now):
    later = now + dt.timedelta(days=6)
    again = send_again(invitation=invitation, actor=chief, now=later)

    assert client.get(link).status_code == 410
    assert client.get(path_mailed()).status_code == 200
    assert path_mailed() != link
    assert again.expires_at == later + dt.timedelta(days=7)


def test_what_is_over_is_not_sent_again(client, link, invitation, chief, now):
    client.post(link, ANSWERS)
    with pytest.raises(NotInvited, match="is over"):
        send_again(invitation=invitation, actor=chief, now=now)


def test_it_is_not_sent_again_to_somebody_who_has_an_account_by_now(invitation, chief, now):
    UserFactory(email=ADDRESS)
    with pytest.raises(EmailTaken):
        send_again(invitation=invitation, actor=chief, now=now)


def test_a_withdrawn_link_is_dead(client, link, invitation, chief, now):
    revoke_invitation(invitation=invitation, actor=chief, now=now)
    page = client.post(link, ANSWERS)

    assert page.status_code == 410
    assert "This invitation is over." in page.content.decode()
    assert not User.objects.filter(email=ADDRESS).exists()
    assert revoke_invitation(invitation=invitation, actor=chief, now=now + dt.timedelta(1)).revoked_at == now


def test_what_was_accepted_is_not_withdrawn(client, link, invitation, chief, now):
    client.post(link, ANSWERS)
    with pytest.raises(NotRevoked, match="has accepted"):
        revoke_invitation(invitation=invitation, actor=chief, now=now)


def test_others_withdraw_nothing(invitation, now):
    for actor in (staff_member(StaffGroup.FRONT_DESK), UserFactory()):
        with pytest.raises(PermissionDenied):
            revoke_invitation(invitation=invitation, actor=actor, now=now)


# --- Doctors ------------------------------------------------------------------------------------


def test_a_doctor_is_invited_with_their_profile(client, doctor, now):
    assert mail.outbox[-1].to == ["li@example.org"]
    assert not doctor.user.is_active
    link = path_mailed()
    page = client.get(link)
    response = client.post(link, {"full_name": "Li Wen", "password1": NEW})
    doctor.user.refresh_from_db()

    assert 'value="Li Wen"' in page.content.decode()
    assert response.url == "/doctor/"
    assert client.get("/doctor/").status_code == 200
    assert (doctor.user.is_active, doctor.user.role, doctor.user.is_staff) == (True, Role.DOCTOR, False)
    assert Doctor.objects.count() == 1
    assert EmailAddress.objects.get(user=doctor.user).verified


def test_until_then_their_sign_in_is_closed(client, doctor):
    """No way round the invitation: not by a forgotten password, not by signing up."""
    client.post("/accounts/password/reset/", {"email": "li@example.org"})

    assert "password/reset/key" not in mail.outbox[-1].body
    assert not doctor.user.has_usable_password()


def test_a_doctors_profile_is_there_before_they_are(doctor):
    assert Doctor.objects.listed().get() == doctor


def test_a_doctors_invitation_is_sent_again(client, doctor, chief, now):
    link = path_mailed()
    invite_doctor(doctor=doctor, actor=chief, now=now)

    assert path_mailed() != link
    assert client.get(link).status_code == 410
    assert Invitation.objects.count() == 1


def test_a_doctor_who_signs_in_is_not_invited(chief, now):
    with pytest.raises(NotInvited, match="has a password already"):
        invite_doctor(doctor=DoctorFactory(), actor=chief, now=now)


def test_a_sign_in_with_a_password_is_not_taken_over(client, doctor):
    link = path_mailed()
    doctor.user.set_password(PASSWORD)
    doctor.user.save()
    page = client.post(link, ANSWERS)
    doctor.user.refresh_from_db()

    assert page.status_code == 410
    assert doctor.user.check_password(PASSWORD)


def test_a_corrected_address_gets_the_invitation_and_the_old_one_opens_nothing(client, doctor, chief, now):
    link = path_mailed()
    correct_address(user=doctor.user, email="li.wen@example.org", actor=chief, now=now)

    assert client.post(link, ANSWERS).status_code == 410
    assert mail.outbox[-1].to == ["li.wen@example.org"]
    assert [message.to for message in mail.outbox[1:]] == [["li.wen@example.org"]]  # nothing to the wrong one
    client.post(path_mailed(), ANSWERS)
    assert is_signed_in(client)
    assert EmailAddress.objects.get(user=doctor.user).email == "li.wen@example.org"


def test_an_address_that_changed_some_other_way_is_not_the_invitations(client, doctor):
    link = path_mailed()
    User.objects.filter(pk=doctor.user.pk).update(email="else@example.org")

    assert client.post(link, ANSWERS).status_code == 410


@pytest.mark.parametrize("role", [Role.PATIENT, "king"])
def test_nobody_is_invited_as_something_else(chief, now, role):
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(
            email=ADDRESS, role=role, invited_by=chief, token_hash="x", sent_at=now, expires_at=now
        )


def test_a_patients_address_is_not_made_a_doctors(chief, now):
    PatientFactory(user__email="li@example.org")
    with pytest.raises(EmailTaken):
        create_doctor(email="Li@example.org", full_name="Li Wen", actor=chief, now=now)

    assert not Doctor.objects.exists()
    assert not mail.outbox
