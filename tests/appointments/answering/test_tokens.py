"""The signed part of the link in a reminder: short, ours alone, and of this one purpose."""

import dataclasses

import pytest

from appointments.answering.tokens import answer_token, named_by
from appointments.models import Appointment
from appointments.notifications.recipients import Recipient

APPOINTMENT = Appointment(pk=1_234_567, sequence=2)
RECIPIENT = Recipient(key="user-890", name="Maria", address="maria@example.com", language="en-gb")


@pytest.mark.parametrize("key", ["user-890", "patient-7"])
def test_names_what_it_was_made_for(key):
    token = answer_token(APPOINTMENT, dataclasses.replace(RECIPIENT, key=key))

    assert named_by(token) == (1_234_567, 2, key)


def test_leaves_room_in_a_text_message():
    assert len(answer_token(APPOINTMENT, RECIPIENT)) <= 36


def test_every_letter_counts():
    token = answer_token(APPOINTMENT, RECIPIENT)
    changed = [
        token[:place] + ("a" if token[place] != "a" else "b") + token[place + 1 :] for place in range(len(token))
    ]

    # The last letter of 16 bytes in base64 carries two bits: what differs below them is not the same text either.
    assert [one for one in changed if named_by(one)] == []


def test_a_secret_that_was_replaced_is_good_as_long_as_it_is_kept(settings):
    token, old = answer_token(APPOINTMENT, RECIPIENT), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "a new one", [old]
    assert named_by(token) == (1_234_567, 2, "user-890")

    settings.SECRET_KEY_FALLBACKS = []
    assert named_by(token) is None
