"""A sign-in is closed and opened again: what follows is said first, and one administrator always remains."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.test import Client

from accounts.models import Invitation, PatientAccess, User
from accounts.roles import Role, StaffGroup
from accounts.services.closing_sign_ins import set_sign_in_active
from accounts.services.creating_doctors import create_doctor
from accounts.services.roles import set_role
from accounts.services.sign_ins import add_primary_address
from tests.accounts.builders import PASSWORD
from tests.dashboards.asking import address_of, ask, ask_about, lists_told, press, take, told
from tests.dashboards.staff import administrator, said, staff_member
from tests.factories import PatientFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def root(db):
    return User.objects.create_superuser("root@example.org", PASSWORD, full_name="Root")


def session_of(user):
    """Return a browser signed in through the front door, where sessions are written down."""
    add_primary_address(user=user, verified=True)
    browser = Client()
    browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD})
    return browser


def test_a_patients_consequences_are_said_first(client, chief, patient, book_it):
    book_it()
    session_of(patient.user)
    PatientAccess.objects.create(user=patient.user, patient=PatientFactory(), relation="parent")
    asked = ask(client, patient.user, "deactivate")
    ((count, address),) = lists_told(asked)

    assert told(asked) == [
        "They cannot sign in any more, and ask for no new password.",
        "1 device where they are signed in is signed out with its next click.",
        "1 appointment of their own stays booked. Messages about it are still sent.",
        "1 person they act for has to be looked after by somebody else.",
    ]
    assert client.get(address).context["cl"].result_count == count
    assert User.objects.get(pk=patient.user.pk).is_active


def test_a_doctors_lead_on_to_the_doctor(client, chief, doctor):
    asked = ask(client, doctor.user, "deactivate")

    assert "Patients can still book with them." in " ".join(told(asked))
    assert lists_told(asked) == [(1, address_of(doctor, "deactivate"))]


def test_somebody_is_signed_out_everywhere_and_may_come_back(client, chief, patient):
    nowhere = said(ask(client, patient.user, "sign-out"))
    browser = session_of(patient.user)
    asked = ask(client, patient.user, "sign-out")
    answer = said(press(client, asked))

    assert nowhere == "Maria Lopes is signed in nowhere."
    assert told(asked)[0] == "1 device where they are signed in is signed out with its next click."
    assert answer == "Maria Lopes is signed in nowhere any more."
    assert browser.get("/me/").status_code == 302
    assert session_of(patient.user).get("/me/").status_code == 200


def test_an_invitation_is_withdrawn_with_it(client, chief, now):
    invited = create_doctor(email="li@example.org", full_name="Li Wen", actor=chief, now=now)
    User.objects.filter(pk=invited.user.pk).update(is_active=True)
    words = told(ask(client, invited.user, "deactivate"))
    take(client, invited.user, "deactivate")

    assert "1 invitation they have not accepted is withdrawn." in words
    assert Invitation.objects.get().revoked_at == now
    assert told(ask(client, invited.user, "activate")) == [
        "They have no password yet: they need their invitation once more."
    ]


def test_who_is_stopped_is_out_at_once_and_comes_back_by_signing_in(client, chief, patient):
    theirs = session_of(patient.user)
    before = theirs.get("/me/").status_code
    closed = take(client, patient.user, "deactivate")
    after = theirs.get("/me/").status_code
    opened = take(client, patient.user, "activate")

    assert (before, after) == (200, 302)
    assert closed == "Maria Lopes cannot sign in any more."
    assert opened == "Maria Lopes may sign in."
    assert theirs.get("/me/").status_code == 302
    assert session_of(patient.user).get("/me/").status_code == 200
    assert LogEntry.objects.filter(object_id=str(patient.user.pk), user=chief).count() == 2


def test_a_sign_in_in_between_is_no_reason_to_ask_again(client, chief, patient):
    asked = ask(client, patient.user, "deactivate")
    session_of(patient.user)

    assert said(press(client, asked)) == "Maria Lopes cannot sign in any more."


def test_several_at_once_without_oneself_and_superusers(client, chief, patient, other_patient, root):
    asked = ask_about(client, "deactivate", patient.user, other_patient.user, chief, root)
    press(client, asked)

    assert {row for row, *_told in asked.context["rows"]} == {patient.user, other_patient.user}
    assert "You cannot change your own access" in said(asked)
    assert set(User.objects.filter(is_active=True)) == {chief, root}


def test_an_answer_with_oneself_in_it_spares_oneself(client, chief, patient):
    asked = ask(client, patient.user, "deactivate")
    digest = asked.context["rows"][0][3].partition(".")[2]
    answers = [f"{chief.pk}.{digest}", f"{patient.user.pk}.{digest}"]
    answer = client.post("/admin/accounts/user/deactivate/selected/", {"answer": answers})

    assert "You cannot change your own access" in said(answer)
    assert list(User.objects.filter(is_active=True)) == [chief]


def test_the_second_of_two_is_told(client, chief, patient):
    asked = ask(client, patient.user, "deactivate")
    set_sign_in_active(user=patient.user, is_active=False, actor=administrator(), now=None)
    later = press(client, asked)

    assert said(later) == "Maria Lopes cannot sign in any more."
    assert not LogEntry.objects.exists()


def test_one_administrator_always_remains(chief, now):
    """Two who close each other's sign-in, or take each other's role: the later has no rights any more."""
    other = administrator()
    as_read_before = User.objects.get(pk=other.pk)
    set_sign_in_active(user=other, is_active=False, actor=chief, now=now)
    with pytest.raises(PermissionDenied, match="Only administrators"):
        set_sign_in_active(user=chief, is_active=False, actor=as_read_before, now=now)
    with pytest.raises(PermissionDenied, match="Only administrators"):
        set_role(user=chief, role=Role.PATIENT, actor=as_read_before, now=now)

    assert User.objects.get(pk=chief.pk).is_active
    assert User.objects.get(pk=chief.pk).role == Role.ADMINISTRATOR


@pytest.mark.parametrize("group", [group for group in StaffGroup if group != StaffGroup.ADMINISTRATOR])
def test_only_administrators(client, patient, group):
    client.force_login(staff_member(group))

    assert ask(client, patient.user, "deactivate").status_code == 403
    assert client.post("/admin/accounts/user/deactivate/selected/", {"answer": ["1.x"]}).status_code == 403
    ask_about(client, "deactivate", patient.user)
    assert User.objects.get(pk=patient.user.pk).is_active


def test_the_tick_is_gone_and_the_buttons_lead_on(client, chief, patient):
    html = client.get(f"/admin/accounts/user/{patient.user.pk}/change/").content.decode()
    own = client.get(f"/admin/accounts/user/{chief.pk}/change/").content.decode()

    assert 'name="is_active"' not in html
    assert f'href="{address_of(patient.user, "deactivate")}"' in html
    assert address_of(chief, "deactivate") not in own


def test_from_the_list_people_are_invited(client, chief):
    html = client.get("/admin/accounts/user/").content.decode()

    assert '<a href="/admin/accounts/invitation/add/" class="addlink">' in html
    assert 'href="/admin/accounts/invitation/?state=not_accepted"' in html


def test_who_may_not_invite_is_not_led_there(client):
    client.force_login(staff_member(StaffGroup.MANAGER))
    html = client.get("/admin/accounts/user/").content.decode()

    assert "/admin/accounts/invitation/" not in html


def test_doctors_are_invited_from_their_list(client, chief):
    html = client.get("/admin/accounts/doctor/").content.decode()

    assert "Invite a doctor" in html
    assert 'href="/admin/accounts/doctor/add/"' in html


def test_a_person_of_no_kind_is_closed_too(client, chief):
    nobody = UserFactory()

    assert told(ask(client, nobody, "deactivate")) == ["They cannot sign in any more, and ask for no new password."]
