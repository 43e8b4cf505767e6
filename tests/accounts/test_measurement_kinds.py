"""The codes of the field: what is measured means the same to every other system."""

from decimal import Decimal

import pytest

from accounts.measurement_kinds import FACTS, Kind, plain_figure


def test_codes_and_units_are_those_of_the_vital_signs_of_fhir():
    assert {kind.value: (facts.loinc, facts.ucum) for kind, facts in FACTS.items()} == {
        "blood_pressure": ("85354-9", "mm[Hg]"),
        "heart_rate": ("8867-4", "/min"),
        "weight": ("29463-7", "kg"),
        "height": ("8302-2", "cm"),
        "temperature": ("8310-5", "Cel"),
        "oxygen": ("2708-6", "%"),
        "glucose": ("15074-8", "mmol/L"),
    }
    assert FACTS[Kind.BLOOD_PRESSURE].components == ("8480-6", "8462-4")


def test_every_kind_has_its_facts():
    assert set(FACTS) == set(Kind)


@pytest.mark.parametrize(("value", "words"), [("72.0", "72"), ("72.5", "72.5"), ("120", "120"), ("0.3", "0.3")])
def test_a_figure_has_no_zero_that_says_nothing(value, words):
    assert plain_figure(Decimal(value)) == words
