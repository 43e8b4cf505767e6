"""
What was measured of a patient (``Observation`` of FHIR, hl7.org/fhir/observation.html).

Corrected by a newer row, never overwritten.
"""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import F, Q, Window
from django.db.models.functions import RowNumber
from django.utils.translation import gettext_lazy as _

from accounts.measurement_kinds import FACTS, Kind
from accounts.models.patient import Patient
from accounts.models.record import CorrectedByNewerRow, RecordQuerySet


def plausible():
    """Return the condition of a row that says something a living person can have."""
    return reduce(or_, (_plausible(facts) for facts in FACTS.values()))


def _plausible(facts):
    # A comparison with nothing is neither true nor false, and a database takes that for a yes.
    first = Q(kind=facts.kind.value, value__isnull=False, value__gte=facts.least, value__lte=facts.most)
    if not facts.is_pair:
        return first & Q(second_value__isnull=True)
    second = Q(second_value__isnull=False, second_value__gte=facts.second_least, second_value__lte=facts.second_most)
    return first & second & Q(value__gt=F("second_value"))


class MeasurementQuerySet(RecordQuerySet):
    def standing(self):
        """Only what holds today: nothing newer replaced it, and it was not taken out."""
        return self.filter(superseded_by__isnull=True, is_retracted=False)

    def newest_of_each_kind(self, count):
        """The newest ``count`` of each kind, with all a line prints, in one query."""
        nth = Window(RowNumber(), partition_by=F("kind"), order_by=[F("measured_at").desc(), F("pk").desc()])
        newest = self.annotate(nth=nth).filter(nth__lte=count)
        return newest.select_related("recorded_by__doctor").order_by("-measured_at", "-pk")


class Measurement(CorrectedByNewerRow):
    """
    One value, or the pair of a blood pressure, as it was at ``measured_at``.

    ``supersedes`` names the row it corrects; a row that only takes one out has no value.
    """

    patient = models.ForeignKey(
        Patient, on_delete=models.PROTECT, related_name="measurements", verbose_name=_("patient")
    )
    kind = models.CharField(_("what was measured"), max_length=16, choices=Kind)
    value = models.DecimalField(_("value"), max_digits=5, decimal_places=1, null=True, blank=True)
    second_value = models.DecimalField(_("second value"), max_digits=5, decimal_places=1, null=True, blank=True)
    measured_at = models.DateTimeField(_("measured"))
    is_retracted = models.BooleanField(_("takes one out"), default=False)

    objects = MeasurementQuerySet.as_manager()

    class Meta:
        verbose_name = _("measurement")
        verbose_name_plural = _("measurements")
        ordering = ["-measured_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_retracted=True) | plausible(),
                name="measurement_is_plausible",
                violation_error_message=_("Look at the figure again: nobody has that."),
            ),
            models.CheckConstraint(
                condition=Q(is_retracted=False)
                | Q(value__isnull=True, second_value__isnull=True, supersedes__isnull=False),
                name="measurement_takes_out_what_was_there",
                violation_error_message=_("Only what was there before can be taken out."),
            ),
            models.CheckConstraint(
                condition=Q(measured_at__lte=F("recorded_at")),
                name="measurement_is_not_ahead_of_time",
                violation_error_message=_("Choose a time that has passed."),
            ),
        ]
        indexes = [models.Index(fields=["patient", "kind", "measured_at"], name="measurement_by_patient")]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def facts(self):
        return FACTS[self.kind]
