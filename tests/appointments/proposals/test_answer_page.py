"""The patient's page: the offered times as choices, none of them, and what pages say while an offer waits."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from appointments.models import Appointment
from appointments.proposals.services.answering import seen_of
from appointments.proposals.services.ending import lapse, take_back
from scheduling.slot_value import slot_value
from tests.factories import PatientFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def page(offered):
    return reverse("appointments:answer_offer", args=[offered.reference])


@pytest.fixture
def answering(proposal):
    """Return what the page posts; a start stands for its radio."""

    def fields(answer):
        if isinstance(answer, dt.datetime):
            answer = slot_value(proposal.appointment.doctor_id, proposal.appointment.clinic_id, answer)
        return {"seen": seen_of(proposal), "answer": answer}

    return fields


def text(response):
    return response.content.decode()


@pytest.fixture(autouse=True)
def _stopped(clock):
    """The offer waits from nine on Tuesday."""


def test_shows_the_old_time_the_offered_ones_and_the_words(signed_in, page):
    shown = text(signed_in.get(page))

    for words in (
        "Dr Osei suggests another time",
        "Wed 25 Nov, 9:00am",
        "Wed 25 Nov, 10:00am",
        "Wed 25 Nov, 11:00am",
        "I am late that day.",
        "Answer by 7am on Wed 25 Nov",
        "None of these. I keep Wed 25 Nov, 9:00am.",
    ):
        assert words in shown


def test_one_tap_takes_the_time(signed_in, page, answering, offered, published):
    answer = signed_in.post(page, answering(published[3]))

    offered.refresh_from_db()
    assert (answer.status_code, answer.url) == (302, offered.get_absolute_url())
    assert offered.starts_at == published[3]
    assert "The old one is off" in text(signed_in.get(answer.url))


def test_pressed_twice_takes_it_once(signed_in, page, answering, offered, published):
    signed_in.post(page, answering(published[3]))

    assert signed_in.post(page, answering(published[3])).status_code == 302
    assert offered.events.filter(kind="accepted").count() == 1


@pytest.mark.parametrize(("answer", "status"), [("keep", "confirmed"), ("cancel", "cancelled")])
def test_none_of_them(signed_in, page, answering, offered, published, answer, status):
    assert signed_in.post(page, answering(answer)).status_code == 302

    offered.refresh_from_db()
    assert (offered.status, offered.starts_at, offered.offered_until) == (status, published[0], None)


def test_nothing_chosen_is_asked_again(signed_in, page, answering, offered):
    answer = signed_in.post(page, answering(""))

    assert answer.status_code == 422
    assert "Choose a time, or say that none of them suits" in text(answer)


def test_a_time_that_is_not_offered_is_none(signed_in, page, answering, published):
    assert signed_in.post(page, answering(published[8])).status_code == 422


def test_an_answer_to_an_earlier_offer_comes_back(
    signed_in, page, answering, offered, doctor, published, offer_to, now
):
    before = answering(published[3])
    take_back(appointment=offered, actor=doctor.user, now=now)
    offer_to(offered, [published[3]])

    assert signed_in.post(page, before).status_code == 409
    offered.refresh_from_db()
    assert offered.starts_at == published[0]


def test_who_is_elsewhere_by_now_is_told(signed_in, page, answering, offered, book_it, published, clinic, now):
    book_it(starts_at=published[1])
    Appointment.objects.exclude(pk=offered.pk).update(
        starts_at=published[3] + dt.timedelta(minutes=5), ends_at=published[3] + dt.timedelta(minutes=15)
    )

    answer = signed_in.post(page, answering(published[3]))

    assert answer.status_code == 422
    assert "You have another appointment at that time" in text(answer)


def test_says_when_there_is_nothing_to_answer_any_more(signed_in, page, answering, offered, proposal, clock, published):
    lapse(appointment=offered, now=proposal.answer_by)
    clock.move_to(proposal.answer_by)
    signed_in.force_login(offered.patient.user)

    assert signed_in.get(page).status_code == 410
    assert signed_in.post(page, answering(published[3])).status_code == 409


def test_looking_changes_nothing(signed_in, page, offered, proposal):
    signed_in.get(page)

    proposal.refresh_from_db()
    assert proposal.status == "open"


def test_anothers_is_absent(client, page, answering, published):
    client.force_login(PatientFactory().user)

    assert client.get(page).status_code == client.post(page, answering(published[3])).status_code == 404


def test_who_is_promised_nothing_the_doctor_cannot_keep(signed_in, page, offered):
    Appointment.objects.filter(pk=offered.pk).update(attention="doctor_away")

    assert "None of these. Call me to find another time." in text(signed_in.get(page))


@pytest.mark.parametrize("where", ["/me/", "/appointments/"])
def test_lists_lead_to_the_answer(signed_in, page, where):
    shown = text(signed_in.get(where))

    assert f'href="{page}"' in shown
    assert "Other time offered" in shown
    assert "Answer by 7am on Wed 25 Nov" in shown


def test_the_page_of_the_appointment_leads_to_the_answer(signed_in, page, offered):
    shown = text(signed_in.get(offered.get_absolute_url()))

    assert f'href="{page}"' in shown
    assert "Dr Osei offered other times" in shown


@pytest.mark.parametrize("where", ["/me/", "/appointments/"])
def test_many_offers_cost_as_many_queries_as_one(signed_in, offered, book_it, published, offer_to, where):
    signed_in.get(where)
    with CaptureQueriesContext(
        connection,
    ) as one:
        signed_in.get(where)
    for number in (1, 2):
        offer_to(book_it(starts_at=published[number]), [published[number + 6]])
    with CaptureQueriesContext(connection) as three:
        signed_in.get(where)

    assert len(three) == len(one)
