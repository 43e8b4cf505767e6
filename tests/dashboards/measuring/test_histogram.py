"""Percentiles of counts that grow by steps: near the measured ones, and never further off than is said."""

import random
from collections import Counter

import pytest

from dashboards.measuring.histogram import ERROR, LAST, percentile, seconds_of, step_of


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("percent", [50, 95, 99])
def test_a_percentile_is_no_further_off_than_is_said(seed, percent):
    chance = random.Random(seed)
    measured = sorted(max(0.0011, chance.lognormvariate(-3.5, 1.1)) for _number in range(3001))

    told = percentile(Counter(map(step_of, measured)), percent)

    true = measured[-(-len(measured) * percent // 100) - 1]
    assert abs(told / true - 1) <= ERROR + 1e-9 < 0.123


def test_counts_of_two_processes_add_up_to_the_percentiles_of_both():
    quick, slow = Counter({step_of(0.01): 90}), Counter({step_of(2.0): 10})

    assert percentile(quick + slow, 50) == percentile(quick, 50)
    assert percentile(quick + slow, 99) == percentile(slow, 99)


def test_the_ends_are_open():
    assert (step_of(0), step_of(0.0009), step_of(0.001)) == (0, 0, 1)
    assert step_of(3600) == LAST
    assert seconds_of(LAST) > 60
    assert percentile({}, 95) is None


def test_steps_begin_where_the_last_ended():
    steps = [step_of(0.001 * 1.05**number) for number in range(220)]

    assert steps == sorted(steps)
    assert set(steps) == set(range(1, max(steps) + 1))
