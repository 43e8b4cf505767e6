"""How the system did, and what was searched for: sums without anybody in them. ``dashboards.measuring`` adds them."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Span(models.TextChoices):
    """How much time a row sums up: days that are long over lose their hours."""

    HOUR = "hour", _("Hour")
    DAY = "day", _("Day")


class Measured(models.Model):
    """
    Sums of an hour, or of a day, that begins at ``at``.

    Several processes add to one row, each its part (``measuring.adding``): what
    tells rows apart is a constraint, which the adding goes by.
    """

    at = models.DateTimeField(_("from"))
    span = models.CharField(_("of"), max_length=4, choices=Span, default=Span.HOUR)
    number = models.PositiveBigIntegerField(_("how often"), default=0)

    class Meta:
        abstract = True
        ordering = ["at", "pk"]


class SystemMetric(Measured):
    """How long pages took to answer, and duties to be done: one row for each step of ``measuring.histogram``."""

    class Kind(models.TextChoices):
        PAGE = "page", _("Page")
        DUTY = "duty", _("Duty")

    kind = models.CharField(_("kind"), max_length=4, choices=Kind)
    name = models.CharField(_("name"), max_length=120, help_text=_("Of a URL, or of a duty."))
    method = models.CharField(_("method"), max_length=8, blank=True)
    status = models.PositiveSmallIntegerField(
        _("answered"), help_text=_("The hundreds of the status: 2 well, 3 elsewhere, 4 refused, 5 failed.")
    )
    step = models.PositiveSmallIntegerField(_("step of the histogram"))
    microseconds = models.PositiveBigIntegerField(_("microseconds"), default=0)
    queries = models.PositiveBigIntegerField(_("queries"), default=0)

    class Meta(Measured.Meta):
        verbose_name = _("system metric")
        verbose_name_plural = _("system metrics")
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["at", "kind", "name", "method", "status", "step"],
                name="system_metric_once",
                violation_error_message=_("This is counted already."),
            )
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H} {self.name} {self.status}"


class SlowStatement(Measured):
    """A statement that took the database long, on the page that asked: its text, never what was asked for."""

    name = models.CharField(_("name of the page"), max_length=120, blank=True)
    digest = models.CharField(_("digest of the text"), max_length=32)
    statement = models.TextField(_("statement"))
    microseconds = models.PositiveBigIntegerField(_("microseconds"), default=0)

    class Meta(Measured.Meta):
        verbose_name = _("slow statement")
        verbose_name_plural = _("slow statements")
        default_permissions = []
        constraints = [
            models.UniqueConstraint(
                fields=["at", "name", "digest"],
                name="slow_statement_once",
                violation_error_message=_("This is counted already."),
            )
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H} {self.name} {self.digest}"


ASKED = ("specialty", "city", "elsewhere", "visit_type", "modes", "has_days", "evening", "words", "found")
"""What is kept of a search, in the order of ``scheduling.search.asked.Asked``."""


class SearchMetric(Measured):
    """
    What was searched for on the page of results, and whether a doctor was found. Never by whom.

    Specialty and kind of visit are the words of the address: a search is kept as
    it was asked. ``scheduling.search.asked`` says what may be known of one.
    """

    specialty = models.CharField(_("specialty"), max_length=80, blank=True)
    city = models.CharField(_("town"), max_length=80, blank=True)
    elsewhere = models.BooleanField(_("in no town of ours"), default=False)
    visit_type = models.CharField(_("kind of visit"), max_length=80, blank=True)
    modes = models.CharField(_("ways to meet"), max_length=40, blank=True)
    has_days = models.BooleanField(_("on certain days"), default=False)
    evening = models.BooleanField(_("in the evening"), default=False)
    words = models.CharField(_("words that found nobody"), max_length=40, blank=True)
    found = models.BooleanField(_("found a doctor"))

    class Meta(Measured.Meta):
        verbose_name = _("search metric")
        verbose_name_plural = _("search metrics")
        default_permissions = ["view"]
        constraints = [
            models.UniqueConstraint(
                fields=["at", *ASKED],
                name="search_metric_once",
                violation_error_message=_("This is counted already."),
            )
        ]

    def __str__(self):
        return f"{self.at:%Y-%m-%d %H} {self.specialty}"
