"""
What is measured of a patient, in the codes of the field: one table for database, forms and pages.

Codes are LOINC, units UCUM, as the vital signs of FHIR have them
(hl7.org/fhir/observation-vitalsigns.html). ``least`` and ``most`` are the edges
of what a living person can have: beyond them a figure is a slip of the finger.
"""

from dataclasses import dataclass
from decimal import Decimal

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    BLOOD_PRESSURE = "blood_pressure", _("Blood pressure")
    HEART_RATE = "heart_rate", _("Heart rate")
    WEIGHT = "weight", _("Weight")
    HEIGHT = "height", _("Height")
    TEMPERATURE = "temperature", _("Temperature")
    OXYGEN = "oxygen", _("Oxygen in the blood")
    GLUCOSE = "glucose", _("Blood sugar")


@dataclass(frozen=True)
class Facts:
    """One kind; ``second_*`` only where a pair is measured, the first of which is the higher."""

    kind: Kind
    loinc: str
    ucum: str
    unit: str | Promise
    least: Decimal
    most: Decimal
    places: int = 0
    second_least: Decimal | None = None
    second_most: Decimal | None = None
    components: tuple[str, str] | None = None

    @property
    def is_pair(self) -> bool:
        return self.components is not None


def _facts(kind, loinc, ucum, unit, least, most, places=0, **pair):
    return Facts(kind, loinc, ucum, unit, Decimal(least), Decimal(most), places, **pair)


FACTS = {
    facts.kind: facts
    for facts in (
        _facts(
            Kind.BLOOD_PRESSURE,
            "85354-9",
            "mm[Hg]",
            _("mmHg"),
            "40",
            "300",
            second_least=Decimal(20),
            second_most=Decimal(200),
            components=("8480-6", "8462-4"),
        ),
        _facts(Kind.HEART_RATE, "8867-4", "/min", _("a minute"), "20", "300"),
        _facts(Kind.WEIGHT, "29463-7", "kg", _("kg"), "0.3", "500", 1),
        _facts(Kind.HEIGHT, "8302-2", "cm", _("cm"), "20", "260", 1),
        _facts(Kind.TEMPERATURE, "8310-5", "Cel", _("°C"), "25", "45", 1),
        _facts(Kind.OXYGEN, "2708-6", "%", _("%"), "40", "100"),
        _facts(Kind.GLUCOSE, "15074-8", "mmol/L", _("mmol/l"), "0.5", "60", 1),
    )
}
"""In the order of the pages."""


def plain_figure(value: Decimal) -> str:
    """Return ``72.5`` or ``72``: no zero that says nothing."""
    return f"{value.normalize():f}"
