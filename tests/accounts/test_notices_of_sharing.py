"""Who acts for whom is told to both, when it begins and when it is stopped."""

import datetime as dt

import pytest
from django.core import mail

from accounts.models import PatientAccess
from accounts.services.adding_people import add_person
from accounts.services.sharing import end_access, share_access
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def maria():
    return PatientFactory(full_name="Maria Lopes", user__email="maria@example.com", user__full_name="Maria Lopes")


@pytest.fixture
def sam():
    return UserFactory(full_name="Sam Lopes", email="sam@example.com")


@pytest.fixture
def shared(maria, sam, now):
    access = share_access(patient=maria, user=sam, relation="carer", scope="book", actor=maria.user, now=now)
    return access


def outbox():
    """Return ``{address: (subject, line with the fact)}``."""
    return {mail_.to[0]: (mail_.subject, mail_.body.strip().split("\n")[2]) for mail_ in mail.outbox}


def test_both_hear_that_it_begins(shared):
    assert outbox() == {
        "sam@example.com": ("You can now act for somebody", "You can now act for Maria Lopes here."),
        "maria@example.com": ("Somebody can now see your appointments", "Sam Lopes can now act for you here."),
    }
    for message in mail.outbox:
        assert "Not right? Call 0113 496 0000" in message.body
        assert message.alternatives[0].content.count("act for") >= 1


def test_both_hear_that_it_is_stopped(shared, sam, now):
    mail.outbox.clear()
    end_access(access=shared, actor=sam, now=now + dt.timedelta(days=1))

    assert outbox() == {
        "sam@example.com": ("You cannot act for somebody any more", "You cannot act for Maria Lopes here any more."),
        "maria@example.com": (
            "Somebody cannot see your appointments any more",
            "Sam Lopes cannot act for you here any more.",
        ),
    }


def test_stopped_twice_it_is_told_once(shared, sam, now):
    end_access(access=shared, actor=sam, now=now + dt.timedelta(days=1))
    mail.outbox.clear()
    end_access(access=shared, actor=sam, now=now + dt.timedelta(days=2))

    assert not mail.outbox


@pytest.mark.parametrize(("scope", "letters"), [("book", 0), ("record", 2)])
def test_given_again_it_is_news_only_if_it_is_more_than_its_end(shared, maria, sam, now, scope, letters):
    mail.outbox.clear()
    until = now + dt.timedelta(days=9)
    share_access(patient=maria, user=sam, relation="carer", scope=scope, until=until, actor=maria.user, now=now)

    assert len(mail.outbox) == letters


def test_a_child_without_an_address_is_told_through_whoever_acts_for_them(sam, now):
    add_person(user=sam, full_name="Leo Lopes", date_of_birth=dt.date(2020, 5, 1), relation="child", now=now)

    assert outbox() == {"sam@example.com": ("You can now act for somebody", "You can now act for Leo Lopes here.")}


def test_the_same_child_added_twice_is_told_once(sam, now):
    for _time in range(2):
        add_person(user=sam, full_name="Leo Lopes", date_of_birth=dt.date(2020, 5, 1), relation="child", now=now)

    assert PatientAccess.objects.count() == len(mail.outbox) == 1


def test_a_patient_without_a_sign_in_is_told_at_the_address_of_the_record(front_desk, sam, now):
    patient = PatientFactory(full_name="Ida Old", user=None, email="ida@example.com")
    share_access(patient=patient, user=sam, relation="carer", scope="book", actor=front_desk, now=now)

    assert sorted(outbox()) == ["ida@example.com", "sam@example.com"]


def test_names_are_escaped_and_make_no_header(maria, now):
    eve = UserFactory(full_name="Eve <b>\nBcc: all@example.com", email="eve@example.com")
    share_access(patient=maria, user=eve, relation="carer", scope="book", actor=maria.user, now=now)

    assert all("Eve" not in message.subject for message in mail.outbox)
    assert "Eve &lt;b&gt;" in mail.outbox[1].alternatives[0].content
