"""What the apps above hear of a search: enough to see what is looked for in vain, nothing about who looked."""

import pytest
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from scheduling.search.asked import Asked, asked_of, harmless_words
from scheduling.search.results import Results
from scheduling.signals import doctors_searched
from tests.scheduling.search_builders import oakford

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("before_anybody_works", "osei")]

PAGE = reverse("scheduling:results")


@pytest.fixture
def clinic():
    return oakford()


@pytest.fixture
def told():
    heard = []

    def hear(sender, asked, **kwargs):
        heard.append(asked)

    doctors_searched.connect(hear)
    yield heard
    doctors_searched.disconnect(hear)


def test_a_search_is_told_with_what_was_asked_and_what_it_found(client, told, clinic):
    client.get(PAGE, {"specialty": "dermatology", "city": clinic.city, "mode": "in_person", "time": "evening"})
    client.get(PAGE, {"date": "today"})

    assert told[0] == Asked(
        specialty="dermatology", city=clinic.city, modes="in_person", evening=True, found=told[0].found
    )
    assert told[1].has_days
    assert not told[1].evening


def test_the_next_page_and_another_way_to_meet_are_no_new_search(client, told):
    for asked in ({"page": "2"}, {"meet": "x:video"}):
        client.get(PAGE, asked)
    client.head(PAGE)

    assert told == []


def test_a_place_that_is_none_of_ours_is_only_elsewhere(client, told):
    client.get(PAGE, {"city": "ZE1 0AA"})

    assert (told[0].city, told[0].elsewhere, told[0].found) == ("", True, False)


def test_words_are_told_only_of_a_search_that_found_nobody(client, told):
    client.get(PAGE, {"q": "Osei"})
    client.get(PAGE, {"q": "Podiátrist"})

    assert [(asked.words, asked.found) for asked in told] == [("", True), ("podiatrist", False)]


def test_a_kind_of_visit_that_is_none_of_ours_is_not_told(client, told):
    client.get(PAGE, {"visit_type": "maria-santos"})

    assert told[0].visit_type == ""


@pytest.mark.parametrize(
    "typed",
    [
        "07700 900123",
        "maria@example.com",
        "P4820917",
        "a b",
        "one two three four five",
        "x" * 41,
        "born 1980",
        "李小龍",
    ],
)
def test_what_may_be_more_than_the_name_of_a_field_is_not_told(typed):
    assert harmless_words(typed) == ""


def test_asking_is_told_without_a_query(client, told, django_assert_num_queries):
    found = Results(QueryDict("q=podiatrist&city=York"), now=timezone.now())

    with django_assert_num_queries(0):
        assert asked_of(found).elsewhere
