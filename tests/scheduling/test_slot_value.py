"""The value of a time button is read strictly."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scheduling.slot_value import BadSlotValue, SlotValue, slot_value

START = dt.datetime(2026, 11, 25, 9, 20, tzinfo=dt.UTC)


def test_names_doctor_clinic_and_utc_start():
    assert slot_value(12, 3, START) == "12.3.20261125T0920Z"


def test_writes_a_local_start_in_utc():
    in_new_york = dt.datetime(2026, 11, 25, 4, 20, tzinfo=ZoneInfo("America/New_York"))

    assert slot_value(12, 3, in_new_york) == "12.3.20261125T0920Z"


def test_reads_back_what_it_wrote():
    assert SlotValue.parse(slot_value(12, 3, START)) == SlotValue(12, 3, START)


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        12,
        "12.3",
        "12.3.20261125T0920",
        "12.3.20261125T0920Z ",
        " 12.3.20261125T0920Z",
        "12.3.20261125T0920Z\n",
        "12.3.2026-11-25T09:20Z",
        "12.3.20261125T2460Z",
        "12.3.20261325T0920Z",
        "12.3.00011125T0920Z",
        "12.3.99991231T2359Z",
        "12.3.20261125T092000Z",
        "0.3.20261125T0920Z",
        "-1.3.20261125T0920Z",
        "012.3.20261125T0920Z",
        "12.3.20261125T0920+00:00",
        "12.3.20261125T0920Z.4",
        "9" * 40 + ".3.20261125T0920Z",
        "١٢.٣.٢٠٢٦١١٢٥T٠٩٢٠Z",
        "12;drop.3.20261125T0920Z",
    ],
)
def test_refuses_anything_else(text):
    with pytest.raises(BadSlotValue, match="Choose it again"):
        SlotValue.parse(text)


@given(st.text(alphabet="0123456789.TZ-:+ \x00é", max_size=40))
def test_never_fails_otherwise(text):
    try:
        value = SlotValue.parse(text)
    except BadSlotValue:
        return

    assert str(value) == text
