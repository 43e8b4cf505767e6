"""The filters of the results, a search that finds nobody, nonsense in the address, and the town that is remembered."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from scheduling.models import Clinic
from tests.scheduling.pages import RESULTS, headings, results, words
from tests.scheduling.search_builders import MONDAY, an_offer, free, oakford

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("before_anybody_works")]


@pytest.fixture
def clinic():
    return oakford()


# --- Filters ---------------------------------------------------------------------------------------


def test_filters_have_their_counts_and_stay_chosen(client, osei):
    html = results(client, "mode=in_person")

    assert re.search(r'name="mode" value="in_person"[^>]* checked>.*?<span class="how-many">1<', html)
    assert re.search(r'name="mode" value="video"[^>]*>(?!.*checked).*?<span class="how-many">0<', html)


def test_filters_carry_the_search_along(client, osei):
    html = results(client, "q=skin doctor&city=oakford&date=today&mode=in_person&page=1")
    form = html[html.index('<form class="filters"') : html.index("</form>", html.index('<form class="filters"'))]

    carried = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form)
    assert carried == [("q", "skin doctor"), ("city", "oakford"), ("date", "today")]


def test_the_search_bar_carries_the_filters_along_but_not_the_old_words(client, osei):
    html = results(client, "specialty=dermatology&mode=in_person&page=1")
    form = html[html.index('<form class="search-bar') : html.index("</form>", html.index('<form class="search-bar'))]

    assert re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', form) == [("mode", "in_person")]
    assert 'value="Skin doctor (dermatology)"' in form


def test_a_date_of_the_address_is_one_of_the_choices(client, osei):
    assert '<option value="2026-11-24" selected>Tue 24 Nov</option>' in results(client, "date=2026-11-24")


def test_the_filters_have_a_page_of_their_own(client, osei):
    html = client.get("/doctors/filters/?q=skin doctor&mode=in_person").content.decode()

    assert headings(html, 1) == ["Filters"]
    assert "1 skin doctor" in words(html)
    assert 'action="/doctors/"' in html
    assert 'href="/doctors/?q=skin+doctor"' in html


def test_phones_have_the_search_in_short(client, osei):
    html = results(client, "q=skin doctor&city=oakford&mode=in_person")

    assert "<strong>Skin doctor</strong>" in html
    assert "Oakford, any day" in html
    assert 'href="/?q=Skin+doctor+%28dermatology%29&amp;city=Oakford"' in html
    assert 'href="/doctors/filters/?q=skin+doctor&amp;city=oakford&amp;mode=in_person"' in html


# --- Nothing found ---------------------------------------------------------------------------------


def test_nobody_on_that_day_offers_any_day_with_its_count(client, osei):
    html = results(client, "q=skin doctor&city=oakford&date=2026-12-20")

    assert headings(html, 1) == ["No skin doctor near Oakford has free times on Sun 20 Dec"]
    assert re.search(r'href="\?q=skin\+doctor&amp;city=oakford">Any day</a><span class="muted">, 1 doctor<', html)


def test_nobody_in_that_town_offers_all_towns(client, osei):
    free(an_offer("Tomasz Nowak"), oakford(name="Mill Clinic", city="Millbrook", postcode=""), MONDAY, "9:00")

    html = results(client, "q=skin doctor&city=Millbrook")

    assert "All towns , 1 doctor" in words(html)


def test_nobody_with_these_filters_offers_the_search_without_them(client, osei):
    html = results(client, "time=evening&language=fr")

    assert headings(html, 1) == ["No doctor fits these filters"]
    assert "Without filters , 1 doctor" in words(html)


def test_nobody_in_person_offers_video(client, clinic):
    free(an_offer("Amara Osei", mode="video"), clinic, MONDAY, "9:00")

    assert "Video visits , 1 doctor" in words(results(client, "mode=in_person"))


def test_a_doctor_without_any_time_is_still_found_by_name(client, clinic):
    an_offer("Amara Osei")

    html = results(client, "q=osei")

    assert "Doctors with no free times online" in words(html)
    assert 'href="/doctors/amara-osei/"' in html


def test_an_unknown_town_offers_ours(client, osei):
    html = results(client, "city=Atlantis")

    assert headings(html, 1) == ["We have no clinic near Atlantis"]
    assert 'href="?city=Oakford"' in html


def test_an_unknown_word_offers_the_specialities(client, osei):
    html = results(client, "q=zzyzx")

    assert headings(html, 1) == ["We found no doctor for “zzyzx”"]
    for marks in ("!!!", "% _", "..."):
        html = client.get(RESULTS, {"q": marks}).content.decode()
        assert headings(html, 1) == [f"We found no doctor for “{marks}”"]
    assert 'href="/doctors/?specialty=dermatology"' in html


# --- Nonsense --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("date=someday", "Choose a day from the list, or write a date like 2026-11-25."),
        ("date=2026-02-30", "Choose a day from the list"),
        ("date=0001-01-01", "Choose a day from the list"),
        ("date=9999-12-31", "Choose a day from the list"),
        ("date=20261125", "Choose a day from the list"),
        ("mode=telepathy", "Choose how you meet from the list."),
        ("time=teatime", "Choose a time of day from the list."),
        ("specialty=alchemy", "Choose a speciality from the list."),
        ("language=xx", "Choose a language from the list."),
        ("sort=doctor__user__password", "Choose an order from the list."),
        ("visit_type=../etc", "Choose a kind of appointment from the list."),
        ("gender=password", "Choose from the list."),
        ("q=%00", "Leave out characters"),
    ],
)
def test_a_malformed_filter_is_said_and_the_doctors_are_there(client, osei, query, message):
    html = results(client, f"{query}&city=oakford")

    assert message in words(html)
    assert "<title>Error: " in html
    assert headings(html, 1) == ["1 doctor near Oakford"]
    assert 'value="Oakford"' in html


@pytest.mark.parametrize(
    "name", ["_connector", "doctor__user__password", "ordering", "doctor__user__email__startswith"]
)
def test_unknown_names_change_nothing(client, osei, name):
    assert headings(results(client, f"{name}=x"), 1) == ["1 doctor"]


ODD = st.text(st.characters(codec="utf-8"), max_size=30) | st.sampled_from(
    [
        "2026-11-25",
        "video",
        "evening",
        "0",
        "-1",
        "9" * 30,
        "1e9",
        "%",
        "'\"><script>",
        "\x00",
        "amara-osei:video",
        ":",
        "en",
    ]
)
NAMES = ["q", "city", "date", "time", "mode", "visit_type", "language", "sort", "page", "per_page", "meet", "specialty"]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=st.lists(st.tuples(st.sampled_from([*NAMES, "gender", "children", "access", "x"]), ODD), max_size=6))
def test_no_query_string_breaks_the_page(client, osei, query):
    for address in (RESULTS, "/doctors/filters/", "/", "/doctors/amara-osei/", "/doctors/amara-osei/times/"):
        response = client.get(address, query_params=query_of(query))

        assert response.status_code == 200
        assert b"<script>" not in response.content


def query_of(pairs):
    found = {}
    for name, value in pairs:
        found.setdefault(name, []).append(value)
    return found


# --- The town, remembered --------------------------------------------------------------------------


def test_remembers_the_town_in_a_cookie(client, osei):
    results(client, "city=oakford")

    assert client.cookies["town"].value == "Oakford"
    assert client.cookies["town"]["httponly"]
    assert client.get("/").context["town"] == "Oakford"


def test_a_town_outside_ascii_fits_a_header_and_comes_back(client, osei, clinic):
    Clinic.objects.filter(pk=clinic.pk).update(city="Gdańsk, Śródmieście")

    response = client.get(RESULTS, {"city": "gdańsk, śródmieście"})

    assert response.cookies["town"].output().encode("ascii")
    assert client.get("/").context["town"] == "Gdańsk, Śródmieście"


def test_forgets_the_town_when_the_field_is_emptied(client, osei):
    results(client, "city=oakford")
    results(client, "q=osei&city=")

    assert client.cookies["town"].value == ""


def test_does_not_remember_what_is_no_town(client, osei):
    results(client, "city=Atlantis")

    assert "town" not in client.cookies


def test_reading_writes_nothing(client, osei):
    with CaptureQueriesContext(connection) as queries:
        results(client, "city=oakford")

    assert {query["sql"].split()[0] for query in queries} == {"SELECT"}
    assert "sessionid" not in client.cookies
