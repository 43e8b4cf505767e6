"""The results page: its heading, its cards with times as buttons, its pages, and what it costs."""

import datetime as dt
import re

import pytest
import time_machine
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Doctor
from scheduling.models import Approval, TimeSlot
from tests.factories import DoctorFactory, UserFactory
from tests.scheduling.pages import RESULTS, headings, results, words
from tests.scheduling.search_builders import (
    MONDAY,
    TUESDAY,
    an_offer,
    boston,
    cardiology,
    dermatology,
    free,
    oakford,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("before_anybody_works")]


@pytest.fixture
def clinic():
    return oakford()


def test_addresses_do_not_change():
    assert reverse("scheduling:home") == "/"
    assert reverse("scheduling:results") == "/doctors/"
    assert reverse("scheduling:filters") == "/doctors/filters/"
    assert reverse("scheduling:doctor", args=["amara-osei"]) == "/doctors/amara-osei/"
    assert reverse("scheduling:times", args=["amara-osei"]) == "/doctors/amara-osei/times/"


@pytest.mark.parametrize("address", ["/", RESULTS, "/doctors/filters/"])
def test_is_for_strangers_and_only_for_reading(client, osei, address):
    assert client.get(address).status_code == 200
    assert client.post(address).status_code == 405


def test_the_emergency_number_is_on_every_page(client, osei):
    for address in ("/", RESULTS, "/doctors/filters/", "/doctors/amara-osei/", "/doctors/amara-osei/times/"):
        assert 'href="tel:112"' in client.get(address).content.decode()


def test_an_unlisted_doctor_is_nowhere(client, clinic):
    offer = an_offer(doctor=DoctorFactory(full_name="Hidden Person", is_listed=False))
    free(offer, clinic, MONDAY, "9:00")

    assert "Hidden Person" not in results(client)
    assert "Hidden Person" not in results(client, "q=hidden")


def test_back_to_a_page_the_browser_no_longer_has_is_the_whole_page(client, osei):
    again = {"HX-Request": "true", "HX-History-Restore-Request": "true", "HX-Target": "results"}

    for address in (RESULTS, "/doctors/amara-osei/", "/doctors/amara-osei/times/"):
        assert "<html" in client.get(address, headers=again).content.decode()


# --- Heading and line under it ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("q=skin doctor&city=oakford", "1 skin doctor near Oakford"),
        ("specialty=dermatology", "1 skin doctor"),
        ("city=Oakford", "2 doctors near Oakford"),
        ("", "2 doctors"),
        ("q=osei", "1 doctor for “osei”"),
        ("q=osei&city=oakford", "1 doctor for “osei” near Oakford"),
    ],
)
def test_the_heading_counts_and_names(client, osei, clinic, query, heading):
    free(an_offer("Tomasz Nowak"), clinic, MONDAY, "9:00")

    html = results(client, query)

    assert headings(html, 1) == [heading]
    assert f"<title>{heading} – " in html


def test_several_skin_doctors_are_in_the_plural(client, osei, clinic):
    free(an_offer("Tomasz Nowak", specialties=list(osei.doctor.specialties.all())), clinic, MONDAY, "9:00")

    assert headings(results(client, "q=skin doctor"), 1) == ["2 skin doctors"]


def test_names_the_clock_of_the_town(client, osei):
    assert "Choose a time to book. All times are Oakford time." in words(results(client))


def test_the_account_says_which_clock_the_reader_lives_by(client, osei):
    client.force_login(UserFactory(time_zone="Europe/Dublin"))
    text = words(results(client))
    assert "Choose a time to book." in text
    assert "Oakford time" not in text

    client.force_login(UserFactory(time_zone="Europe/Madrid"))
    assert "All times are Oakford time." in words(results(client))


def test_a_doctor_without_room_for_new_patients_says_so_beside_the_times(client, osei):
    assert "Takes no new patients." not in words(results(client))

    Doctor.objects.update(accepting_new_patients=False)
    assert "Takes no new patients. If you have been before, you can book." in words(results(client))


def test_the_way_to_another_clock_is_beside_its_name_and_comes_back_here(client, osei):
    html = results(client, "city=Oakford")

    assert 'href="/time-zone/?next=%2Fdoctors%2F%3Fcity%3DOakford"' in html
    client.cookies["time_zone"] = "Europe/Dublin"
    assert "/time-zone/" not in results(client, "city=Oakford")


def test_one_clock_for_all_is_not_said_where_video_is_on_the_readers_own(client, osei, clinic):
    free(an_offer("Ruth Okafor", mode="video"), clinic, MONDAY, "9:00")
    client.cookies["time_zone"] = "Europe/Madrid"

    both, video, in_person = (
        words(results(client, f"city=Oakford{mode}")) for mode in ("", "&mode=video", "&mode=in_person")
    )

    assert "Choose a time to book. At a clinic, times are Oakford time." in both
    assert "Times are your time (Madrid)." in both
    assert "Choose a time to book. All times are your time (Madrid)." in video
    assert "Oakford time" not in video
    assert "Choose a time to book. All times are Oakford time." in in_person
    assert "your time" not in in_person


def test_with_several_clocks_and_video_each_card_says_whose_time_it_is(client, osei, clinic):
    free(an_offer("Ruth Okafor", mode="video"), boston(), MONDAY, "9:00")
    client.cookies["time_zone"] = "Europe/Madrid"

    text = words(results(client))

    assert "Beside each doctor we say whose time it is." in text
    assert "Times are Oakford time." in text
    assert "Times are your time (Madrid)." in text


def test_a_video_visit_on_the_clock_the_reader_lives_by_shows_one_time(client, clinic):
    free(an_offer("Amara Osei", mode="video"), clinic, MONDAY, "9:00")
    boston()
    client.cookies["time_zone"] = "Europe/London"

    html = results(client)

    assert "9:00am<span" in html
    assert "in Oakford" not in html


def test_with_several_clocks_each_card_names_its_own(client, osei):
    free(an_offer("Ruth Okafor"), boston(), MONDAY, "9:00")

    text = words(results(client))

    assert "Times are on the clock of each clinic." in text
    assert "Times are Oakford time." in text
    assert "Times are Boston time." in text


# --- A card ----------------------------------------------------------------------------------------


def test_a_card_says_who_where_and_how(client, osei):
    html = results(client)

    assert headings(html, 2)[1:2] == ["Dr Amara Osei"]
    assert all(fact in words(html) for fact in ("Dermatologist", "Fernhill Clinic, Oakford", "Booked straight away"))
    assert '<span lang="fr">Français</span>' in html


def test_a_doctor_who_answers_requests_says_how_soon(client, osei):
    osei.visit_type.approval = Approval.BY_DOCTOR
    osei.visit_type.save()

    assert "Doctor confirms within 1 working day" in words(results(client))


def test_each_time_is_a_button_that_starts_a_booking(client, osei, clinic):
    html = results(client)

    value = f"{osei.doctor_id}.{clinic.pk}.20261123T0900Z"
    assert (
        f'name="slot" value="{value}">9:00am<span class="visually-hidden">, Monday 23 November, Dr Amara Osei' in html
    )
    assert f'name="visit_type" value="{osei.visit_type_id}"' in html
    assert 'action="/book/start/"' in html
    assert "csrfmiddlewaretoken" in html


def test_days_have_today_and_tomorrow_and_noon_is_midday(client, osei):
    html = results(client)

    assert headings(html, 3) == ["Today Mon 23 Nov", "Tomorrow Tue 24 Nov"]
    assert ">midday<" in html


def test_shows_at_most_three_times_of_four_days_and_counts_the_rest(client, osei, clinic):
    offer = an_offer("Leila Haddad")
    for ahead in range(6):
        free(offer, clinic, MONDAY + dt.timedelta(days=ahead), "9:00 9:20 9:40 10:00 10:20")

    html = results(client, "q=haddad")

    assert len(re.findall(r'name="slot"', html)) == 12
    assert words(html).count("2 more times on") == 4
    assert "/doctors/leila-haddad/times/?week=2026-11-24&amp;visit_type=" in html
    assert "#d24" in html
    assert html.count('class="day only-wide"') == 2


def test_lanes_do_not_repeat_a_time(client, clinic):
    offer = an_offer("Leila Haddad")
    for lane in range(3):
        free(offer, clinic, MONDAY, "9:00 9:20 9:40 10:00", lane=lane)

    html = results(client)

    assert re.findall(r'name="slot" value="[^"]+">([^<]+)', html) == ["9:00am", "9:20am", "9:40am"]
    assert "1 more times on" in words(html)


def test_taken_times_are_not_there(client, osei):
    TimeSlot.objects.filter(local_minute=9 * 60).update(status=TimeSlot.Status.BOOKED)

    assert re.findall(r'name="slot" value="[^"]+">([^<]+)', results(client)) == ["9:20am", "midday"]


def test_only_times_that_fit_the_filters_are_shown(client, osei, clinic):
    free(osei, clinic, MONDAY, "18:00")

    html = results(client, "time=evening")

    assert re.findall(r'name="slot" value="[^"]+">([^<]+)', html) == ["6:00pm"]


def test_a_doctor_without_times_soon_has_the_next_one(client, clinic):
    free(an_offer("Leila Haddad"), clinic, dt.date(2026, 12, 14), "10:10 10:30")

    text = words(results(client))

    assert "Next free time Mon 14 Dec, 10:10am" in text
    assert "Book 10:10am on Monday 14 December with Dr Leila Haddad" in text
    assert "10:30am" not in text


def test_a_doctor_of_two_clinics_names_the_place_of_each_day(client, osei, clinic):
    free(osei, oakford(name="Mill Road Surgery"), MONDAY, "15:00")

    html = results(client)

    assert headings(html, 3) == [
        "Today Mon 23 Nov Fernhill Clinic",
        "Today Mon 23 Nov Mill Road Surgery",
        "Tomorrow Tue 24 Nov Fernhill Clinic",
    ]


def test_the_other_way_to_meet_is_a_link_to_the_same_list(client, osei):
    an_offer(doctor=osei.doctor, mode="video")

    html = results(client, "city=oakford")
    url = re.search(r'<a href="(\?[^"]*meet=amara-osei:video[^"]*)"', html).group(1).replace("&amp;", "&")

    assert url.startswith("?city=oakford")
    video = results(client, url[1:].partition("#")[0])
    assert "Monday 23 November, Dr Amara Osei, video" in video


def test_video_is_told_on_the_readers_clock_with_the_clinics_beside_it(client, clinic):
    offer = an_offer("Amara Osei", mode="video")
    free(offer, clinic, MONDAY, "9:00 23:20")
    client.force_login(UserFactory(time_zone="Europe/Madrid"))

    html = results(client)

    assert "10:00am<small>9:00am in Oakford</small>" in html
    assert "Times are your time (Madrid)." in words(html)
    assert headings(html, 3) == ["Today Mon 23 Nov", "Tomorrow Tue 24 Nov"]


def test_days_of_video_visits_follow_the_readers_clock_change(client, clinic):
    """New York's clocks go back on 1 November 2026; London's already have."""
    offer = an_offer("Amara Osei", mode="video")
    now = dt.datetime(2026, 10, 30, 12, tzinfo=dt.UTC)
    for day in (dt.date(2026, 10, 31), dt.date(2026, 11, 3)):
        free(offer, clinic, day, "4:30")
    client.force_login(UserFactory(time_zone="America/New_York"))

    with time_machine.travel(now, tick=False):
        html = results(client)

    assert headings(html, 3) == ["Tomorrow Sat 31 Oct", "Mon 2 Nov"]
    assert "12:30am<small>4:30am in Oakford" in html
    assert "11:30pm<small>4:30am in Oakford" in html


# --- Pages of the list -----------------------------------------------------------------------------


@pytest.fixture
def eight(clinic):
    for nth in range(8):
        free(an_offer(f"Doctor{nth} Lind"), clinic, MONDAY, f"9:{nth:02}")


def names(html):
    return re.findall(r"<bdi>Dr (Doctor\d) Lind</bdi>", html)


def test_shows_six_and_a_link_to_the_rest(client, eight):
    html = results(client)

    assert names(html) == [f"Doctor{nth}" for nth in range(6)]
    assert "Show the next 2 doctors" in words(html)
    assert 'href="?page=2"' in html


def test_the_next_page_works_without_a_script(client, eight):
    html = results(client, "page=2")

    assert names(html) == ["Doctor6", "Doctor7"]
    assert headings(html, 1) == ["8 doctors"]
    assert "Show the doctors before these" in words(html)
    assert "Show the next" not in words(html)


def test_htmx_appends_the_next_doctors_and_moves_the_focus(client, eight):
    html = results(client, "page=2", **{"HX-Request": "true", "HX-Target": "results"})

    assert names(html) == ["Doctor6", "Doctor7"]
    assert "<html" not in html
    assert "<h1" not in html
    assert html.count("data-takes-focus") == 1
    assert html.index("data-takes-focus") < html.index("Doctor6")
    assert 'id="more"' in html
    assert 'hx-swap-oob="true"' in html


def test_htmx_swaps_filters_and_results_when_a_filter_changes(client, eight):
    html = results(client, "time=morning", **{"HX-Request": "true", "HX-Target": "found"})

    assert "<html" not in html
    assert headings(html, 1) == ["8 doctors"]
    assert 'data-say="8 doctors"' in html
    assert 'id="filters"' in html
    assert "<title>8 doctors – " in html


@pytest.mark.parametrize(("asked", "shown"), [("2", 2), ("20", 8), ("21", 6), ("0", 6), ("-3", 6), ("many", 6)])
def test_per_page_stays_within_bounds(client, eight, asked, shown):
    assert len(names(results(client, f"per_page={asked}"))) == shown


def test_a_page_beyond_the_last_is_the_last(client, eight):
    assert names(results(client, "page=99")) == ["Doctor6", "Doctor7"]


# --- What it costs ---------------------------------------------------------------------------------


def count_queries(client, query):
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        results(client, query)
    return len(queries)


def test_twenty_doctors_cost_as_many_queries_as_one(client, clinic):
    client.force_login(UserFactory())
    skin, heart = dermatology(), cardiology()
    first = an_offer("Doctor Zero", specialties=[skin], languages=["en"])
    an_offer(doctor=first.doctor, mode="video")
    free(first, clinic, MONDAY, "9:00 9:20 9:40 10:00")
    one = count_queries(client, "per_page=20")

    mill = oakford(name="Mill Clinic", step_free=True)
    for nth in range(19):
        offer = an_offer(f"Doctor{nth} Lind", specialties=[[skin, heart][nth % 2]], languages=["en", "fr"])
        an_offer(doctor=offer.doctor, mode="video")
        free(offer, [clinic, mill][nth % 2], MONDAY, "9:00 9:20 9:40 10:00")
        free(offer, clinic, TUESDAY, "9:00 9:20 9:40 10:00")

    assert count_queries(client, "per_page=20") == one
    assert one <= 12


def test_a_search_without_results_costs_little_more(client, osei):
    assert count_queries(client, "q=skin doctor&city=oakford&date=2026-12-20&time=evening") <= 12
