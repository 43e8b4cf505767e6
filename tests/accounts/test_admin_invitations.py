"""Invitations in the admin: written, sent again, withdrawn, and by whom not."""

import pytest
from django.contrib.auth.models import Group
from django.core import mail

from accounts.models import Doctor, Invitation, User
from accounts.roles import StaffGroup
from accounts.services.inviting import invite_administrator
from scheduling.models import ClinicStaff, InvitedStaff
from tests.accounts.builders import link_mailed
from tests.dashboards.staff import administrator, staff_member
from tests.factories import ClinicFactory, DoctorFactory, SpecialtyFactory, UserFactory

pytestmark = pytest.mark.django_db
LIST = "/admin/accounts/invitation/"
ADD = f"{LIST}add/"


@pytest.fixture
def chief(client):
    user = administrator(email="chief@example.org", full_name="Ada Chief")
    client.force_login(user)
    return user


def group(name):
    return Group.objects.get(name=name).pk


def fields(**told):
    return {"email": "nora@example.org", "groups": [group(StaffGroup.MANAGER)], **told}


def errors(answer):
    assert answer.status_code == 200, answer.status_code
    return " ".join(str(words) for form in [answer.context["adminform"].form] for words in form.errors.values())


def act(client, action, *invitations):
    chosen = {"action": action, "_selected_action": [invitation.pk for invitation in invitations]}
    return client.post(LIST, chosen, follow=True).content.decode()


def test_invites_and_lists(client, chief):
    answer = client.post(ADD, fields())
    page = client.get(LIST).content.decode()
    invitation = Invitation.objects.get()

    assert answer.status_code == 302
    assert mail.outbox[-1].to == ["nora@example.org"]
    assert (invitation.role, invitation.invited_by) == ("administrator", chief)
    assert "nora@example.org" in page
    assert "Waiting" in page
    assert client.get(f"{LIST}{invitation.pk}/change/").status_code == 200


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ({"email": "CHIEF@example.org"}, "already signs in with chief@example.org"),
        ({"email": "no address"}, "Enter an email address"),
        ({"groups": []}, "This field is required."),
        ({"groups": ["999"]}, "Select a valid choice"),
    ],
)
def test_what_is_wrong_is_said(client, chief, told, words):
    answer = client.post(ADD, fields(**told))

    assert words in errors(answer)
    assert not Invitation.objects.exists()
    assert not mail.outbox


def test_an_address_that_is_invited_already_is_told_so(client, chief):
    client.post(ADD, fields())

    assert "invited already" in errors(client.post(ADD, fields()))


def test_the_front_desk_works_at_the_clinics_it_was_invited_to(client, chief):
    clinics = [ClinicFactory(), ClinicFactory()]
    ClinicFactory()
    refused = client.post(ADD, fields(groups=[group(StaffGroup.FRONT_DESK)]))
    client.post(ADD, fields(groups=[group(StaffGroup.FRONT_DESK)], clinics=[clinic.pk for clinic in clinics]))
    shown = client.get(f"{LIST}{Invitation.objects.get().pk}/change/").content.decode()
    link = link_mailed().removeprefix("http://127.0.0.1:8000")
    client.logout()
    client.post(link, {"full_name": "Nora New", "password1": "a long walk by the sea"})
    user = User.objects.get(email="nora@example.org")

    assert "Choose the clinics they work at." in errors(refused)
    assert clinics[0].name in shown
    assert {row.clinic for row in ClinicStaff.objects.filter(user=user)} == set(clinics)
    assert InvitedStaff.objects.count() == 2
    assert user.group_names == {StaffGroup.FRONT_DESK}


def test_nobody_makes_a_superuser_through_an_invitation(client, chief):
    client.post(
        ADD, fields(is_superuser="on", role="patient", user=str(chief.pk), token_hash="x", accepted_at="2026-01-01")
    )
    invitation = Invitation.objects.get()

    assert (invitation.user, invitation.accepted_at, invitation.role) == (None, None, "administrator")
    assert invitation.token_hash != "x"


def test_is_sent_again_and_withdrawn(client, chief):
    client.post(ADD, fields())
    invitation = Invitation.objects.get()
    sent = act(client, "send_again", invitation)
    withdrawn = act(client, "revoke", invitation)
    again = act(client, "send_again", invitation)

    assert "Sent to nora@example.org." in sent
    assert "The invitation to nora@example.org is withdrawn." in withdrawn
    assert "is over. Write a new one." in again
    assert len(mail.outbox) == 2
    assert "Withdrawn" in client.get(LIST).content.decode()


def test_what_was_sent_is_not_edited(client, chief):
    client.post(ADD, fields())
    invitation = Invitation.objects.get()

    assert client.post(f"{LIST}{invitation.pk}/change/", {"email": "else@example.org"}).status_code == 403
    assert client.post(f"{LIST}{invitation.pk}/delete/", {"post": "yes"}).status_code == 403


@pytest.mark.parametrize("name", [StaffGroup.MANAGER, StaffGroup.FRONT_DESK, StaffGroup.ANALYST, StaffGroup.AUDITOR])
def test_only_administrators_invite(client, chief, name, now):
    invitation = invite_administrator(email="nora@example.org", groups=[], actor=chief, now=now)
    client.force_login(staff_member(name))

    assert client.get(LIST).status_code == 403
    assert client.post(ADD, fields(email="else@example.org")).status_code == 403
    assert client.post(LIST, {"action": "revoke", "_selected_action": [invitation.pk]}).status_code == 403
    assert Invitation.objects.get().revoked_at is None


@pytest.mark.parametrize("state", Invitation.State.values)
def test_the_states_are_filters(client, chief, state, now):
    invite_administrator(email="old@example.org", groups=[], actor=chief, now=now.replace(year=2020))
    Invitation.objects.create(
        email="accepted@example.org", role="doctor", invited_by=chief, token_hash="1", sent_at=now, expires_at=now,
        accepted_at=now,
    )  # fmt: skip
    Invitation.objects.create(
        email="revoked@example.org", role="doctor", invited_by=chief, token_hash="2", sent_at=now, expires_at=now,
        revoked_at=now,
    )  # fmt: skip
    client.post(ADD, fields())
    found = [row.email for row in client.get(LIST, {"state": state}).context["cl"].result_list]

    assert found == [{"open": "nora", "expired": "old"}.get(state, state) + "@example.org"]


def test_doctors_are_sent_their_invitation_again_by_who_may_add_them(client, chief, now):
    manager = staff_member(StaffGroup.MANAGER)
    client.force_login(manager)
    signed_in = DoctorFactory(full_name="Amara Osei")
    client.post(
        "/admin/accounts/doctor/add/",
        {
            "email": "li@example.org",
            "full_name": "Li Wen",
            "gender": "unstated",
            "specialties": [SpecialtyFactory().pk],
            "languages-TOTAL_FORMS": 0,
            "languages-INITIAL_FORMS": 0,
        },
    )
    waiting = Doctor.objects.get(full_name="Li Wen")
    chosen = {"action": "invite", "_selected_action": [waiting.pk, signed_in.pk]}
    page = client.post("/admin/accounts/doctor/", chosen, follow=True).content.decode()

    assert "Sent to li@example.org." in page
    assert "Amara Osei has a password already." in page
    assert [message.to for message in mail.outbox] == [["li@example.org"]] * 2


def test_users_are_not_added_any_other_way(client, chief):
    UserFactory()
    page = client.get("/admin/accounts/user/").content.decode()

    assert "/admin/accounts/user/add/" not in page
