"""Who may be invited by whom, again, and until when it can be taken back."""

import datetime as dt

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from accounts.models import Invitation, User
from accounts.roles import StaffGroup
from accounts.services.inviting import NotInvited, invite_administrator, invite_doctor, send_again
from accounts.services.revoking_invitations import NotRevoked, revoke_invitation
from accounts.services.sign_ins import EmailTaken
from tests.accounts.invitations.mailed import ADDRESS, ANSWERS, path_mailed
from tests.dashboards.staff import staff_member
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


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
