"""What cannot be saved as a text of messages, and what it is told."""

import pytest

from appointments.models import MessageText
from appointments.notifications.texts.checking import errors_in, length_in_words, warnings_about
from appointments.notifications.texts.originals import original
from appointments.notifications.texts.placeholders import PLACEHOLDERS, offered
from appointments.notifications.texts.situations import SITUATIONS

Part = MessageText.Part
BOOKED = SITUATIONS["booked"]
EVERY_TEXT = [(situation, part) for situation in SITUATIONS.values() for part in situation.parts]


def errors(text, part="sms", situation=BOOKED):
    return errors_in(text, situation=situation, part=Part(part))


def test_what_can_be_saved():
    assert errors("Fernhill: come on {time}. {link}") == []
    assert errors("See you on {time}", "subject") == []
    assert errors("{patient}, see {doctor_in_full} at {place}", "fact") == []


@pytest.mark.parametrize(
    ("text", "part", "told"),
    [
        ("  ", "fact", "Write a text, or restore the original."),
        ("Come {tiem}", "fact", "{tiem} cannot be filled in here."),
        ("Come { soon", "fact", "A brace stands without its name near “Come { soon”."),
        ("{patient} is booked", "subject", "{patient} cannot be filled in here."),
        ("{doctor_in_full} {link}", "sms", "{doctor_in_full} cannot be filled in here."),
        ("{reason}", "fact", "{reason} cannot be filled in here."),
        ("Come on {time}", "sms", "{link} must stand in a text message, once."),
        ("{link} {link}", "sms", "{link} must stand in a text message, once."),
        ("Привет… {link}", "sms", "Text messages cannot carry these characters: П р и в е т …"),
        ("x" * 51, "subject", "This is 51 characters long with everyday names. 50 is the most."),
        ("Booked with {doctor}, please come on {time} or call", "subject", "This is 62 characters long"),
        ("€" * 60 + "{link}", "sms", "This is 164 characters long with everyday names. 160 is the most."),
    ],
)
def test_what_cannot(text, part, told):
    assert len(errors(text, part)) == 1
    assert errors(text, part)[0].startswith(told)


def test_every_error_is_named_at_once():
    assert len(errors("{tiem} {palce} “now”")) == 4


def test_a_first_line_may_be_long():
    assert errors("x" * 300, "fact") == []


def test_long_names_are_a_warning_and_no_error():
    text = "Booked: {time}"

    assert errors(text, "subject") == []
    assert warnings_about(text, situation=BOOKED, part=Part.SUBJECT)[0].startswith("With the longest names")
    assert warnings_about("Booked: {day}", situation=BOOKED, part=Part.SUBJECT) == []


def test_the_length_is_said():
    assert length_in_words("Booked: {day}", situation=BOOKED, part=Part.SUBJECT) == "18 of 50 characters"
    text = length_in_words("Come. {link}", situation=BOOKED, part=Part.SMS)
    assert text == "50 of 160 characters, 1 text message"


@pytest.mark.parametrize(("situation", "part"), EVERY_TEXT, ids=lambda one: getattr(one, "code", one))
def test_every_original_passes_its_own_check(situation, part):
    text = original(situation, part, "en-gb")

    assert text
    assert errors_in(text, situation=situation, part=part) == []


def test_names_and_kinds_of_visit_are_not_for_locked_screens():
    for situation, part in EVERY_TEXT:
        if part != Part.FACT:
            assert not {"patient", "visit", "reason", "bring"} & {one.name for one in offered(situation, part)}


def test_every_placeholder_is_offered_somewhere():
    assert {one.name for situation, part in EVERY_TEXT for one in offered(situation, part)} == set(PLACEHOLDERS)
