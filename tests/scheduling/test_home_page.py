"""The front page."""

import pytest

from accounts.models import Specialty
from tests.scheduling.pages import headings, words
from tests.scheduling.search_builders import cardiology, oakford

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("before_anybody_works")]


@pytest.fixture
def clinic():
    return oakford()


def test_home_offers_the_specialities_in_plain_words(client, osei):
    cardiology()
    html = client.get("/").content.decode()

    assert headings(html, 1) == ["Find a doctor and book an appointment"]
    assert "Skin doctor (dermatology)" in words(html).replace("( ", "(")
    assert '<option value="Heart doctor (cardiology)">' in html
    assert '<option value="Oakford">' in html


def test_home_asks_nothing_for_each_speciality(client, django_assert_num_queries):
    for nth in range(8):
        Specialty.objects.create(name=f"S{nth}", slug=f"s{nth}", plain_name=f"s{nth} doctor")

    with django_assert_num_queries(2):
        client.get("/")
