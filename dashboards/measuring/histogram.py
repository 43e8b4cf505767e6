"""
How long things took, counted in steps that grow: three to a doubling, from a millisecond to a minute.

Counts of such steps add up, over processes, hours and pages; percentiles do
not. What a step stands for is its middle, at most 13 % off what was measured.
"""

import math
from collections.abc import Mapping

STEPS_OF_A_DOUBLING = 3
SHORTEST = 0.001
LAST = 16 * STEPS_OF_A_DOUBLING + 1
"""Step 0 is all below a millisecond; the last, all above 65 seconds."""
ERROR = 2 ** (1 / (2 * STEPS_OF_A_DOUBLING)) - 1
"""How far, relatively, a percentile may lie off the measured one, between the first step and the last: 12.2 %."""


def step_of(seconds: float) -> int:
    """Return the step that ``seconds`` is counted in."""
    if seconds < SHORTEST:
        return 0
    return min(LAST, int(math.log2(seconds / SHORTEST) * STEPS_OF_A_DOUBLING) + 1)


def seconds_of(step: int) -> float:
    """Return what a step stands for: the middle of its two ends, as ratios go."""
    return SHORTEST * 2 ** ((step - 0.5) / STEPS_OF_A_DOUBLING)


def percentile(counts: Mapping[int, int], percent: float) -> float | None:
    """Return the seconds within which ``percent`` of 100 were done: the nearest rank; ``None`` of nothing."""
    rank = math.ceil(sum(counts.values()) * percent / 100)
    if not rank:
        return None
    for step in sorted(counts):
        rank -= counts[step]
        if rank <= 0:
            return seconds_of(step)
    return None
