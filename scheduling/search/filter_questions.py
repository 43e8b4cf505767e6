"""The filters beside the results: questions, choices and how many doctors each would leave."""

from dataclasses import dataclass

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accounts.languages import local_name, own_name
from accounts.models import Doctor
from scheduling.models import Mode
from scheduling.search.finding import PartOfDay


@dataclass(frozen=True)
class Option:
    """One checkbox. ``lang`` is the language of the label, ``spoken`` the label in that of the page."""

    name: str
    value: str
    label: str
    checked: bool
    count: int
    lang: str = ""
    spoken: str = ""

    @property
    def id(self):
        return f"id_{self.name}_{self.value}"


@dataclass(frozen=True)
class Question:
    legend: str
    options: list[Option]


def filter_questions(wish, facets, rows, spoken):
    """Return the questions in the order of the page; a choice that leaves nobody is there with its 0."""

    def option(name, value, label, chosen, **more):
        return Option(name, value, label, value in chosen, facets.count(name, value), **more)

    modes = {Mode.IN_PERSON, Mode.VIDEO, *wish.modes, *(row.mode for row in rows)}
    return [
        Question(_("How you meet"), [option("mode", m.value, m.label, wish.modes) for m in Mode if m in modes]),
        Question(_("Time of day"), [option("time", part.value, part.label, wish.parts) for part in PartOfDay]),
        Question(_("Language"), [_language(option, code, wish) for code in languages_to_choose(spoken, wish)]),
        Question(
            _("Access"),
            [option("access", "step_free", _("Step-free entrance"), {"step_free"} if wish.step_free else ())],
        ),
        Question(
            _("Doctor"),
            [
                option("gender", Doctor.Gender.FEMALE.value, _("Female doctor"), wish.genders),
                option("gender", Doctor.Gender.MALE.value, _("Male doctor"), wish.genders),
                option("children", "yes", _("Sees children"), {"yes"} if wish.sees_children else ()),
            ],
        ),
    ]


def languages_to_choose(spoken, wish):
    """
    Return the tags of the languages doctors speak, by the name the reader knows.

    The language of the page is left out where every doctor speaks it.
    """
    everyone = list(spoken.values())
    own = (get_language() or "en").split("-")[0]
    shared = {own} if everyone and all(own in codes for codes in everyone) else set()
    codes = frozenset().union(*everyone) - (shared - wish.languages)
    return sorted(codes, key=lambda code: local_name(code).casefold())


def _language(option, code, wish):
    own, read = own_name(code), local_name(code)
    return option("language", code, own, wish.languages, lang=code, spoken=read if read != own else "")
