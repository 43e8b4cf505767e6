"""The doctor's page *Running late*, and what Today says of it."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from appointments.lateness.services.saying import say_late
from appointments.lifecycle import Verb
from appointments.models import Appointment, Message, RunningLate
from appointments.services.attendance import record_attendance
from appointments.services.booking import book
from scheduling.services.publishing import publish
from tests.factories import ClinicFactory, PatientFactory, WorkingHoursFactory

pytestmark = pytest.mark.django_db

PAGE, TODAY = reverse("doctor:running_late"), reverse("doctor:today")
UNDO = reverse("doctor:running_late_undo")
MINUTE = dt.timedelta(minutes=1)


def text_of(response):
    """Return what stands on a page, without its marks."""
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.fixture
def at_ten(appoint, at):
    """Ana Silva at ten on this very Tuesday, an hour from now."""
    return appoint(at(24, 10), patient=PatientFactory(full_name="Ana Silva"))


def test_today_leads_to_it_where_somebody_waits(doctor_client, at_ten):
    assert f'href="{PAGE}"' in doctor_client.get(TODAY).content.decode()
    assert f'href="{PAGE}"' not in doctor_client.get(TODAY, {"date": "2026-11-25"}).content.decode()


def test_today_does_not_where_nobody_does(doctor_client, at_ten, doctor, clock, at):
    clock.move_to(at(24, 10, 5), tick=False)

    assert f'href="{PAGE}"' not in doctor_client.get(TODAY).content.decode()


def test_it_says_who_is_told_and_in_which_words(doctor_client, at_ten, appoint, at, doctor, now):
    here = appoint(at(24, 9, 20), patient=PatientFactory(full_name="Leo Silva"))
    record_attendance(appointment=here, verb=Verb.CHECK_IN, actor=doctor.user, now=now)
    page = text_of(doctor_client.get(PAGE))

    assert "Fernhill Clinic, until 1pm" in page
    assert "9:20am Leo Silva Is here: it stands in the portal, no telephone rings. 10:00am Ana Silva" in page
    assert "What the patient at 9:20am reads, with 20 minutes" in page
    assert "Expected about 9:40am instead of 9:20am today. You do not need to do anything." in page
    assert "Fernhill: Dr Osei is running about 20 minutes late: 9:40am instead of 9:20am." in page
    assert "On time again" not in page


def test_saying_it_tells_them_and_today_says_so(doctor_client, at_ten):
    answer = doctor_client.post(PAGE, {"minutes": "20"})
    today = text_of(doctor_client.get(TODAY))

    assert answer.url == TODAY
    assert Appointment.objects.get().late_minutes == 20
    assert "20 minutes late since 9:00am, Fernhill Clinic. Change" in today
    assert "You run 20 minutes late. The patients hear of it in a minute. Undo" in today
    assert at_ten.starts_at == Appointment.objects.get().starts_at


def test_a_second_press_tells_nobody_anew(doctor_client, at_ten, clock):
    doctor_client.post(PAGE, {"minutes": "20"})
    clock.shift(1)
    before = Message.objects.count()
    answer = doctor_client.post(PAGE, {"minutes": "20"}, follow=True)

    assert "Everybody who waits knows that already." in text_of(answer)
    assert Message.objects.count() == before
    assert RunningLate.objects.count() == 1


def test_once_said_it_can_be_taken_back_to_on_time(doctor_client, at_ten, clock):
    doctor_client.post(PAGE, {"minutes": "20"})
    clock.shift(180)
    page = doctor_client.get(PAGE)
    doctor_client.post(PAGE, {"minutes": "0"})

    assert "20 minutes late so far." in text_of(page)
    assert "On time again" in text_of(page)
    assert page.context["form"]["minutes"].value() == 20
    assert Appointment.objects.get().late_minutes is None
    assert "minutes late since" not in text_of(doctor_client.get(TODAY))


def test_undone_within_the_minute(doctor_client, at_ten, clock):
    doctor_client.post(PAGE, {"minutes": "20"})
    clock.shift(30)
    bar = doctor_client.get(TODAY).context["undo"]
    answer = doctor_client.post(UNDO, {"said": bar.said.pk, "next": TODAY})

    assert answer.url == TODAY
    assert Appointment.objects.get().late_minutes is None
    assert doctor_client.get(TODAY).context["undo"] is None
    again = doctor_client.post(UNDO, {"said": bar.said.pk})
    assert again.status_code == 409
    assert "There is nothing of yours to undo here." in text_of(again)


def test_a_colleagues_word_is_not_undone(doctor_client, at_ten, other_doctor, clinic, now, client):
    doctor_client.post(PAGE, {"minutes": "20"})
    said = RunningLate.objects.get()
    client.force_login(other_doctor.user)

    assert client.post(UNDO, {"said": said.pk}).status_code == 409
    assert client.post(UNDO, {}).status_code == 409
    assert Appointment.objects.get().late_minutes == 20


def test_the_bar_offers_what_was_done_last(doctor_client, at_ten, doctor, now, clock):
    record_attendance(appointment=at_ten, verb=Verb.CHECK_IN, actor=doctor.user, now=now)
    clock.shift(10)
    doctor_client.post(PAGE, {"minutes": "10"})

    assert doctor_client.get(TODAY).context["undo"].said == RunningLate.objects.get()


def test_nothing_chosen_comes_back_with_what_is_missing(doctor_client, at_ten):
    answer = doctor_client.post(PAGE, {})

    assert answer.status_code == 422
    assert "Choose how late you run" in text_of(answer)
    assert not RunningLate.objects.exists()


@pytest.mark.parametrize("minutes", ["25", "0", "ten", ""])
def test_other_minutes_cannot_be_said(doctor_client, at_ten, minutes):
    assert doctor_client.post(PAGE, {"minutes": minutes}).status_code == 422
    assert not RunningLate.objects.exists()


def test_where_nobody_waits_there_is_nobody_to_tell(doctor_client, hours):
    page, pressed = doctor_client.get(PAGE), doctor_client.post(PAGE, {"minutes": "20"})

    assert page.status_code == 200
    assert "so there is nobody to tell" in text_of(page)
    assert pressed.status_code == 409
    assert "nobody was told" in text_of(pressed)


def test_at_several_clinics_it_asks_where(doctor_client, at_ten, offer, at, doctor, now):
    elsewhere = ClinicFactory(name="Riverside Clinic", time_zone="Europe/London")
    WorkingHoursFactory(doctor=doctor, clinic=elsewhere, weekday=1, starts=dt.time(14), ends=dt.time(17))
    publish(doctor=doctor, now=now - dt.timedelta(days=1))
    somebody = PatientFactory()
    said = {"offer": offer, "clinic": elsewhere, "actor": somebody.user, "now": now - dt.timedelta(hours=12)}
    at_two = book(patient=somebody, starts_at=at(24, 14), **said)
    page = text_of(doctor_client.get(PAGE))
    unsaid = doctor_client.post(PAGE, {"minutes": "20"})
    doctor_client.post(PAGE, {"minutes": "20", "clinic": elsewhere.pk})

    assert "Where?" in page
    assert "Riverside Clinic, until 5pm" in page
    assert unsaid.status_code == 422
    assert list(Appointment.objects.filter(late_minutes=20)) == [at_two]
    assert "20 minutes late since 9:00am, Riverside Clinic" in text_of(doctor_client.get(TODAY))


@pytest.mark.parametrize("path", [PAGE, TODAY])
def test_the_same_number_of_queries_for_one_and_for_eight(
    doctor_client, at_ten, appoint, at, doctor, clinic, path, django_assert_max_num_queries
):
    say_late(doctor=doctor, clinic=clinic, minutes=20, actor=doctor.user, now=at(24, 9))
    doctor_client.get(path)
    with django_assert_max_num_queries(100) as one:
        doctor_client.get(path)
    for number in range(7):
        appoint(at(24, 10, 20) + number * 20 * MINUTE)
    with django_assert_max_num_queries(100) as eight:
        doctor_client.get(path)

    assert len(eight) == len(one)
