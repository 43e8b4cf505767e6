"""Sixteen processes at a time, on SQLite always and on PostgreSQL where ``DATABASE_URL`` names one."""

import json
import os
import subprocess
import sys

import environ
import psycopg
import pytest

DATABASE_URL = os.environ.get("DATABASE_URL", "")
ON_POSTGRESQL = DATABASE_URL.startswith("postgres")
ENGINE = "postgresql" if ON_POSTGRESQL else "sqlite"

pytestmark = [pytest.mark.race] + ([pytest.mark.postgres] if ON_POSTGRESQL else [])


@pytest.fixture
def arena_url(tmp_path):
    """The address of an empty database that this test alone uses."""
    if not ON_POSTGRESQL:
        yield f"sqlite:///{tmp_path / 'arena.sqlite3'}"
        return
    name = f"arena_{os.getpid()}"
    server = environ.Env.db_url_config(DATABASE_URL)
    address = {
        "host": server["HOST"],
        "port": server["PORT"] or 5432,
        "user": server["USER"],
        "password": server["PASSWORD"],
    }
    with psycopg.connect(dbname=server["NAME"], autocommit=True, **address) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f'CREATE DATABASE "{name}"')
    yield DATABASE_URL.rsplit("/", 1)[0] + f"/{name}"
    with psycopg.connect(dbname=server["NAME"], autocommit=True, **address) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def race(arena_url):
    """Run a scenario in a program of its own and return its verdict."""

    def run(scenario):
        finished = subprocess.run(
            [sys.executable, "-m", "tests.concurrency.arena", scenario],
            env={
                **os.environ,
                "DATABASE_URL": arena_url,
                "DJANGO_SETTINGS_MODULE": "config.settings.test",
                "TEST_DB_SUFFIX": "",
            },
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert finished.returncode == 0, finished.stderr[-4000:]
        return json.loads(finished.stdout.splitlines()[-1])

    return run


def test_one_slot_has_one_winner(race):
    end = race("one_slot")

    assert end["outcomes"] == {"won": 1, "taken": 15}
    assert end["findings"] == []
    assert end["booked_afterwards"] == end["free_starts"] == 11


def test_every_slot_has_one_winner_and_none_is_lost(race):
    end = race("every_slot")

    assert set(end["outcomes"]) <= {"won", "taken", "own time"} | refusals(end)
    assert end["outcomes"]["won"] == end["appointments"] == end["slots"] == 12
    assert end["findings"] == []


def test_visits_of_several_slots_never_overlap(race):
    end = race("overlapping_visits")

    assert set(end["outcomes"]) <= {"won", "taken", "own time"} | refusals(end)
    assert end["outcomes"]["won"] == end["appointments"] >= 2
    assert end["findings"] == []
    assert end["booked_afterwards"] == end["free_starts"] > 0


def test_a_start_for_three_has_three_winners(race):
    end = race("capacity_three")

    assert end["outcomes"] == {"won": 3, "taken": 13}
    assert end["findings"] == []
    assert end["booked_afterwards"] == end["free_starts"]


def test_moving_and_booking_race_for_one_slot(race):
    end = race("reschedule_against_book")

    assert end["outcomes"] == {"won": 1, "taken": 15}
    assert end["findings"] == []
    assert end["booked_afterwards"] == end["free_starts"]


def test_holding_and_booking_race_for_one_slot(race):
    end = race("hold_against_book")

    assert end["outcomes"] == {"won": 1, "taken": 15}
    assert end["held"] + end["appointments"] == 1
    assert end["findings"] == []


def test_one_patient_is_never_in_two_places(race):
    end = race("one_patient")

    assert end["outcomes"]["won"] == end["appointments"] == 1
    assert end["outcomes"]["own time"] == 15
    assert end["findings"] == []


def test_strangers_at_one_address_hold_no_more_than_their_share(race):
    end = race("strangers_at_one_address")

    assert end["outcomes"] == {"won": 16}
    assert end["drafts_that_hold"] == end["held"] == 5
    assert end["findings"] == []


def test_one_account_holds_one_time(race):
    end = race("one_account_holds")

    assert end["drafts_that_hold"] == end["held"] == 1
    assert end["findings"] == []


def test_one_account_books_no_more_than_its_share(race):
    end = race("one_account_books")

    assert end["before"] == 10
    assert end["outcomes"]["won"] == 2
    assert end["appointments"] == 12
    assert end["findings"] == []


def test_one_patient_asks_no_more_than_three_at_once(race):
    end = race("one_patient_asks")

    assert end["outcomes"]["won"] == end["requests"] == 3
    assert set(end["outcomes"]) <= {"won", "own time"} | refusals(end)
    assert end["findings"] == []


def test_one_booking_is_made_once_and_every_press_is_told_of_it(race):
    end = race("one_draft_pressed")

    assert end["outcomes"] == {"won": 16}
    assert end["appointments"] == 1
    assert end["findings"] == []


def test_hours_may_change_while_people_book(race):
    end = race("hours_edited")

    assert set(end["outcomes"]) == {"edited", "tried"}
    assert end["appointments"] > 0
    assert end["findings"] == []


def test_without_its_guards_the_same_race_books_twice(race):
    end = race("guard_taken_off")

    assert end["outcomes"]["won"] == end["appointments"] > 1
    assert any(finding.startswith("slot_with_two_appointments") for finding in end["findings"])


def refusals(end):
    """The caps on bookings answer some of the tries; they are words, not errors."""
    return {outcome for outcome in end["outcomes"] if outcome.startswith("refused: ")}
