"""The colours: named in one file, both modes complete, and every pair readable (WCAG 2 contrast)."""

import re

import pytest
from django.conf import settings

CSS = settings.BASE_DIR / "static/css"
TOKENS = (CSS / "tokens.css").read_text()


def colours(selector):
    block = re.search(rf"{re.escape(selector)}\s*{{(.*?)}}", TOKENS, re.DOTALL).group(1)
    return dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{3,6})\b", block))


MODES = {"light": colours('[data-bs-theme="light"]'), "dark": colours('[data-bs-theme="dark"]')}


def luminance(colour):
    digits = colour.lstrip("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    channels = [int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


GROUNDS = ("page", "surface", "sunken")
TEXT = [
    *[(words, ground, 4.5) for words in ("ink", "ink-2", "primary", "primary-strong", "visited") for ground in GROUNDS],
    *[("ink", ground, 7) for ground in ("page", "surface", "tint", "slot")],
    *[(tone, f"{tone}-fill", 4.5) for tone in ("ok", "wait", "bad", "info", "proposed", "neutral")],
    *[("ink", f"{tone}-fill", 7) for tone in ("ok", "wait", "bad", "info", "proposed", "neutral")],
    *[("primary", f"{tone}-fill", 4.5) for tone in ("ok", "wait", "bad", "info")],
    *[(f"on-tint-{number}", f"tint-{number}", 6) for number in range(1, 7)],
    ("primary", "slot", 4.5),
    ("primary", "tint", 4.5),
    ("ink-2", "tint", 4.5),
    ("ink-2", "info-fill", 4.5),
    ("ink-2", "wait-fill", 4.5),
    ("bad", "surface", 4.5),
    ("bad", "page", 4.5),
    ("on-primary", "primary", 7),
    ("on-primary", "primary-strong", 7),
    ("on-danger", "danger", 6),
    ("on-danger", "danger-strong", 6),
    ("on-skip", "skip", 7),
]
EDGES = [
    *[
        (edge, ground, 3)
        for edge in ("control-edge", "slot-edge", "bad", "wait", "info")
        for ground in ("page", "surface")
    ],
    *[("focus-ring", ground, 3) for ground in GROUNDS],
    ("focus-ring", "focus-halo", 3),
    *[(f"chart-{number}", "surface", 3) for number in range(1, 6)],
]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize(("front", "ground", "wanted"), [*TEXT, *EDGES])
def test_can_be_read(mode, front, ground, wanted):
    tokens = MODES[mode]

    assert contrast(tokens[front], tokens[ground]) >= wanted


def test_both_modes_name_the_same_colours():
    assert MODES["light"].keys() == MODES["dark"].keys()
    assert len(MODES["light"]) >= 50


@pytest.mark.parametrize(
    "sheet",
    [path for path in sorted(CSS.glob("*.css")) if path.name != "tokens.css" and "admin" not in path.name],
    ids=lambda path: path.name,
)
class TestStylesheets:
    def test_names_no_colour_of_its_own(self, sheet):
        on_screen = sheet.read_text().split("@media print")[0]  # paper is black on white

        assert not re.findall(r"#[0-9a-f]{3,8}\b|\brgba?\(|\bhsla?\(", on_screen, re.IGNORECASE)

    def test_uses_only_tokens_that_exist(self, sheet):
        named = set(re.findall(r"--([\w-]+)\s*:", TOKENS + sheet.read_text()))
        used = {name for name in re.findall(r"var\(--([\w-]+)", sheet.read_text()) if not name.startswith("bs-")}

        assert used <= named

    def test_knows_no_left_and_right(self, sheet):
        """Logical properties mirror by themselves; what cannot be said logically is under [dir="rtl"]."""
        rules = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.DOTALL)

        assert not re.findall(
            r"\b(?:margin|padding|border)-(?:left|right)\b|[;{]\s*(?:left|right)\s*:|text-align:\s*(?:left|right)|float:\s*(?:left|right)",
            rules,
        )
