"""One line of a summary list (components/summary_list.html)."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy

NOT_GIVEN = gettext_lazy("Not given")


@dataclass(frozen=True)
class Row:
    label: str
    value: str
    url: str = ""
    lines: tuple[str, ...] = ()
