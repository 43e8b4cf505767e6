"""The trail: who saw or changed what of which patient, and the seals that show it was not altered since."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models.patient import Patient


class AuditEntry(models.Model):
    """
    One thing somebody did, or tried to do, to what is known of a patient. The database refuses to change or delete it.

    It holds labels and keys, never what was read or written. ``quarter`` is the
    quarter of an hour of a read, so that reading on does not fill the trail;
    changes have none, each leaves its entry.
    """

    class Action(models.TextChoices):
        """What these pages do; what is done to an appointment is named as in its own history."""

        READ = "read", _("Opened")
        ADD = "added", _("Added")
        CHANGE = "changed", _("Changed")
        CONFIRM = "confirmed", _("Confirmed")
        RETRACT = "retracted", _("Taken out")
        SHARE = "shared", _("Shared")
        END = "ended", _("Ended")
        OVERBOOK = "overbooked", _("Overbooked")
        MERGE = "merged", _("Put together")
        PART = "parted", _("Taken apart")
        ERASE = "erased", _("Erased")
        EXPORT = "exported", _("Exported")

    class Outcome(models.TextChoices):
        ALLOWED = "allowed", _("Allowed")
        REFUSED = "refused", _("Refused")

    at = models.DateTimeField(_("when"), db_index=True)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("who"),
        db_index=False,
    )
    role = models.CharField(_("acting as"), max_length=20)
    on_behalf_of = models.ForeignKey(
        Patient,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("on behalf of"),
        db_index=False,
    )
    action = models.CharField(_("what"), max_length=20)
    object_label = models.CharField(_("of what"), max_length=120)
    patient = models.ForeignKey(
        Patient,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("patient"),
        db_index=False,
    )
    purpose = models.CharField(_("why"), max_length=40, blank=True)
    outcome = models.CharField(_("outcome"), max_length=8, choices=Outcome, default=Outcome.ALLOWED)
    address = models.CharField(_("network address"), max_length=45, blank=True)
    request_id = models.CharField(_("request"), max_length=64, blank=True)
    quarter = models.BigIntegerField(null=True, blank=True, editable=False)

    class Meta:
        verbose_name = _("entry of the audit trail")
        verbose_name_plural = _("audit trail")
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["actor", "object_label", "purpose", "outcome", "quarter"],
                name="audit_one_read_a_quarter_of_an_hour",
                violation_error_message=_("This is in the trail already."),
            )
        ]
        indexes = [
            models.Index(fields=["patient", "at"], name="audit_by_patient"),
            models.Index(fields=["actor", "at"], name="audit_by_actor"),
            models.Index(fields=["address", "at"], name="audit_by_address"),
            models.Index(fields=["request_id"], name="audit_by_request", condition=~Q(request_id="")),
            # The few among the many, which nobody finds by walking back in time.
            models.Index(fields=["at"], name="audit_refused", condition=Q(outcome="refused")),
            models.Index(fields=["at"], name="audit_emergencies", condition=Q(purpose__startswith="emergency:")),
        ]

    def __str__(self):
        return f"{self.action} {self.pk}"

    def get_action_display(self):
        """Return the word for the action; a step of an appointment keeps its own name."""
        return dict(self.Action.choices).get(self.action, self.action)


class AuditSeal(models.Model):
    """
    The proof of one entry: a digest over it and the seal before it.

    Whoever alters or removes an entry breaks the chain from there on. The
    newest digest, written down elsewhere, proves all of it.
    """

    number = models.BigIntegerField(primary_key=True)
    entry = models.OneToOneField(AuditEntry, on_delete=models.PROTECT, related_name="seal", verbose_name=_("entry"))
    digest = models.CharField(_("digest"), max_length=64)
    sealed_at = models.DateTimeField(_("sealed at"))

    class Meta:
        verbose_name = _("seal of the audit trail")
        verbose_name_plural = _("seals of the audit trail")
        ordering = ["number"]

    def __str__(self):
        return str(self.number)
