"""What a patient's pages say while the doctor runs late."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils.html import strip_tags

from appointments.lifecycle import Verb
from appointments.models import Appointment
from appointments.services.attendance import record_attendance

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
LATE = "Dr Osei is running about 20 minutes late today. Expected about 10:20am."


@pytest.fixture
def ten(visit, patient, ten_to_ten):
    """Maria's visit at ten, past her time to change it."""
    appointment = visit(3, patient=patient)
    Appointment.objects.filter(pk=appointment.pk).update(changeable_until=ten_to_ten - 60 * MINUTE)
    return appointment


def text_of(response):
    return " ".join(strip_tags(response.content.decode()).split())


@pytest.fixture
def pages(signed_in, ten, time_machine, ten_to_ten):
    """Return the words of the appointment's page, the home and the list, some minutes after it was said."""

    def read(after=1):
        time_machine.move_to(ten_to_ten + after * MINUTE, tick=False)
        addresses = [ten.get_absolute_url(), reverse("me:home"), reverse("appointments:list")]
        return [text_of(signed_in.get(address)) for address in addresses]

    return read


def test_each_says_it_and_when_to_expect_the_visit(pages, say):
    before = pages(after=-1)
    say(20)

    assert not any("running" in page for page in before)
    assert all(LATE in page for page in pages())
    assert f"{LATE} You do not need to do anything. Change time" in pages()[0]


def test_the_time_may_be_changed_past_the_cut_off(pages, say, signed_in, ten):
    move = reverse("appointments:reschedule", args=[ten.reference])
    assert "you cannot change it here" in pages(after=-1)[0] or "you cannot cancel it here" in pages(after=-1)[0]
    say(20)

    page = pages()[0]
    assert "Because Dr Osei is running late, you can change or cancel free until it begins." in page
    assert "cannot" not in page
    assert signed_in.get(move).status_code == 200


def test_who_has_arrived_reads_it_without_an_offer_to_change(pages, say, ten, doctor, ten_to_ten):
    record_attendance(appointment=ten, verb=Verb.CHECK_IN, actor=doctor.user, now=ten_to_ten)
    say(20)
    page = pages()[0]

    assert f"{LATE} You do not need to do anything." in page
    assert "Change time" not in page


def test_on_time_again_it_is_gone(pages, say):
    say(20)
    say(0, after=3)

    assert not any("running" in page for page in pages(after=4))


def test_once_it_would_be_over_it_is_gone_as_well(pages, say):
    say(20)

    assert LATE in pages(after=49)[0]
    assert LATE not in pages(after=50)[0]


@pytest.mark.parametrize("address", ["me:home", "appointments:list"])
def test_it_costs_no_query(pages, say, signed_in, address, django_assert_max_num_queries):
    pages()
    with django_assert_max_num_queries(100) as before:
        signed_in.get(reverse(address))
    say(20)
    with django_assert_max_num_queries(100) as late:
        signed_in.get(reverse(address))

    assert len(late) == len(before)
