"""What is said of each row before anything is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from accounts.spreadsheet_tables import Row


class Outcome(StrEnum):
    """``SAME`` and ``DIFFERS`` are here already: an import adds, and changes nothing that is on record."""

    NEW = "new"
    SAME = "same"
    DIFFERS = "differs"
    BAD = "bad"


@dataclass
class Verdict:
    """``said`` are ``(column, sentence)``: what is wrong, or what differs; ``values`` what a new row is made of."""

    row: Row
    outcome: Outcome = Outcome.NEW
    said: Sequence[tuple[str, str]] = ()
    values: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def bad(cls, row: Row, *said: tuple[str, str]) -> "Verdict":
        return cls(row, Outcome.BAD, said)
