"""Sixteen processes at a time, on SQLite always and on PostgreSQL where ``DATABASE_URL`` names one."""

import json
import os
import subprocess
import sys

import pytest

DATABASE_URL = os.environ.get("DATABASE_URL", "")
ON_POSTGRESQL = DATABASE_URL.startswith("postgres")
ENGINE = "postgresql" if ON_POSTGRESQL else "sqlite"

pytestmark = [pytest.mark.race] + ([pytest.mark.postgres] if ON_POSTGRESQL else [])


@pytest.fixture
def race(own_database, tmp_path):
    """Run a scenario in a program of its own, on a database of its own, and return its verdict."""

    def run(scenario):
        with own_database(tmp_path, "arena") as url:
            finished = subprocess.run(
                [sys.executable, "-m", "tests.concurrency.arena", scenario],
                env={
                    **os.environ,
                    "DATABASE_URL": url,
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


def test_a_record_takes_no_more_documents_than_it_has_room_for(race):
    end = race("one_record_is_filled")

    assert end["outcomes"] == {"filed": 3, "full": 13}
    assert end["rows"] == 3
    assert end["files_are_those"]


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


def test_all_who_are_put_beside_somebody_get_a_lane_of_their_own(race):
    end = race("overbooked_at_once")

    assert end["outcomes"] == {"won": 16}
    assert end["lanes"] == list(range(17))
    assert end["findings"] == []


def test_a_doctor_and_patients_race_for_one_slot(race):
    end = race("added_against_book")

    assert end["outcomes"] == {"won": 1, "taken": 15}
    assert end["appointments"] == 1
    assert end["findings"] == []


def test_a_form_about_somebody_new_makes_one_patient_and_one_lane(race):
    end = race("one_form_pressed")

    assert end["outcomes"] == {"won": 16}
    assert (end["appointments"], end["new"]) == (2, 1)
    assert end["findings"] == []


def test_one_booking_is_made_once_and_every_press_is_told_of_it(race):
    end = race("one_draft_pressed")

    assert end["outcomes"] == {"won": 16}
    assert end["appointments"] == 1
    assert end["findings"] == []


def test_hours_may_change_while_people_book(race):
    end = race("hours_edited")

    assert set(end["outcomes"]) <= {"edited", "won", "taken", "own time"} | refusals(end)
    assert end["outcomes"]["edited"] == 16
    assert end["outcomes"]["won"] == end["appointments"] == end["still_booked"] > 0
    assert end["findings"] == []


def test_hours_may_change_while_people_book_are_answered_and_call_off(race):
    end = race("hours_edited_and_answered")
    outcomes = end["outcomes"]
    answers = {"approved", "declined", "cancelled", "moved", "too late", "nothing to answer", "left as it is"}

    assert set(outcomes) <= {"edited", "won", "taken", "own time"} | answers | refusals(end)
    assert outcomes["edited"] == 5
    assert outcomes["won"] == end["appointments"] > 0
    assert end["called_off"] == outcomes.get("cancelled", 0) + outcomes.get("declined", 0) > 0
    assert end["active"] == end["still_booked"] == end["appointments"] - end["called_off"] > 0
    assert end["findings"] == []


def test_without_its_guards_the_same_race_books_twice(race):
    end = race("guard_taken_off")

    assert end["outcomes"]["won"] == end["appointments"] > 1
    assert any(finding.startswith("slot_with_two_appointments") for finding in end["findings"])


def refusals(end):
    """The caps on bookings answer some of the tries; they are words, not errors."""
    return {outcome for outcome in end["outcomes"] if outcome.startswith("refused: ")}
