"""The page of all components draws, and only where it should."""

import re

import pytest
from django.urls import reverse


@pytest.mark.parametrize("page", ["parts", "results", "step", "staff"])
def test_draws_every_component(client, page):
    response = client.get(reverse("style_of", args=[page]))

    assert response.status_code == 200
    assert response.content.count(b"<h1") == 1


def test_is_not_there_in_production(client, settings, db):
    settings.SHOW_STYLE_PAGE = settings.DEBUG = False

    assert client.get(reverse("style")).status_code == 404


def test_has_no_other_pages(client, db):
    assert client.get(reverse("style_of", args=["base"])).status_code == 404


def test_prints_label_hint_error_and_input_in_this_order(client):
    page = client.get(reverse("style")).content.decode()
    field = page[page.index('id="div_id_name"') :]

    places = [
        field.index(part) for part in ('<label for="id_name"', 'id="id_name_helptext"', 'id="id_name_error"', "<input")
    ]

    assert places == sorted(places)
    assert 'aria-describedby="id_name_helptext id_name_error"' in field


def test_says_optional_and_never_an_asterisk(client):
    page = client.get(reverse("style")).content.decode()

    assert 'Mobile number <span class="optional">(optional)</span>' in page
    assert "asterisk" not in page


def test_groups_have_a_legend_and_name_their_hint(client):
    page = client.get(reverse("style")).content.decode()
    born = page[page.index('id="div_id_born"') :]

    assert born.index("<fieldset") < born.index("<legend") < born.index('autocomplete="bday-day"')
    assert 'for="id_born_0"' in born


def test_every_icon_that_is_asked_for_is_drawn(settings):
    drawn = set(re.findall(r'<symbol id="([\w-]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
    asked = {
        name
        for template in (settings.BASE_DIR / "templates").rglob("*.html")
        for name in re.findall(r'components/icon\.html" with [^%]*?name="([\w-]+)"', template.read_text())
    }

    assert asked <= drawn
    assert len(drawn) <= 30
