"""An offer is taken back: who had heard of it hears that it is off, who had not hears nothing."""

import datetime as dt

import pytest

from accounts.models import Patient
from appointments.models import Appointment, Message
from appointments.notifications.delivering import deliver_due
from appointments.proposals.services.ending import take_back
from appointments.services.undoing import undo

pytestmark = pytest.mark.django_db

LATER = dt.timedelta(minutes=5)


def told(kind):
    return Message.objects.filter(kind=kind).exclude(status=Message.Status.CANCELLED)


def test_who_was_told_of_it_is_told_that_it_is_off(offered, doctor, patient, now):
    deliver_due(now=now + LATER)

    take_back(appointment=offered, actor=doctor.user, now=now + LATER)

    assert set(told("offer_withdrawn").values_list("user", flat=True)) == {patient.user_id}
    email = told("offer_withdrawn").get(channel="email")
    assert email.subject == "The other times are not offered any more"
    assert "There is nothing to answer any more. Wed 25 Nov, 9:00am stays as it was." in email.text


def test_within_the_minute_nobody_hears_of_either(offered, doctor, now):
    take_back(appointment=offered, actor=doctor.user, now=now + dt.timedelta(seconds=30))

    assert not told("offered").exists()
    assert not told("offer_withdrawn").exists()


def test_undone_nobody_hears_of_either(offered, doctor, now):
    undo(appointment=offered, actor=doctor.user, now=now + dt.timedelta(seconds=30))

    assert not told("offered").exists()
    assert not told("offer_withdrawn").exists()


def test_an_earlier_offer_that_was_heard_of_does_not_count(offered, doctor, offer_to, published, now):
    deliver_due(now=now + LATER)
    take_back(appointment=offered, actor=doctor.user, now=now + LATER)
    offer_to(offered, [published[8]], now=now + 2 * LATER)

    take_back(appointment=offered, actor=doctor.user, now=now + 2 * LATER)

    assert told("offer_withdrawn").values("event").distinct().count() == 1


def test_news_that_waits_is_dropped_once_other_times_are_offered_again(offered, doctor, offer_to, published, now):
    deliver_due(now=now + LATER)
    take_back(appointment=offered, actor=doctor.user, now=now + LATER)
    offer_to(offered, [published[8]], now=now + LATER)

    deliver_due(now=now + LATER)

    assert set(told("offer_withdrawn").filter(channel="email").values_list("status", flat=True)) == {"suppressed"}


def test_nobody_has_to_be_called_about_an_offer_that_is_gone_again(booked, doctor, offer_to, published, now):
    Patient.objects.filter(pk=booked.patient_id).update(user=None, phone="", email="")
    unreached = Appointment.objects.get(pk=booked.pk)
    offer_to(unreached, [published[3]])
    unreached.refresh_from_db()
    assert unreached.attention == Appointment.Attention.UNREACHABLE

    take_back(appointment=unreached, actor=doctor.user, now=now + LATER)

    unreached.refresh_from_db()
    assert unreached.attention == Appointment.Attention.NONE
