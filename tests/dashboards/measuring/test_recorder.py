"""What is counted in memory reaches the tables once, adds up over processes, and waits for a database that is away."""

import datetime as dt

import pytest
from django.db import OperationalError

from dashboards.measuring import recorder as module
from dashboards.measuring.histogram import step_of
from dashboards.measuring.recorder import Recorder
from dashboards.measuring.tally import Tally
from dashboards.models import SearchMetric, SlowStatement, SystemMetric
from scheduling.search.asked import Asked
from tests.dashboards.measuring.conftest import THEN
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db


def a_process():
    return Recorder(clock=lambda: THEN)


def seen(recorder, *, seconds=0.05, status=200, **more):
    recorder.page(**{"name": "scheduling:home", "method": "GET", "status": status, "seconds": seconds, **more})


def test_two_processes_add_up():
    one, other = a_process(), a_process()
    for recorder, times in ((one, 3), (other, 4)):
        for _time in range(times):
            seen(recorder, queries=2)
        recorder.slow(name="scheduling:home", digest="d", statement="SELECT ?", seconds=0.5)
        assert recorder.write()

    row = SystemMetric.objects.get()
    assert (row.number, row.queries, row.microseconds) == (7, 14, 350_000)
    assert (row.at, row.status, row.step) == (dt.datetime(2026, 11, 25, 10, tzinfo=dt.UTC), 2, step_of(0.05))
    assert SlowStatement.objects.get().number == 2


def test_nothing_is_written_twice():
    recorder = a_process()
    seen(recorder)
    recorder.write()
    recorder.write()

    assert SystemMetric.objects.get().number == 1
    assert not recorder.has_something


def test_more_rows_than_fit_one_statement():
    recorder = a_process()
    for number in range(450):
        seen(recorder, name=f"page:{number}")

    assert recorder.write()
    assert SystemMetric.objects.count() == 450


def test_a_failing_database_loses_nothing(monkeypatch, caplog):
    recorder = a_process()
    seen(recorder)

    def away(*args, **kwargs):
        raise OperationalError("gone")

    with monkeypatch.context() as patch:
        patch.setattr(module, "add_up", away)
        assert recorder.write() is False
        seen(recorder)
        seen(recorder, status=503)
        assert recorder.write() is False

    assert recorder.write() is True
    assert sorted(SystemMetric.objects.values_list("status", "number")) == [(2, 2), (5, 1)]
    assert "measurements wait: OperationalError" in caplog.text


def test_memory_is_bounded_and_says_what_it_left_out():
    tally = Tally(most=2)
    for key in ("a", "b", "c", "a", "c"):
        tally.add((key,), 1)
    taken = tally.take()
    for key in ("d", "e"):
        tally.add((key,), 1)
    tally.give_back(taken)

    assert taken == {("a",): [2], ("b",): [1]}
    assert tally.sums == {("d",): [1], ("e",): [1]}
    assert tally.left_out == 4


def test_a_method_anybody_made_up_is_one_of_few():
    recorder = a_process()
    for number in range(5):
        seen(recorder, method=f"MAKE{number}")
    recorder.write()

    assert SystemMetric.objects.get().method == "OTHER"


@pytest.mark.parametrize(
    ("words", "kept"),
    [
        ("podiatrist", "podiatrist"),
        ("smithson", ""),
        ("podiatrist lukasz", ""),
        ("obrien", ""),
        ("mueller", "mueller"),
        ("muller", ""),
    ],
)
def test_words_that_are_somebodys_name_are_not_written(settings, words, kept):
    settings.MEASURING = True
    PatientFactory(full_name="Jane Smithson")
    PatientFactory(full_name="Jörg Müller")
    UserFactory(full_name="Łukasz O'Brien")
    recorder = a_process()
    for _time in range(2):
        recorder.search(Asked(words=words, found=False))
    recorder.search(Asked(found=False))
    recorder.write()

    expected = {("", 1), (kept, 2)} if kept else {("", 3)}
    assert set(SearchMetric.objects.values_list("words", "number")) == expected
