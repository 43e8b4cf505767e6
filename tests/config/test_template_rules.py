"""Templates obey the layers and the content security policy; `make lint` runs this file too."""

import re

import pytest
from django.conf import settings

TEMPLATES = sorted((settings.BASE_DIR / "templates").rglob("*.html"))

# A layer may load tags of its own and of those below it. A directory nobody placed fails the test.
LAYERS = ["accounts", "scheduling", "appointments", "dashboards"]
LAYER_OF_DIRECTORY = {
    "accounts": "accounts",
    "account": "accounts",
    "allauth": "accounts",
    "mfa": "accounts",
    "usersessions": "accounts",
    "registration": "accounts",
    "scheduling": "scheduling",
    "appointments": "appointments",
    "booking": "appointments",
    "notifications": "appointments",
    "dashboards": "dashboards",
    "doctor": "dashboards",
    "me": "dashboards",
    "admin": "dashboards",
    "style": "dashboards",
    # Parts of every page, drawn by whatever page holds them: the words of time, nothing higher.
    "components": "scheduling",
    "bootstrap5": "accounts",
    "errors": "accounts",
    "": "scheduling",
}

INLINE = {
    "an inline style": re.compile(r"""\sstyle\s*=\s*["']""", re.IGNORECASE),
    "an inline style sheet": re.compile(r"<style[\s>]", re.IGNORECASE),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)(?![^>]*type=[\"']application/(ld\+)?json)", re.IGNORECASE),
    "an inline handler": re.compile(r"""<[^>]*\son[a-z]+\s*=\s*["']""", re.IGNORECASE),
    "hx-on": re.compile(r"\shx-on[:\s=]", re.IGNORECASE),
    "a script in hx-vals": re.compile(r"""hx-(vals|headers)\s*=\s*["']\s*js:""", re.IGNORECASE),
    "a javascript: address": re.compile(r"""["']\s*javascript:""", re.IGNORECASE),
    "something from another site": re.compile(r"""<(link|script|img|iframe)\b[^>]*(href|src)=["'](https?:)?//""", re.I),
}
COMMENT = re.compile(r"{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}", re.DOTALL)


def source(template):
    """Return the template without its comments, each replaced by its line breaks."""
    return COMMENT.sub(lambda comment: "\n" * comment.group().count("\n"), template.read_text())


def name(template):
    return str(template.relative_to(settings.BASE_DIR / "templates"))


def our_tag_libraries():
    return {
        file.stem: app
        for app in LAYERS
        for file in (settings.BASE_DIR / app / "templatetags").glob("*.py")
        if file.stem != "__init__"
    }


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_holds_nothing_inline(template):
    text = source(template)
    found = [
        f"{name(template)}:{text.count(chr(10), 0, match.start()) + 1} has {what}: {match.group().strip()[:60]}"
        for what, pattern in INLINE.items()
        for match in pattern.finditer(text)
    ]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("template", TEMPLATES, ids=name)
def test_loads_tags_of_its_own_layer_or_below(template):
    directory = name(template).split("/")[0] if "/" in name(template) else ""
    assert directory in LAYER_OF_DIRECTORY, f"Say in this test which layer templates/{directory}/ belongs to."
    own = LAYERS.index(LAYER_OF_DIRECTORY[directory])
    libraries = our_tag_libraries()
    too_high = [
        library
        for loaded in re.findall(r"{%\s*load\s+(.*?)\s*%}", source(template))
        for library in loaded.split(" from ")[-1].split()
        if library in libraries and LAYERS.index(libraries[library]) > own
    ]

    assert not too_high, f"{name(template)} loads {too_high}, which belong to a higher layer."


@pytest.mark.parametrize(
    ("markup", "is_inline"),
    [
        ('<p style="color:red">', True),
        ("<script>alert(1)</script>", True),
        ('<script src="/static/js/hold.js" defer></script>', False),
        ('<script id="x" type="application/json">{}</script>', False),
        ('<button onclick="go()">', True),
        ('<button hx-on:click="go()">', True),
        ('<link rel="stylesheet" href="https://cdn.example/x.css">', True),
        ('<a href="https://maps.example/">', False),
        ('<button data-on="x">', False),
    ],
)
def test_the_patterns_find_what_they_should(markup, is_inline):
    assert any(pattern.search(markup) for pattern in INLINE.values()) is is_inline
