"""Icons: a page that names one nobody drew would show a gap, and nothing would say so."""

import re

import pytest
from django.conf import settings

from appointments.lifecycle import STATES
from appointments.reading.as_read import MODE_ICONS

DRAWN = set(re.findall(r'<symbol id="([\w-]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()))
NAMED = re.compile(r'icon\.html" with name="([\w-]+)"|\bicon="([\w-]+)"|<use href="[^"]*#([\w-]+)"')
TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: str(path.relative_to(settings.BASE_DIR / "templates")))
def test_what_a_template_names_is_drawn(template):
    named = {name for found in NAMED.findall(template.read_text()) for name in found if name}

    assert named <= DRAWN


def test_what_a_status_or_a_way_to_meet_names_is_drawn():
    assert {state.icon for state in STATES.values()} | set(MODE_ICONS.values()) <= DRAWN
