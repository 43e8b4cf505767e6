"""Names in braces, and nothing else: no attributes, no formats, no code. A brace that holds no name is an error."""

import re

from django.utils.text import capfirst
from django.utils.translation import gettext as _

NAME_OR_BRACE = re.compile(r"\{([a-z_]+)\}|([{}])")
AS_IT_IS = {"link"}
"""An address keeps its small letters wherever it stands."""

BEGINS_A_SENTENCE = re.compile(r"(^|[.!?]\s+)$")


class BraceAlone(Exception):
    """A brace that is not around a name; the message can be read aloud."""


def names_in(text):
    """Return the names in ``text``, in order. Raises ``BraceAlone``."""
    names = []
    for match in NAME_OR_BRACE.finditer(text):
        if match[2]:
            near = text[max(0, match.start() - 10) : match.start() + 10]
            raise BraceAlone(_("A brace stands without its name near “%(near)s”.") % {"near": near})
        names.append(match[1])
    return names


def filled(text, values):
    """
    Return ``text`` with each name replaced by ``values[name]``, spare spaces left out.

    A value is never looked at for names itself. At the beginning of a sentence it
    begins with a capital. Raises ``BraceAlone``, or ``KeyError`` at a name that is not there.
    """
    names_in(text)
    written, end = "", 0
    for match in NAME_OR_BRACE.finditer(text):
        written += text[end : match.start()]
        value = str(values[match[1]])
        begins = match[1] not in AS_IT_IS and BEGINS_A_SENTENCE.search(written)
        written += capfirst(value) if begins else value
        end = match.end()
    return " ".join((written + text[end:]).split())
