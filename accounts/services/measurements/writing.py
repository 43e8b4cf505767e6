"""What an instrument showed, and writing it down. The verbs beside this file call it."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from accounts.models import Measurement
from accounts.services.record_rows import write_row


@dataclass(frozen=True)
class Reading:
    """What an instrument showed: one value, or the pair of a blood pressure."""

    kind: str
    value: Decimal
    second_value: Decimal | None = None


def write_measurement(**told: Any) -> Measurement:
    """Add a measurement and its line in the trail; takes and raises what ``write_row`` does."""
    return write_row(Measurement, label="measurement", **told)
