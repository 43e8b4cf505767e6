"""A page of the admin that lay open while somebody else was at the row: it overwrites nothing unasked."""

import pytest
from django.contrib.auth.models import Group

from accounts.models import Doctor, Patient
from accounts.roles import StaffGroup
from accounts.services.changing_details import change_details
from tests.dashboards.staff import administrator, errors
from tests.factories import SpecialtyFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client, front_desk):
    client.force_login(front_desk)
    return client


def opened(client, address):
    """Return what a browser sends back from the page untouched."""
    form = client.get(address).context["adminform"].form
    return {field.html_name: "" if field.value() is None else field.value() for field in form}


def address_of(patient):
    return f"/admin/accounts/patient/{patient.pk}/change/"


def test_a_newer_phone_number_is_not_put_back(desk, patient, now):
    lying_open = opened(desk, address_of(patient))
    change_details(patient=patient, changes={"phone": "+447700900999"}, actor=patient.user, now=now)

    answer = desk.post(address_of(patient), lying_open | {"address": "3 Mill Lane"})
    patient.refresh_from_db()

    assert "Somebody changed this while you had it open. Nothing was saved." in errors(answer)
    assert "Phone: +447700900999" in errors(answer)
    assert (patient.phone, patient.address) == ("+447700900999", "")


def test_sent_again_it_is_meant(desk, patient, now):
    lying_open = opened(desk, address_of(patient)) | {"address": "3 Mill Lane"}
    change_details(patient=patient, changes={"phone": "+447700900999"}, actor=patient.user, now=now)
    refused = desk.post(address_of(patient), lying_open).context["adminform"].form

    answer = desk.post(address_of(patient), lying_open | {"seen": refused["seen"].value()})
    patient.refresh_from_db()

    assert answer.status_code == 302
    assert (str(patient.phone), patient.address) == (lying_open["phone"], "3 Mill Lane")


def test_a_form_that_does_not_say_what_it_showed_is_no_form_of_ours(desk, patient):
    fields = opened(desk, address_of(patient)) | {"address": "3 Mill Lane"}
    del fields["seen"]

    assert "Nothing was saved." in errors(desk.post(address_of(patient), fields))
    assert Patient.objects.get(pk=patient.pk).address == ""


def test_nothing_new_is_saved_at_once(desk, patient):
    fields = opened(desk, address_of(patient)) | {"address": "3 Mill Lane"}

    assert desk.post(address_of(patient), fields).status_code == 302
    assert Patient.objects.get(pk=patient.pk).address == "3 Mill Lane"


def test_what_hangs_on_a_row_counts_as_well(client, doctor):
    client.force_login(administrator())
    doctor.specialties.add(SpecialtyFactory(name="Oncology"))
    address = f"/admin/accounts/doctor/{doctor.pk}/change/"
    lying_open = opened(client, address) | {"languages-TOTAL_FORMS": 0, "languages-INITIAL_FORMS": 0}
    doctor.specialties.set([SpecialtyFactory(name="Dermatology")])
    Doctor.objects.filter(pk=doctor.pk).update(sees_children=True)

    said = errors(client.post(address, lying_open))

    assert "Specialties: Dermatology" in said
    assert "Sees children: yes" in said


def test_rights_given_meanwhile_are_not_taken_back(client, front_desk):
    client.force_login(administrator())
    address = f"/admin/accounts/user/{front_desk.pk}/change/"
    lying_open = opened(client, address)
    front_desk.groups.set(Group.objects.filter(name=StaffGroup.MANAGER))

    assert f"Groups: {StaffGroup.MANAGER}" in errors(client.post(address, lying_open))
    assert front_desk.groups.get().name == StaffGroup.MANAGER
