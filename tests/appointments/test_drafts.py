"""Drafts as a service: whose hold counts, when it ends, and what books."""

import datetime as dt
import uuid

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.models import Appointment, BookingDraft
from appointments.policies import NotAllowed
from appointments.services.drafts import (
    adopt,
    answer,
    book_draft,
    choose_time,
    choose_type,
    holds_time,
    keep_time,
    offer_of,
    start_draft,
    tidy,
    version_shown,
)
from appointments.services.recording import Stale
from scheduling.models import SchedulingSettings, TimeSlot
from scheduling.services.claiming import SlotTaken

MINUTE = dt.timedelta(minutes=1)


@pytest.fixture
def begin(offer, clinic, published, now):
    """Return a function that begins a booking and holds its time; a stranger's unless told otherwise."""

    def run(*, index=0, user=None, mine=(), address="192.0.2.1", at=None, **told):
        draft = start_draft(
            offer=told.pop("offer", offer),
            clinic=clinic,
            starts_at=published[index],
            user=user or AnonymousUser(),
            session_drafts=[str(draft.pk) for draft in mine],
            address=address,
            now=at or now,
            **told,
        )
        keep_time(draft=draft, now=at or now)
        return draft

    return run


def held(starts_at):
    return TimeSlot.objects.get(starts_at=starts_at)


def test_a_held_time_is_refused_to_everybody_else(begin):
    begin()

    with pytest.raises(SlotTaken):
        begin(address="192.0.2.2")


def test_a_new_booking_of_the_same_browser_frees_the_earlier_hold(begin, published):
    first = begin()

    begin(index=1, mine=[first])

    assert held(published[0]).hold_key is None
    first.refresh_from_db()
    assert first.held_until is None


def test_a_strangers_holds_are_counted_by_address(begin, now):
    most = SchedulingSettings.load().anonymous_holds_per_address
    drafts = [begin(index=index) for index in range(most + 1)]

    assert [holds_time(draft, now=now) for draft in drafts] == [True] * most + [False]
    assert holds_time(begin(index=most + 1, address="192.0.2.2"), now=now)


def test_all_whose_address_is_not_known_share_one_limit(begin, now):
    most = SchedulingSettings.load().anonymous_holds_per_address
    drafts = [begin(index=index, address="") for index in range(most + 1)]

    assert [holds_time(draft, now=now) for draft in drafts] == [True] * most + [False]
    assert holds_time(begin(index=most + 1), now=now)


def test_somebody_signed_in_is_not_counted(begin, patient, now):
    for index in range(SchedulingSettings.load().anonymous_holds_per_address):
        begin(index=index)

    assert holds_time(begin(index=7, user=patient.user), now=now)


def test_choosing_a_taken_time_keeps_the_draft_and_its_hold(begin, clinic, published, now):
    mine, _theirs = begin(), begin(index=1, address="192.0.2.2")

    with pytest.raises(SlotTaken):
        choose_time(draft=mine, clinic=clinic, starts_at=published[1], now=now)

    mine.refresh_from_db()
    assert mine.starts_at == published[0]
    assert held(published[0]).hold_key == mine.hold_key


def test_choosing_another_time_gives_the_first_back(begin, clinic, published, now):
    mine = begin()

    choose_time(draft=mine, clinic=clinic, starts_at=published[4], now=now)

    assert held(published[0]).hold_key is None
    assert held(published[4]).hold_key == mine.hold_key


def test_choosing_after_the_longest_hold_keeps_no_time_at_all(begin, clinic, published, now):
    mine = begin()
    later = now + 31 * MINUTE

    choose_time(draft=mine, clinic=clinic, starts_at=published[4], now=later)

    assert mine.starts_at == published[4]
    assert not holds_time(mine, now=later)
    assert not TimeSlot.objects.filter(hold_key=mine.hold_key).exists()


def test_a_longer_kind_that_does_not_fit_gives_the_time_up(begin, by_doctor, now):
    mine, _neighbour = begin(), begin(index=1, address="192.0.2.2")

    kept = choose_type(draft=mine, offer=by_doctor, now=now)

    assert kept is False
    assert (mine.starts_at, mine.held_until) == (None, None)
    assert not TimeSlot.objects.filter(hold_key=mine.hold_key).exists()


def test_an_open_kind_holds_the_first_one_the_doctor_offers(begin, offer, by_doctor):
    assert offer_of(begin(asks_type=True)) == offer


def test_adopting_takes_strangers_drafts_only(begin, patient, other_patient, now):
    strangers, theirs = begin(), begin(index=1, user=other_patient.user)

    adopt(user=patient.user, session_drafts=[str(strangers.pk), str(theirs.pk), str(uuid.uuid4())], now=now)

    strangers.refresh_from_db()
    theirs.refresh_from_db()
    assert strangers.user == patient.user
    assert theirs.user == other_patient.user


def test_adopting_leaves_one_hold_to_a_person(begin, patient, published, now):
    begin(user=patient.user)
    strangers = begin(index=1, at=now + MINUTE)

    adopt(user=patient.user, session_drafts=[str(strangers.pk)], now=now + MINUTE)

    assert held(published[0]).hold_key is None
    assert held(published[1]).hold_key == strangers.hold_key


def test_books_once_however_often_it_is_asked(begin, patient, now):
    mine = begin(user=patient.user)
    answer(draft=mine, step="reason", reason="A rash")

    first = book_draft(draft=mine, patient=patient, actor=patient.user, now=now)
    second = book_draft(draft=mine, patient=patient, actor=patient.user, now=now)

    assert first == second == Appointment.objects.get()
    assert first.reason == "A rash"


def test_what_fails_leaves_the_draft_unbooked(begin, patient, other_patient, now):
    mine = begin(user=patient.user)

    with pytest.raises(NotAllowed, match="cannot book for this person"):
        book_draft(draft=mine, patient=other_patient, actor=patient.user, now=now)

    mine.refresh_from_db()
    assert mine.appointment is None
    assert holds_time(mine, now=now)


@pytest.mark.parametrize("missing", ["visit_type", "patient"])
def test_a_question_left_open_books_nothing(begin, patient, now, missing):
    mine = begin(user=patient.user, asks_type=missing == "visit_type")
    who = None if missing == "patient" else patient

    with pytest.raises(NotAllowed, match="Choose"):
        book_draft(draft=mine, patient=who, actor=patient.user, now=now)


def test_books_only_what_was_shown(begin, clinic, published, patient, now):
    mine = begin(user=patient.user)
    seen = version_shown(mine, patient=patient)
    choose_time(draft=mine, clinic=clinic, starts_at=published[2], now=now)

    with pytest.raises(Stale):
        book_draft(draft=mine, patient=patient, actor=patient.user, now=now, seen=seen)


def test_drafts_and_lapsed_holds_are_tidied(begin, published, now):
    begin()
    a_day_later = now + dt.timedelta(hours=24)

    assert tidy(now=now + 11 * MINUTE) == (0, 1)
    assert held(published[0]).hold_key is None
    assert tidy(now=a_day_later) == (1, 0)
    assert not BookingDraft.objects.exists()


@pytest.mark.usefixtures("published")
def test_lapsed_holds_are_looked_for_among_the_holds_not_among_all_slots(now):
    with CaptureQueriesContext(connection) as queries:
        tidy(now=now)
    looked_for = next(query["sql"] for query in queries if TimeSlot._meta.db_table in query["sql"])

    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")  # so few slots are read faster than any index
        cursor.execute(f"EXPLAIN {'QUERY PLAN ' if connection.vendor == 'sqlite' else ''}{looked_for}")
        assert "slot_by_hold" in str(cursor.fetchall())
