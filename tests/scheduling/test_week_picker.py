"""The week picker: kinds of visit, weeks, days, and its use by whoever moves an appointment."""

import datetime as dt
import re
import uuid

import pytest
import time_machine

from scheduling.models import TimeSlot, VisitType
from scheduling.week import WeekPicker
from tests.factories import OfferFactory, UserFactory, VisitTypeFactory
from tests.scheduling.pages import page, words
from tests.scheduling.search_builders import (
    MONDAY,
    NOW,
    TUESDAY,
    WEDNESDAY,
    an_offer,
    boston,
    dermatology,
    free,
    oakford,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("before_anybody_works")]

PROFILE = "/doctors/amara-osei/"
TIMES = "/doctors/amara-osei/times/"


@pytest.fixture
def clinic():
    return oakford(step_free=True, hearing_loop=True, directions="Second door on the left.")


@pytest.fixture
def osei(clinic):
    offer = an_offer(
        "Amara Osei", specialties=[dermatology()], languages=["en", "fr"], fee_minor=4550, name="Follow-up"
    )
    free(offer, clinic, TUESDAY, "9:00 9:20")
    return offer


def days(html):
    """Return (heading, whether it is open, labels of the buttons) of each day."""
    found = re.findall(
        r'<details class="week-day"[^>]*?(open)?>\s*<summary>(.*?)</summary>(.*?)</details>', html, re.DOTALL
    )
    return [
        (
            words(heading).replace(" , ", ", ").strip(),
            bool(is_open),
            re.findall(r'name="slot" value="[^"]+">([^<]+)', body),
        )
        for is_open, heading, body in found
    ]


# --- Kinds of visit --------------------------------------------------------------------------------


@pytest.fixture
def several_kinds(osei):
    OfferFactory(
        doctor=osei.doctor,
        visit_type=VisitTypeFactory(name="First visit", slug="first-visit", minutes=40, minimum_notice_minutes=0),
        is_default=False,
    )
    video = an_offer(doctor=osei.doctor, mode="video", name="Video visit", slug="video-visit")
    return osei, video


def test_chooses_the_doctors_first_kind_and_offers_the_others(client, several_kinds):
    html = page(client, TIMES)

    assert 'aria-current="true"><span class="kind-name">Follow-up' in html
    assert "20 minutes, £45.50" in words(html)
    assert 'href="/doctors/amara-osei/times/?visit_type=first-visit"' in html
    assert '<span class="on">In person</span>' in html
    assert 'href="/doctors/amara-osei/times/?visit_type=video-visit"' in html


def test_a_kind_of_visit_is_kept_from_week_to_week(client, several_kinds):
    html = page(client, f"{TIMES}?visit_type=video-visit")

    assert "Tuesday 24 November, video" in html
    assert 'href="/doctors/amara-osei/times/?visit_type=video-visit&amp;week=2026-11-30"' in html
    assert f'name="visit_type" value="{VisitType.objects.get(slug="video-visit").pk}"' in html


@pytest.mark.parametrize("asked", ["unknown", "../..", "", "x" * 200])
def test_an_unknown_kind_of_visit_is_the_first(client, several_kinds, asked):
    assert 'aria-current="true"><span class="kind-name">Follow-up' in page(client, f"{TIMES}?visit_type={asked}")


# --- The week --------------------------------------------------------------------------------------


def test_opens_on_the_week_of_the_first_free_time(client, clinic):
    free(an_offer("Amara Osei"), clinic, dt.date(2026, 12, 10), "9:00")

    html = page(client, TIMES)

    assert "7 to 13 December" in html
    assert days(html) == [("Thu 10 Dec, 1 time", True, ["9:00am"])]


def test_days_without_times_are_one_line(client, osei, clinic):
    free(osei, clinic, dt.date(2026, 11, 27), "9:00")

    html = page(client, TIMES)

    assert re.findall(r'week-day-empty">([^<]+)', html) == [
        "Mon 23: no times",
        "Wed 25, Thu 26: no times",
        "Sat 28, Sun 29: no times",
    ]


def test_days_that_are_over_are_left_out(client, osei):
    with time_machine.travel(NOW + dt.timedelta(days=1), tick=False):
        assert "Mon 23" not in words(page(client, TIMES))


@pytest.mark.parametrize("asked", ["2026-11-23", "2026-11-25", "2026-11-29"])
def test_any_day_of_a_week_leads_to_it(client, osei, asked):
    assert "23 to 29 November" in page(client, f"{TIMES}?week={asked}")


def test_the_day_asked_for_is_open(client, osei, clinic):
    free(osei, clinic, MONDAY, "9:00 9:20 9:40 10:00 10:20 10:40 11:00 11:20 11:40 13:00 13:20 13:40")
    free(osei, clinic, WEDNESDAY, "9:00")

    opened = [heading for heading, is_open, _times in days(page(client, f"{TIMES}?week=2026-11-25")) if is_open]

    assert opened == ["Wed 25 Nov, 1 time"]


def test_the_first_day_is_open_and_more_while_they_are_short(client, osei, clinic):
    free(osei, clinic, WEDNESDAY, "9:00 9:20")
    free(
        osei,
        clinic,
        WEDNESDAY + dt.timedelta(days=1),
        " ".join(f"{hour}:{past}" for hour in (9, 10, 11) for past in ("00", "20", "40")),
    )

    assert [is_open for _heading, is_open, _times in days(page(client, TIMES))] == [True, True, False]


def test_weeks_before_and_after_are_links_that_name_their_dates(client, osei):
    html = page(client, f"{TIMES}?week=2026-12-02")

    assert re.search(r'href="[^"]*week=2026-11-23"[^>]*rel="prev"', html)
    assert "Week before, 23 to 29 Nov" in words(html).replace(" ,", ",")
    assert "Week after, 7 to 13 Dec" in words(html).replace(" ,", ",")


def test_there_is_no_week_before_this_one(client, osei):
    assert 'rel="prev"' not in page(client, TIMES)


def test_there_is_no_week_beyond_the_horizon(client, clinic):
    free(an_offer("Amara Osei", horizon_days=7), clinic, TUESDAY, "9:00")

    assert 'rel="next"' in page(client, TIMES)
    assert 'rel="next"' not in page(client, f"{TIMES}?week=2026-11-30")


def test_a_week_without_times_leads_to_the_next_that_has_some(client, osei, clinic):
    free(osei, clinic, dt.date(2026, 12, 10), "9:00")

    html = page(client, f"{TIMES}?week=2026-11-30")

    assert "No times this week. Next: Thu 10 Dec" in words(html)
    assert re.search(r'<a href="[^"]*week=2026-12-10"', html)


@pytest.mark.parametrize("asked", ["soon", "2026-02-30", "1900-01-01", "9999-12-31", "0001-01-01", "2026-11-25T09:00"])
def test_a_week_that_makes_no_sense_shows_one_that_does(client, osei, asked):
    page(client, f"{TIMES}?week={asked}")
    page(client, f"{PROFILE}?week={asked}")


def test_lanes_do_not_repeat_a_time(client, osei, clinic):
    free(osei, clinic, TUESDAY, "9:00 9:20", lane=1)

    assert days(page(client, TIMES)) == [("Tomorrow Tue 24 Nov, 2 times", True, ["9:00am", "9:20am"])]


def test_only_offered_times_are_buttons(client, osei):
    TimeSlot.objects.filter(local_minute=540).update(status=TimeSlot.Status.BOOKED)

    assert days(page(client, TIMES)) == [("Tomorrow Tue 24 Nov, 1 time", True, ["9:20am"])]


def test_each_button_says_its_day_and_posts_to_the_booking(client, osei, clinic):
    html = page(client, PROFILE)

    value = f"{osei.doctor_id}.{clinic.pk}.20261124T0900Z"
    assert f'value="{value}">9:00am<span class="visually-hidden">, Tuesday 24 November, in person</span>' in html
    assert '<form class="week-days" method="post" action="/book/start/"' in html


def test_a_doctor_of_two_clinics_names_them_within_the_day(client, osei, clinic):
    assert "<h4>Fernhill Clinic</h4>" not in page(client, TIMES)

    free(osei, oakford(name="Mill Road Surgery"), TUESDAY, "15:00")

    html = page(client, TIMES)
    assert "<h4>Fernhill Clinic</h4>" in html
    assert "<h4>Mill Road Surgery</h4>" in html


def test_names_the_clock_and_not_to_those_who_live_by_it(client, osei):
    assert "Times are Oakford time." in words(page(client, TIMES))

    client.force_login(UserFactory(time_zone="Europe/Lisbon"))
    assert "Oakford time" not in words(page(client, TIMES))


def test_a_clinic_elsewhere_does_not_make_the_readers_own_clock_worth_a_word(client, osei):
    boston()
    client.cookies["time_zone"] = "Europe/Lisbon"

    assert "Oakford time" not in words(page(client, TIMES))


def test_clinics_on_two_clocks_are_told_apart(client, osei):
    free(osei, boston(), TUESDAY, "15:00")

    html = page(client, TIMES)

    assert "Times are on the clock of each clinic." in words(html)
    assert "<h4>Harbour Clinic</h4>" in html


def test_today_is_the_doctors_today(client):
    """At 03:00 UTC on Tuesday it is still Monday evening in Boston."""
    free(an_offer("Amara Osei"), boston(), MONDAY, "23:30")
    oakford()

    with time_machine.travel(NOW + dt.timedelta(hours=20), tick=False):
        assert days(page(client, TIMES)) == [("Today Mon 23 Nov, 1 time", True, ["11:30pm"])]


def test_video_days_are_the_readers_days(client, clinic):
    free(an_offer("Amara Osei", mode="video"), clinic, dt.date(2026, 11, 29), "23:30")
    client.force_login(UserFactory(time_zone="Asia/Kathmandu"))

    html = page(client, TIMES)

    assert "30 November to 6 December" in html
    assert days(html) == [("Mon 30 Nov, 1 time", True, ["5:15am"])]
    assert "11:30pm in Oakford" in html
    assert "Times are your time (Kathmandu)." in words(html)


@pytest.mark.parametrize("address", [PROFILE, TIMES])
def test_htmx_gets_the_picker_alone(client, osei, address):
    html = page(client, address, **{"HX-Request": "true"})

    assert html.lstrip().startswith('<section class="week-picker" id="times"')
    assert 'data-say="23 to 29 November, 2 times"' in html
    assert "data-takes-focus" in html


# --- For whoever moves an appointment --------------------------------------------------------------


def picker(offer, **more):
    return WeekPicker(offer=offer, now=NOW, url="/move/", **more)


def test_the_present_time_is_text_and_no_button(osei):
    own, _other = TimeSlot.objects.order_by("minute")
    TimeSlot.objects.filter(pk=own.pk).update(status=TimeSlot.Status.BOOKED)

    (day,) = picker(osei, keeping=[own.pk], current=own.starts_at).days

    assert day.now_booked == "9:00am"
    assert [time["label"] for group in day.groups for time in group.times] == ["9:20am"]


def test_what_one_holds_oneself_is_free(osei):
    key = uuid.uuid4()
    TimeSlot.objects.update(held_until=NOW + dt.timedelta(minutes=5), hold_key=key)

    assert picker(osei).days == []
    assert picker(osei, hold_key=key).count == 2


def test_links_keep_what_the_page_needs(osei):
    assert picker(osei, query={"visit_type": "follow-up"}).after.url == "/move/?visit_type=follow-up&week=2026-11-30"
