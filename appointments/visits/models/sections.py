"""The parts a note is written in, in the order of the page."""

from django.db import models
from django.utils.translation import gettext_lazy as _

SECTIONS = ("reason", "findings", "assessment", "plan")
AMENDMENT = ("amendment",)
LONGEST = 10_000
"""Characters in one part: some four pages of paper."""


class Sections(models.Model):
    """Columns for the four parts of a note."""

    reason = models.TextField(_("reason"), blank=True)
    findings = models.TextField(_("findings"), blank=True)
    assessment = models.TextField(_("assessment"), blank=True)
    plan = models.TextField(_("plan"), blank=True)

    class Meta:
        abstract = True


class Written(Sections):
    """Columns for what a doctor types: the parts of a note, or the one text of an amendment."""

    amendment = models.TextField(_("what is changed or added"), blank=True)

    class Meta:
        abstract = True

    @property
    def parts(self):
        """The parts that say something, as ``(label, text)``."""
        names = [name for name in (*SECTIONS, *AMENDMENT) if getattr(self, name)]
        return [(self._meta.get_field(name).verbose_name, getattr(self, name)) for name in names]
