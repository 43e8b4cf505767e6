"""What a note may begin with."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Doctor, Specialty
from appointments.visits.models.sections import Sections


class NoteTemplateQuerySet(models.QuerySet):
    def offered_to(self, doctor):
        """The templates ``doctor`` may choose from: their own, those of their specialties, and everybody's."""
        shared = Q(doctor__isnull=True) & (Q(specialty__isnull=True) | Q(specialty__in=doctor.specialties.values("pk")))
        return self.filter(Q(doctor=doctor) | shared, is_active=True)


class NoteTemplate(Sections):
    """
    Words to begin a note with, for everybody, one specialty or one doctor. Never deleted, only made inactive.

    Using one copies its words into the parts that are empty still.
    """

    name = models.CharField(_("name"), max_length=80, help_text=_("Such as Skin check. Doctors choose by it."))
    specialty = models.ForeignKey(
        Specialty,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("specialty"),
        help_text=_("Empty for every specialty."),
    )
    doctor = models.ForeignKey(
        Doctor,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name=_("doctor"),
        help_text=_("Filled in, this doctor alone is offered it."),
    )
    is_active = models.BooleanField(_("active"), default=True)

    objects = NoteTemplateQuerySet.as_manager()

    class Meta:
        verbose_name = _("template of notes")
        verbose_name_plural = _("templates of notes")
        ordering = ["name", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=~Q(reason="", findings="", assessment="", plan=""),
                name="note_template_says_something",
                violation_error_message=_("Fill in at least one part."),
            ),
            models.CheckConstraint(
                condition=Q(specialty__isnull=True) | Q(doctor__isnull=True),
                name="note_template_of_a_specialty_or_a_doctor",
                violation_error_message=_("Choose a specialty or a doctor, not both."),
            ),
        ]

    def __str__(self):
        return self.name
