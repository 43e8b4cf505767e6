"""A share, honestly: what of what, how far chance alone could have moved it, and whether there is enough to say so."""

import math
from dataclasses import dataclass
from statistics import NormalDist

TOO_FEW = 10
"""Below that no share is shown: it would say nothing, and might say something about one person."""
RANGE_BELOW = 100
"""Below that the likely range is as much the answer as the share."""

DOUBT = 0.05
"""How often a likely range may miss the true share: 5 times in 100."""


@dataclass(frozen=True)
class Share:
    """``part`` of ``whole``, in percent."""

    part: int
    whole: int

    @property
    def is_told(self):
        return self.whole >= TOO_FEW

    @property
    def is_uncertain(self):
        return self.is_told and self.whole < RANGE_BELOW

    @property
    def percent(self):
        return 100 * self.part / self.whole if self.whole else 0.0

    @property
    def range(self):
        return self.likely()

    def likely(self, doubt: float = DOUBT):
        """
        Return the lowest and the highest percentage that are likely: the score interval.

        E. B. Wilson, "Probable inference, the law of succession, and statistical
        inference", Journal of the American Statistical Association 22 (1927).
        """
        if not self.whole:
            return 0.0, 100.0
        share, count, z = self.part / self.whole, self.whole, NormalDist().inv_cdf(1 - doubt / 2)
        middle = share + z * z / (2 * count)
        spread = z * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
        below = 1 + z * z / count
        return 100 * max(0.0, (middle - spread) / below), 100 * min(1.0, (middle + spread) / below)

    @property
    def low(self):
        return self.range[0]

    @property
    def high(self):
        return self.range[1]

    def is_clearly_above(self, percent: float, *, among: int = 1) -> bool:
        """
        Say whether chance alone does not explain that it lies above ``percent``.

        The highest ``among`` many is looked at more strictly: one of sixty cells
        always stands out (Bonferroni's correction).
        """
        return self.is_told and self.likely(DOUBT / among)[0] > percent

    def clearly_differs_from(self, other: "Share") -> bool:
        """Say whether the likely ranges have nothing in common: a careful test, that rather stays silent."""
        return self.is_told and other.is_told and (self.low > other.high or self.high < other.low)
