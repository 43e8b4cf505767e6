"""Who is found, with which next free time, and how many each filter would leave."""

import datetime as dt
import uuid

import pytest
from django.http import QueryDict

from scheduling.clinic_time import utc_minute
from scheduling.models import TimeSlot
from scheduling.search.finding import choose, find
from scheduling.search.results import Results
from tests.factories import DoctorFactory, OfferFactory, VisitTypeFactory
from tests.scheduling.search_builders import (
    MONDAY,
    NOW,
    TUESDAY,
    WEDNESDAY,
    an_offer,
    boston,
    cardiology,
    dermatology,
    free,
    hours_at,
    oakford,
    wish,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic():
    return oakford()


def search(query="", now=NOW):
    return Results(QueryDict(query), now=now)


def found(query="", now=NOW):
    """Return (doctor, clock of the next free start in UTC) in the order shown."""
    names = {}
    results = search(query, now)
    for row in results.rows:
        names[row.doctor] = row.name
    return [(names[choice.doctor], clock(choice.next_start)) for choice in results.choices]


def clock(minute):
    moment = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(minutes=minute)
    return f"{moment:%a %H:%M}"


# --- The next free time ---------------------------------------------------------------------------


def test_finds_the_earliest_free_start(clinic):
    free(an_offer("Amara Osei"), clinic, MONDAY, "9:40 9:20 10:00")

    assert found() == [("Amara Osei", "Mon 09:20")]


def test_leaves_out_who_has_no_free_time(clinic):
    offer = an_offer()
    free(offer, clinic, MONDAY, "9:00", status=TimeSlot.Status.BOOKED)
    free(offer, clinic, MONDAY, "9:20", status=TimeSlot.Status.BLOCKED)

    results = search()

    assert results.count == 0
    assert [doctor.full_name for doctor in results.doctors_without_times()] == ["Amara Osei"]


def test_a_start_that_has_passed_is_not_offered(clinic):
    free(an_offer(), clinic, MONDAY, "9:00 9:20")

    assert found(now=NOW.replace(hour=9)) == [("Amara Osei", "Mon 09:20")]


def test_keeps_the_shortest_notice_to_the_second(clinic):
    offer = an_offer()
    offer.visit_type.minimum_notice_minutes = 60
    offer.visit_type.save()
    free(offer, clinic, MONDAY, "9:00 9:20")

    assert found(now=NOW.replace(hour=8)) == [("Amara Osei", "Mon 09:00")]
    assert found(now=NOW.replace(hour=8, second=1)) == [("Amara Osei", "Mon 09:20")]


def test_offers_nothing_beyond_the_horizon(clinic):
    free(an_offer(horizon_days=7), clinic, MONDAY + dt.timedelta(days=8), "9:00")

    assert found() == []


def test_a_held_time_is_not_free_until_the_hold_is_over(clinic):
    hold = {"held_until": NOW + dt.timedelta(minutes=10), "hold_key": uuid.uuid4()}
    offer = an_offer()
    free(offer, clinic, MONDAY, "9:00", **hold)
    free(offer, clinic, MONDAY, "9:20")

    assert found() == [("Amara Osei", "Mon 09:20")]
    assert found(now=NOW + dt.timedelta(minutes=11)) == [("Amara Osei", "Mon 09:00")]


def test_a_long_visit_needs_its_whole_run(clinic):
    offer = an_offer(minutes=40)
    free(offer, clinic, MONDAY, "9:00", minutes_left=60)
    free(offer, clinic, MONDAY, "9:20", minutes_left=40, status=TimeSlot.Status.BOOKED)
    free(offer, clinic, MONDAY, "9:40", minutes_left=20)
    free(offer, clinic, MONDAY, "11:00 11:20", minutes_left=40)

    assert found() == [("Amara Osei", "Mon 11:00")]


def test_another_lane_is_in_nobodys_way(clinic):
    offer = an_offer(minutes=40)
    free(offer, clinic, MONDAY, "9:00 9:20", minutes_left=40)
    free(offer, clinic, MONDAY, "9:00 9:20", minutes_left=40, lane=1, status=TimeSlot.Status.BOOKED)

    assert found() == [("Amara Osei", "Mon 09:00")]


def test_hours_take_only_the_visit_types_they_name(clinic):
    first, second = an_offer("Amara Osei"), an_offer("Tomasz Nowak")
    for offer in (first, second):
        hours_at(offer.doctor, clinic).visit_types.add(first.visit_type)
        free(offer, clinic, MONDAY, "9:00")

    assert found() == [("Amara Osei", "Mon 09:00")]


@pytest.mark.parametrize(
    "hide",
    [
        lambda offer, clinic: setattr(offer.doctor, "is_listed", False),
        lambda offer, clinic: setattr(offer.doctor, "is_active", False),
        lambda offer, clinic: setattr(offer.visit_type, "is_active", False),
        lambda offer, clinic: setattr(offer, "is_active", False),
        lambda offer, clinic: setattr(clinic, "is_active", False),
    ],
    ids=["unlisted doctor", "inactive doctor", "inactive type", "inactive offer", "closed clinic"],
)
def test_offers_only_what_is_active(clinic, hide):
    offer = an_offer()
    free(offer, clinic, MONDAY, "9:00")
    hide(offer, clinic)
    for changed in (offer.doctor, offer.visit_type, offer, clinic):
        changed.save()

    assert found() == []


# --- Which doctors --------------------------------------------------------------------------------


def test_narrows_by_specialty(clinic):
    skin, heart = dermatology(), cardiology()
    for name, specialty in (("Amara Osei", skin), ("Tomasz Nowak", heart)):
        free(an_offer(name, specialties=[specialty]), clinic, MONDAY, "9:00")

    assert found("specialty=dermatology") == [("Amara Osei", "Mon 09:00")]


@pytest.mark.parametrize(
    "typed",
    ["skin doctor", "Skin doctors", "Dermatology", "dermatologist", "Skin doctor (dermatology)", "ACNE", "skín doctor"],
)
def test_the_name_of_a_specialty_in_any_words_means_the_specialty(clinic, typed):
    free(an_offer("Amara Osei", specialties=[dermatology()]), clinic, MONDAY, "9:00")
    free(an_offer("Tomasz Nowak", specialties=[cardiology()]), clinic, MONDAY, "9:00")

    assert search(f"q={typed}").filter.specialty_meant.slug == "dermatology"
    assert found(f"q={typed}") == [("Amara Osei", "Mon 09:00")]


def test_a_word_of_two_specialties_finds_both(clinic):
    free(an_offer("Amara Osei", specialties=[dermatology()]), clinic, MONDAY, "9:00")
    free(an_offer("Tomasz Nowak", specialties=[cardiology()]), clinic, MONDAY, "9:20")
    free(an_offer("Leila Haddad"), clinic, MONDAY, "9:40")

    assert [name for name, _clock in found("q=rash")] == ["Amara Osei", "Tomasz Nowak"]


@pytest.mark.parametrize("typed", ["osei", "Dr Osei", "amara osei", "OSEI skin", "doctor osei"])
def test_every_word_must_match_name_or_specialty(clinic, typed):
    free(an_offer("Amara Osei", specialties=[dermatology()]), clinic, MONDAY, "9:00")
    free(an_offer("Tomasz Nowak", specialties=[dermatology()]), clinic, MONDAY, "9:00")

    assert found(f"q={typed}") == [("Amara Osei", "Mon 09:00")]


def test_wildcards_never_reach_the_database(clinic):
    assert [term.word for term in wish("q=a%25x_\\y*").terms] == ["x", "y"]


@pytest.mark.parametrize("place", ["Oakford", "oakford", "ok1", "OK1 2FH", "ok12fh", "OK1 9ZZ", "Fernhill", "oak"])
def test_a_place_is_a_town_a_postcode_or_a_clinic(clinic, place):
    free(an_offer("Amara Osei"), clinic, MONDAY, "9:00")
    free(an_offer("Tomasz Nowak"), boston(), MONDAY, "9:00")

    assert found(f"city={place}") == [("Amara Osei", "Mon 09:00")]


def test_a_place_without_a_clinic_finds_nobody(clinic):
    free(an_offer("Amara Osei"), clinic, MONDAY, "9:00")

    assert found("city=Atlantis") == []


def test_a_doctor_of_two_towns_is_offered_at_the_one_asked_for(clinic):
    offer = an_offer()
    free(offer, clinic, MONDAY, "9:00")
    free(offer, oakford(name="Mill Clinic", city="Millbrook", postcode=""), MONDAY, "13:00")

    assert found("city=Millbrook") == [("Amara Osei", "Mon 13:00")]


def test_a_slot_made_by_hand_is_found_where_the_doctor_has_no_hours(clinic):
    offer = an_offer()
    free(offer, oakford(name="Mill Clinic", city="Millbrook", postcode=""), MONDAY, "13:00")
    TimeSlot.objects.update(working_hours=None, origin=TimeSlot.Origin.BY_HAND)
    offer.doctor.working_hours.all().delete()

    assert found("city=Millbrook") == [("Amara Osei", "Mon 13:00")]


# --- When -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        ("today", "Mon 09:00"),
        ("this-week", "Mon 09:00"),
        ("next-week", "Tue 10:00"),
        ("2026-11-25", "Wed 11:00"),
        ("2026-11-26", None),
    ],
)
def test_narrows_by_day(clinic, asked, first):
    offer = an_offer()
    free(offer, clinic, MONDAY, "9:00")
    free(offer, clinic, WEDNESDAY, "11:00")
    free(offer, clinic, TUESDAY + dt.timedelta(days=7), "10:00")

    assert found(f"date={asked}") == ([("Amara Osei", first)] if first else [])


def test_today_is_the_clinics_today():
    """At 03:00 UTC on Tuesday it is still Monday evening in Boston."""
    late = NOW + dt.timedelta(hours=20)
    for name, clinic in (("Amara Osei", oakford()), ("Ruth Okafor", boston())):
        offer = an_offer(name)
        free(offer, clinic, MONDAY, "23:30")
        free(offer, clinic, TUESDAY, "9:00")

    assert found("date=today", now=late) == [("Ruth Okafor", "Tue 04:30"), ("Amara Osei", "Tue 09:00")]


@pytest.mark.parametrize(
    ("part", "first"), [("morning", "Mon 11:40"), ("afternoon", "Mon 12:00"), ("evening", "Mon 17:00")]
)
def test_narrows_by_part_of_the_day_on_the_clinics_clock(clinic, part, first):
    free(an_offer(), clinic, MONDAY, "11:40 12:00 16:40 17:00")

    assert found(f"time={part}") == [("Amara Osei", first)]


def test_several_parts_of_the_day_widen(clinic):
    free(an_offer(), clinic, MONDAY, "9:00 13:00 18:00")

    assert found("time=evening&time=afternoon") == [("Amara Osei", "Mon 13:00")]


# --- How, and with whom ---------------------------------------------------------------------------


def test_without_a_visit_type_offers_the_first_of_each_mode(clinic):
    offer = an_offer()
    OfferFactory(
        doctor=offer.doctor, visit_type=VisitTypeFactory(minutes=5, minimum_notice_minutes=0), is_default=False
    )
    free(offer, clinic, MONDAY, "9:00")

    assert [choice.offer for choice in search().choices] == [offer.pk]


def test_narrows_by_visit_type(clinic):
    offer = an_offer()
    other = OfferFactory(doctor=offer.doctor, visit_type=VisitTypeFactory(slug="long", minutes=60), is_default=False)
    free(offer, clinic, MONDAY, "9:00", minutes_left=60)

    assert [choice.offer for choice in search("visit_type=long").choices] == [other.pk]


def test_narrows_by_mode(clinic):
    free(an_offer("Amara Osei"), clinic, MONDAY, "9:00")
    free(an_offer("Tomasz Nowak", mode="video"), clinic, MONDAY, "9:20")

    assert found("mode=video") == [("Tomasz Nowak", "Mon 09:20")]
    assert len(found("mode=video&mode=in_person")) == 2


def test_shows_in_person_first_unless_only_video_is_soon(clinic):
    offer = an_offer("Amara Osei")
    an_offer(doctor=offer.doctor, mode="video")
    free(offer, clinic, TUESDAY, "9:00")

    (choice,) = search().choices

    assert (choice.mode, choice.modes) == ("in_person", ("in_person", "video"))


def test_shows_video_where_in_person_is_far_away(clinic):
    offer = an_offer("Amara Osei", minutes=60)
    an_offer(doctor=offer.doctor, mode="video")
    free(offer, clinic, MONDAY, "9:00", minutes_left=20)
    free(offer, clinic, MONDAY + dt.timedelta(days=20), "9:00")

    (choice,) = search().choices

    assert choice.mode == "video"


def test_one_card_can_show_its_other_way_to_meet(clinic):
    offer = an_offer("Amara Osei")
    an_offer(doctor=offer.doctor, mode="video")
    free(offer, clinic, TUESDAY, "9:00")

    (choice,) = search("meet=amara-osei:video").choices

    assert choice.mode == "video"


def test_narrows_by_language_gender_and_children(clinic):
    french = an_offer("Amara Osei", languages=["en", "fr"])
    french.doctor.gender, french.doctor.sees_children = "female", True
    french.doctor.save()
    free(french, clinic, MONDAY, "9:00")
    free(an_offer("Tomasz Nowak", languages=["en", "pl"]), clinic, MONDAY, "9:20")

    for query in ("language=fr", "gender=female", "children=yes"):
        assert found(query) == [("Amara Osei", "Mon 09:00")]
    assert len(found("language=fr&language=pl")) == 2


def test_step_free_is_about_the_door_and_not_about_video(clinic):
    mill = oakford(name="Mill Clinic", step_free=True)
    both = an_offer("Amara Osei")
    free(both, clinic, MONDAY, "9:00")
    free(both, mill, TUESDAY, "9:00")
    free(an_offer("Tomasz Nowak"), clinic, MONDAY, "9:20")
    free(an_offer("Leila Haddad", mode="video"), clinic, MONDAY, "9:40")

    assert found("access=step_free") == [("Leila Haddad", "Mon 09:40"), ("Amara Osei", "Tue 09:00")]


# --- Order and counts -----------------------------------------------------------------------------


def test_sorts_by_earliest_time_then_name_and_the_same_every_time(clinic):
    for name in ("Zoe Adams", "amara Osei", "Bo Lind"):
        free(an_offer(name), clinic, MONDAY, "9:20")
    free(an_offer("Zed Young"), clinic, MONDAY, "9:00")

    order = [name for name, _clock in found()]

    assert order == ["Zed Young", "amara Osei", "Bo Lind", "Zoe Adams"]
    assert [name for name, _clock in found("sort=name")] == ["amara Osei", "Bo Lind", "Zed Young", "Zoe Adams"]


def test_counts_what_each_filter_would_leave_with_the_others_as_they_are(clinic):
    mill = oakford(name="Mill Clinic", step_free=True)
    osei = an_offer("Amara Osei", languages=["en", "fr"])
    an_offer(doctor=osei.doctor, mode="video")
    free(osei, clinic, MONDAY, "9:00 18:00")
    free(an_offer("Tomasz Nowak", languages=["en", "pl"]), mill, MONDAY, "9:20 13:00")
    free(an_offer("Leila Haddad", languages=["en"], mode="video"), mill, MONDAY, "14:00")

    counts = {(o.name, o.value): o.count for question in search("time=morning").questions for o in question.options}

    assert counts["mode", "in_person"] == 2
    assert counts["mode", "video"] == 1
    assert counts["time", "morning"] == 2
    assert counts["time", "afternoon"] == 2
    assert counts["time", "evening"] == 1
    assert counts["language", "fr"] == counts["language", "pl"] == 1
    assert counts["access", "step_free"] == 2  # Nowak there, Osei by video
    assert counts["gender", "female"] == 0


def test_every_count_is_what_choosing_it_gives(clinic):
    """The promise beside each box, for several searches: choose it, and so many doctors are found."""
    mill = oakford(name="Mill Clinic", city="Millbrook", postcode="", step_free=True)
    for nth in range(12):
        offer = an_offer(
            f"Doctor{nth}", languages=["en", ["fr", "pl"][nth % 2]], mode=["in_person", "video"][nth % 3 == 0]
        )
        offer.doctor.gender, offer.doctor.sees_children = ["female", "male"][nth % 2], nth % 4 == 0
        offer.doctor.save()
        free(offer, [clinic, mill][nth % 5 == 0], MONDAY, ["9:00 13:00", "18:00", "11:00", "13:00 17:20"][nth % 4])

    for base in ("", "time=morning", "mode=video", "access=step_free&gender=female", "language=fr&time=evening"):
        for question in search(base).questions:
            for option in question.options:
                if option.checked:
                    continue
                alone = QueryDict(base, mutable=True)
                alone.setlist(option.name, [option.value])

                assert option.count == search(alone.urlencode()).count, (base, option)


def test_one_query_finds_them_all(clinic, django_assert_num_queries):
    for nth in range(8):
        free(an_offer(f"Doctor{nth}"), clinic, MONDAY, "9:00")
    asked = wish("time=morning")

    with django_assert_num_queries(1):
        rows = find(asked, now=NOW)

    assert len(choose(rows, asked, now=NOW)) == 8


def test_a_doctor_found_twice_by_words_is_one(clinic):
    doctor = DoctorFactory(full_name="Amara Osei", specialties=[dermatology(), cardiology()])
    free(an_offer(doctor=doctor), clinic, MONDAY, "9:00")

    assert search("q=rash").count == 1


def test_next_start_is_told_in_utc_minutes(clinic):
    slots = free(an_offer(), clinic, MONDAY, "9:00")

    assert search().choices[0].next_start == utc_minute(slots[0].starts_at)
