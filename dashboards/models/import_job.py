"""A file of rows somebody wants imported: how far it is, and what was found in it."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class ImportJob(models.Model):
    """
    One file, first checked row by row and then, on somebody's word, imported by the worker.

    ``done`` counts rows of the present stage and is written in the transaction
    that writes them: who goes on after a crash begins behind the last row that
    is in. The rows themselves belong to other tables; this one owns no fact.
    """

    class Kind(models.TextChoices):
        CLINICS = "clinics", _("Clinics")
        DOCTORS = "doctors", _("Doctors")
        HOURS = "hours", _("Working hours")
        PATIENTS = "patients", _("Patients")

    class State(models.TextChoices):
        CHECKING = "checking", _("Being checked")
        CHECKED = "checked", _("Checked")
        IMPORTING = "importing", _("Being imported")
        DONE = "done", _("Imported")
        CANCELLED = "cancelled", _("Cancelled")
        REFUSED = "refused", _("Refused")

    UNDER_WAY = (State.CHECKING, State.IMPORTING)
    OPEN = (*UNDER_WAY, State.CHECKED)

    kind = models.CharField(_("rows of"), max_length=10, choices=Kind)
    state = models.CharField(_("state"), max_length=10, choices=State, default=State.CHECKING)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", verbose_name=_("imported by")
    )
    invites = models.BooleanField(_("writes to the doctors"), default=False)
    file_name = models.CharField(_("name of the file"), max_length=120)
    stored_name = models.CharField(max_length=32, unique=True, editable=False)
    sha256 = models.CharField(_("SHA-256"), max_length=64)
    rows = models.PositiveIntegerField(_("rows"), default=0)
    done = models.PositiveIntegerField(_("rows looked at"), default=0)
    new = models.PositiveIntegerField(_("new"), default=0)
    same = models.PositiveIntegerField(_("here already"), default=0)
    differing = models.PositiveIntegerField(_("here already, with other details"), default=0)
    bad = models.PositiveIntegerField(_("rows with a problem"), default=0)
    made = models.PositiveIntegerField(_("imported"), default=0)
    left_out = models.PositiveIntegerField(_("left out"), default=0)
    why = models.CharField(_("refused because"), max_length=300, blank=True)
    asked_at = models.DateTimeField(_("sent"))
    checked_at = models.DateTimeField(_("checked"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended"), null=True, blank=True)

    class Meta:
        verbose_name = _("import")
        verbose_name_plural = _("imports")
        ordering = ["-asked_at", "-pk"]
        default_permissions = []
        permissions = [("import_rows", _("Can import people, clinics and hours from files"))]
        indexes = [models.Index(fields=["state"], name="import_by_state")]

    def __str__(self):
        return f"{self.kind} {self.pk}"

    @property
    def is_under_way(self):
        return self.state in self.UNDER_WAY

    @property
    def is_open(self):
        return self.state in self.OPEN

    @property
    def percent(self):
        return 100 * self.done // self.rows if self.rows else 0


class ImportFinding(models.Model):
    """What is said of a row: a problem in one of its columns, or that the row was not imported and why."""

    class Kind(models.TextChoices):
        BAD = "bad", _("Problem")
        DIFFERS = "differs", _("Here already")
        LEFT_OUT = "left_out", _("Left out")

    job = models.ForeignKey(ImportJob, on_delete=models.CASCADE, related_name="findings")
    kind = models.CharField(max_length=8, choices=Kind)
    line = models.PositiveIntegerField(_("row"))
    column = models.CharField(_("column"), max_length=40, blank=True)
    sentence = models.CharField(_("what"), max_length=300)

    class Meta:
        verbose_name = _("finding of an import")
        verbose_name_plural = _("findings of imports")
        ordering = ["line", "pk"]
        default_permissions = []
        indexes = [models.Index(fields=["job", "kind", "line"], name="import_findings_in_order")]

    def __str__(self):
        return f"{self.job_id}, row {self.line}"
