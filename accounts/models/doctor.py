"""Doctors and the specialties they practise."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

SMALL_PHOTO, LARGE_PHOTO = PHOTO_SIZES = (112, 384)
"""Pixels a side: twice the 56 of a card, four times the 96 of the profile."""
PHOTO_DIRECTORY = "doctors"


class Specialty(models.Model):
    """A field of medicine, with the plain words people search by. Never deleted, only made inactive."""

    name = models.CharField(
        _("name"), max_length=80, unique=True, help_text=_("The clinical term, such as Dermatology.")
    )
    slug = models.SlugField(_("address"), max_length=80, unique=True)
    plain_name = models.CharField(_("plain name"), max_length=80, help_text=_("Such as skin doctor."))
    plain_name_plural = models.CharField(_("plain name, plural"), max_length=80, help_text=_("Such as skin doctors."))
    practitioner_title = models.CharField(
        _("title of its doctors"), max_length=80, help_text=_("Such as Dermatologist.")
    )
    search_words = models.CharField(
        _("other words for it"), max_length=300, blank=True, help_text=_("Such as rash, acne, mole.")
    )
    is_active = models.BooleanField(_("active"), default=True)

    class Meta:
        verbose_name = _("specialty")
        verbose_name_plural = _("specialties")
        ordering = ["name"]

    def __str__(self):
        return self.name


class DoctorQuerySet(models.QuerySet):
    def listed(self):
        """Doctors the public may find and book."""
        return self.filter(is_active=True, is_listed=True)

    def working_for(self, user):
        """The doctor ``user`` is, as a queryset of at most one."""
        return self.filter(user=user, is_active=True) if user.is_authenticated else self.none()

    def visible_to(self, user):
        """Doctors whose profile ``user`` may see: those listed, themself, and all for staff who look after them."""
        if user.has_perm("accounts.view_doctor"):
            return self.all()
        return self.filter(models.Q(is_active=True, is_listed=True) | models.Q(user=user.pk))

    def for_profile(self):
        """With what a profile prints: languages, and the specialties that are practised still."""
        practised = models.Prefetch("specialties", Specialty.objects.filter(is_active=True))
        return self.prefetch_related(practised, "languages")


class Doctor(models.Model):
    """A doctor as patients see them. Never deleted, only made inactive."""

    class Gender(models.TextChoices):
        FEMALE = "female", _("Female")
        MALE = "male", _("Male")
        UNSTATED = "unstated", _("Not stated")

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="doctor", verbose_name=_("sign-in")
    )
    slug = models.SlugField(_("address"), max_length=120, unique=True)
    title = models.CharField(_("title"), max_length=20, default="Dr", blank=True)
    full_name = models.CharField(_("full name"), max_length=150)
    gender = models.CharField(_("gender"), max_length=10, choices=Gender, default=Gender.UNSTATED)
    sees_children = models.BooleanField(_("sees children"), default=False)
    specialties = models.ManyToManyField(Specialty, related_name="doctors", verbose_name=_("specialties"))
    biography = models.TextField(_("about"), blank=True, max_length=1200)
    qualifications = models.CharField(_("training"), max_length=300, blank=True)
    licence_number = models.CharField(_("licence number"), max_length=40, blank=True)
    practising_since = models.PositiveSmallIntegerField(_("practising since"), null=True, blank=True)
    accepting_new_patients = models.BooleanField(_("accepts new patients"), default=True)
    is_listed = models.BooleanField(_("shown in the search"), default=True)
    is_active = models.BooleanField(_("active"), default=True)
    # The random name its two files share: an address that was public tells nothing of the next one.
    photo = models.CharField(_("photo"), max_length=32, blank=True, editable=False)
    search_text = models.CharField(max_length=600, blank=True, editable=False)

    objects = DoctorQuerySet.as_manager()

    class Meta:
        verbose_name = _("doctor")
        verbose_name_plural = _("doctors")
        ordering = ["full_name", "pk"]

    def __str__(self):
        return self.display_name

    def get_absolute_url(self):
        return reverse("scheduling:doctor", args=[self.slug])

    @property
    def display_name(self):
        return f"{self.title} {self.full_name}".strip()

    @property
    def short_name(self):
        """Title and last name, such as ``Dr Osei``, for sentences and messages."""
        return f"{self.title} {self.full_name.split(' ')[-1]}".strip()

    @property
    def initials(self):
        names = self.full_name.split()
        return (names[0][:1] + (names[-1][:1] if len(names) > 1 else "")).upper() if names else ""

    @property
    def tint(self):
        """1 to 6: which of the avatar's colours is theirs."""
        return (self.pk or 0) % 6 + 1

    @property
    def is_public(self):
        """Whether ``DoctorQuerySet.listed`` has them."""
        return self.is_active and self.is_listed

    def photo_url(self, size):
        """Return the address of their photo in ``size``, or nothing where there is none."""
        return reverse("scheduling:photo", args=[self.slug, self.photo, size]) if self.photo else ""

    @property
    def card_photo(self):
        """The address of the small photo, where everybody may load it."""
        return self.photo_url(SMALL_PHOTO) if self.is_public else ""

    @property
    def large_photo(self):
        """The address of the large photo, for pages that only they open whom ``visible_to`` gives the doctor."""
        return self.photo_url(LARGE_PHOTO)


class DoctorLanguage(models.Model):
    """A language a doctor speaks with patients, as a BCP 47 tag such as ``pl``."""

    doctor = models.ForeignKey(Doctor, on_delete=models.CASCADE, related_name="languages", verbose_name=_("doctor"))
    code = models.CharField(_("language"), max_length=12)

    class Meta:
        verbose_name = _("language spoken")
        verbose_name_plural = _("languages spoken")
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["doctor", "code"],
                name="doctor_language_once",
                violation_error_message=_("This language is already in the list."),
            )
        ]

    def __str__(self):
        return self.code
