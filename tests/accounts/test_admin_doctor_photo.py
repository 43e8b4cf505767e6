"""A doctor's photo in the admin: put in, taken out, found missing."""

import pytest
from django.contrib.admin.models import LogEntry
from django.db import connection
from PIL import Image

from accounts.admin.doctors import DoctorForm
from accounts.models import Doctor
from tests.accounts.pictures import upload, with_photo
from tests.accounts.test_admin_people import change_doctor
from tests.dashboards.staff import errors
from tests.factories import DoctorFactory, SpecialtyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("disk", "chief")]


@pytest.fixture(autouse=True)
def _a_specialty(doctor):
    doctor.specialties.add(SpecialtyFactory())


def photo_of(doctor):
    return Doctor.objects.get(pk=doctor.pk).photo


def test_is_put_in_and_shown(client, doctor):
    assert change_doctor(client, doctor, another_photo=upload()).status_code == 302

    page = client.get(f"/admin/accounts/doctor/{doctor.pk}/change/").content.decode()
    assert f'src="/doctors/amara-osei/photo/{photo_of(doctor)}-384.webp"' in page


def test_is_taken_out(client, doctor, now):
    with_photo(doctor, now=now)
    LogEntry.objects.all().delete()

    assert change_doctor(client, doctor, take_out_photo="on").status_code == 302

    assert photo_of(doctor) == ""
    assert [entry.get_change_message() for entry in LogEntry.objects.all()] == ["Changed Take the photo out."]


def test_stays_when_something_else_is_saved(client, doctor, now):
    photo = with_photo(doctor, now=now).photo

    assert change_doctor(client, doctor, biography="Skin.").status_code == 302

    assert (photo_of(doctor), Doctor.objects.get().biography) == (photo, "Skin.")


def test_row_20_what_is_no_photo_is_refused(client, doctor):
    answer = change_doctor(client, doctor, another_photo=upload(b"<svg onload=alert(1)>", name="me.svg"))

    assert "Choose a JPEG, PNG or WebP photo" in errors(answer)
    assert photo_of(doctor) == ""


def test_one_that_came_meanwhile_is_not_taken_out_unseen(client, doctor, now):
    with_photo(doctor, now=now)
    lying_open = client.get(f"/admin/accounts/doctor/{doctor.pk}/change/").context["adminform"].form["seen"].value()
    newer = with_photo(doctor, now=now).photo

    answer = change_doctor(client, doctor, take_out_photo="on", seen=lying_open)

    assert "Somebody changed this while you had it open" in errors(answer)
    assert photo_of(doctor) == newer


def test_is_unpacked_before_the_transaction_begins(client, doctor, monkeypatch):
    """SQLite has one lock for writing: nobody could book while a picture is worked on."""
    inside = []
    transform = Image.Image.resize

    def noted(image, *arguments, **options):
        inside.append(len(connection.savepoint_ids))
        return transform(image, *arguments, **options)

    depth = len(connection.savepoint_ids)
    monkeypatch.setattr(Image.Image, "resize", noted)
    change_doctor(client, doctor, another_photo=upload())

    assert photo_of(doctor)
    assert set(inside) == {depth}


def test_doctors_without_one_are_found(client, doctor, now):
    with_photo(doctor, now=now)
    DoctorFactory(full_name="Tomasz Nowak")

    without = client.get("/admin/accounts/doctor/", {"photo": "no"}).content.decode()
    having = client.get("/admin/accounts/doctor/", {"photo": "yes"}).content.decode()

    assert "Tomasz Nowak" in without
    assert "Amara Osei" not in without
    assert "Amara Osei" in having
    assert "Tomasz Nowak" not in having


def test_who_may_only_read_sees_it_and_no_way_to_change_it(client, doctor, front_desk, now):
    with_photo(doctor, now=now)
    client.force_login(front_desk)

    page = client.get(f"/admin/accounts/doctor/{doctor.pk}/change/").content.decode()

    assert "-384.webp" in page
    assert "Take the photo out" not in page
    assert 'type="file"' not in page


def test_one_that_comes_while_the_row_is_saved_stays(client, doctor, now, monkeypatch):
    """Between the check of what was shown and the save: the row is not written back whole."""
    clean = DoctorForm.clean

    def while_it_comes(form):
        Doctor.objects.update(photo="newer")
        return clean(form)

    monkeypatch.setattr(DoctorForm, "clean", while_it_comes)
    assert change_doctor(client, doctor, biography="Skin.").status_code == 302

    assert (photo_of(doctor), Doctor.objects.get().biography) == ("newer", "Skin.")
