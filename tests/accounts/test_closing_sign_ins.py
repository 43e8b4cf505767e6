"""Closing a sign-in ends its sessions at the next request; so does every other loss of access (SECURITY row 13)."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Invitation, User
from accounts.roles import Role, StaffGroup
from accounts.services.closing_sign_ins import set_sign_in_active
from accounts.services.creating_doctors import create_doctor
from accounts.services.doctor_leaving import set_active
from accounts.services.roles import set_role
from accounts.services.second_factors import remove_second_factor
from tests.accounts.builders import PASSWORD
from tests.accounts.second_steps import set_up_app
from tests.dashboards.staff import administrator, staff_member
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def chief():
    return administrator(email="chief@example.org")


def session_of(user):
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return browser


@pytest.mark.parametrize(
    ("who", "pages"),
    [
        ("maria", ["/me/", "/appointments/", "/accounts/email/"]),
        ("dr_osei", ["/doctor/", "/doctor/requests/", "/me/settings/"]),
        ("administrator", ["/admin/", "/admin/accounts/patient/", "/me/settings/"]),
    ],
)
def test_the_next_request_is_a_strangers(request, chief, now, who, pages):
    person = request.getfixturevalue(who)
    user = getattr(person, "user", person)
    user.groups.set(Group.objects.filter(name=StaffGroup.MANAGER) if who == "administrator" else [])
    browser = session_of(user)
    before = [browser.get(page).status_code for page in pages]
    set_sign_in_active(user=user, is_active=False, actor=chief, now=now)

    assert before == [200] * len(pages)
    for page in pages:
        assert browser.get(page).url.startswith(("/accounts/login/", "/admin/login/"))
        assert browser.post(page).url.startswith(("/accounts/login/", "/admin/login/"))


def test_nothing_is_left_on_the_list_and_signing_in_is_refused(maria, chief, now):
    session_of(maria.user)
    set_sign_in_active(user=maria.user, is_active=False, actor=chief, now=now)

    assert not UserSession.objects.filter(user=maria.user).exists()
    assert session_of(maria.user).get("/me/").status_code == 302


def test_it_is_opened_again_and_the_old_session_stays_dead(maria, chief, now):
    browser = session_of(maria.user)
    for is_active in (False, True):
        set_sign_in_active(user=maria.user, is_active=is_active, actor=chief, now=now)

    assert browser.get("/me/").status_code == 302
    assert session_of(maria.user).get("/me/").status_code == 200


def test_an_open_invitation_dies_with_it(chief, now):
    doctor = create_doctor(email="li@example.org", full_name="Li Wen", actor=chief, now=now)
    set_sign_in_active(user=doctor.user, is_active=False, actor=chief, now=now)

    assert Invitation.objects.get().revoked_at == now


@pytest.mark.parametrize("role", [Role.PATIENT, Role.DOCTOR])
def test_others_do_not_close_sign_ins(maria, now, role):
    with pytest.raises(PermissionDenied, match="Only administrators"):
        set_sign_in_active(user=maria.user, is_active=False, actor=UserFactory(role=role), now=now)


@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.MANAGER, StaffGroup.ANALYST])
def test_nor_do_those_at_the_desk(maria, now, group):
    with pytest.raises(PermissionDenied):
        remove_second_factor(user=maria.user, actor=staff_member(group), now=now)


def test_nobody_closes_their_own_or_a_superusers(chief, now):
    root = User.objects.create_superuser("root@example.org", PASSWORD, full_name="Root")
    with pytest.raises(PermissionDenied, match="your own access"):
        set_sign_in_active(user=chief, is_active=False, actor=chief, now=now)
    with pytest.raises(PermissionDenied, match="this person"):
        remove_second_factor(user=root, actor=chief, now=now)


# --- Other ways to lose access ------------------------------------------------------------------


def test_a_role_counts_from_the_next_request(dr_osei, administrator, chief, now):
    theirs, staffs = session_of(dr_osei.user), session_of(administrator)
    assert theirs.get("/doctor/").status_code == staffs.get("/admin/").status_code == 200
    set_role(user=dr_osei.user, role=Role.PATIENT, actor=chief, now=now)
    set_role(user=administrator, role=Role.PATIENT, actor=chief, now=now)

    assert theirs.get("/doctor/").status_code == 403
    assert staffs.get("/admin/").status_code == 302
    assert staffs.get("/admin/accounts/patient/", follow=True).status_code == 403


def test_a_group_counts_from_the_next_request(administrator):
    administrator.groups.set(Group.objects.filter(name=StaffGroup.MANAGER))
    browser = session_of(administrator)
    before = browser.get("/admin/accounts/patient/").status_code
    administrator.groups.clear()

    assert before == 200
    assert browser.get("/admin/accounts/patient/").status_code == 403


def test_a_doctor_who_left_has_no_doctors_pages(dr_osei, chief, now):
    browser = session_of(dr_osei.user)
    before = browser.get("/doctor/").status_code
    set_active(doctor=dr_osei, is_active=False, actor=chief, now=now)

    assert before == 200
    assert browser.get("/doctor/").status_code == 403


# --- A lost second step -------------------------------------------------------------------------


def test_a_lost_second_step_is_taken_off_and_every_session_ends(client, maria, chief):
    app = set_up_app(maria.user)
    browser = session_of(maria.user)
    browser.post("/accounts/2fa/authenticate/", {"code": app.code()})
    before = browser.get("/me/").status_code
    client.force_login(chief)
    action = {"action": "take_second_step_off", "_selected_action": [maria.user.pk, chief.pk]}
    page = client.post("/admin/accounts/user/", action, follow=True).content.decode()

    assert before == 200
    assert "Maria Lopes signs in with the password alone." in page
    assert "You cannot change your own access" in page
    assert not Authenticator.objects.exists()
    assert browser.get("/me/").status_code == 302
    assert session_of(maria.user).get("/me/").status_code == 200


def test_the_list_says_who_has_a_second_step(client, maria, chief):
    set_up_app(maria.user)
    client.force_login(chief)
    rows = client.get("/admin/accounts/user/").context["cl"].result_list

    assert {row.email: row.second_step for row in rows} == {"maria@example.com": True, "chief@example.org": False}
