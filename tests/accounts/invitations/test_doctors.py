"""A doctor is invited with a profile that is there before they are."""

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction

from accounts.models import Doctor, Invitation, User
from accounts.roles import Role
from accounts.services.correcting_addresses import correct_address
from accounts.services.creating_doctors import create_doctor
from accounts.services.inviting import NotInvited, invite_doctor
from accounts.services.sign_ins import EmailTaken
from tests.accounts.builders import PASSWORD, is_signed_in
from tests.accounts.invitations.mailed import ADDRESS, ANSWERS, NEW, path_mailed
from tests.factories import DoctorFactory, PatientFactory

pytestmark = pytest.mark.django_db


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
