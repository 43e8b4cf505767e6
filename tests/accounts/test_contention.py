"""Between two transactions of one long job, who waits for SQLite's one lock gets a turn."""

from types import SimpleNamespace

import pytest

from accounts import contention


@pytest.fixture
def slept(monkeypatch):
    """Return the seconds slept after some seconds of writing, on a connection like the one described."""

    def run(seconds, *, vendor="sqlite", in_atomic_block=False):
        told = []
        described = SimpleNamespace(vendor=vendor, in_atomic_block=in_atomic_block)
        monkeypatch.setattr(contention, "connection", described)
        monkeypatch.setattr(contention.time, "sleep", told.append)
        contention.let_others_write(after=seconds)
        return told

    return run


@pytest.mark.parametrize(("wrote", "waits"), [(0.02, 0.02), (3, 0.1)])
def test_others_get_as_long_as_was_written_and_a_tenth_of_a_second_at_most(slept, wrote, waits):
    assert slept(wrote) == [waits]


def test_nobody_waits_for_a_lock_on_postgresql(slept):
    assert slept(3, vendor="postgresql") == []


def test_within_a_transaction_nobody_could_use_it(slept):
    assert slept(3, in_atomic_block=True) == []
