"""What the address of a search may say, each name and value from a list of ours."""

import datetime as dt
from dataclasses import dataclass
from functools import cache

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from django.db.models import TextChoices
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.forms.plain_words import PlainWords
from accounts.languages import own_name
from scheduling import clinic_time
from scheduling.clinic_time import A_WEEK, ONE_DAY, monday_of
from scheduling.models import DoctorVisitType, Mode
from scheduling.offering import hours_choose
from scheduling.search.facets import GENDERS
from scheduling.search.finding import PartOfDay, Sort, Wish
from scheduling.search.typed_words import clinics_near, specialty_meant, terms_of

PAGE_SIZE, MOST_PER_PAGE = 6, 20
LAST_PAGE = 10_000


class Span(TextChoices):
    """Days in words; any other day is written ``2026-11-25``."""

    TODAY = "today", _("Today")
    THIS_WEEK = "this-week", _("This week")
    NEXT_WEEK = "next-week", _("Next week")


@dataclass(frozen=True)
class When:
    """The days somebody asks for: a span in words or one date."""

    span: str = ""
    date: dt.date | None = None

    def __str__(self):
        return self.span or self.date.isoformat()

    def days(self, today):
        """Return the first and last date meant, where it is ``today``."""
        monday = monday_of(today)
        return {
            Span.TODAY: (today, today),
            Span.THIS_WEEK: (today, monday + ONE_DAY * 6),
            Span.NEXT_WEEK: (monday + A_WEEK, monday + A_WEEK + ONE_DAY * 6),
        }.get(self.span, (self.date, self.date))


class WhenField(forms.CharField):
    """A span in words or a date; cleaned to a ``When``, or ``None`` for any day."""

    default_error_messages = {"invalid": _("Choose a day from the list, or write a date like 2026-11-25.")}

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        if text in Span.values:
            return When(span=text)
        try:
            date = dt.date.fromisoformat(text)
        except ValueError as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error
        if len(text) != 10 or not clinic_time.is_in_reach(date):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return When(date=date)


class WhenFilter(django_filters.Filter):
    field_class = WhenField


class SlugFilter(django_filters.Filter):
    field_class = forms.SlugField


class WithinField(forms.IntegerField):
    """A number nobody types: what cannot be read or is out of bounds is left out."""

    def clean(self, value):
        try:
            return super().clean(value)
        except ValidationError:
            return None


class SearchForm(PlainWords, forms.Form):
    """The part of a search that is about the list itself; ``meet`` says ``doctor:mode`` for one card."""

    page = WithinField(required=False, min_value=1, max_value=LAST_PAGE)
    per_page = WithinField(required=False, min_value=1, max_value=MOST_PER_PAGE)
    meet = forms.CharField(required=False)

    def clean_meet(self):
        slug, _colon, mode = self.cleaned_data["meet"].rpartition(":")
        return (slug, mode) if mode in Mode.values else None


def one_of(choices, words, **more):
    return django_filters.ChoiceFilter(
        choices=choices, empty_label=None, error_messages={"invalid_choice": words}, **more
    )


def some_of(choices, words):
    return django_filters.MultipleChoiceFilter(choices=choices, error_messages={"invalid_choice": words})


class DoctorFilter(django_filters.FilterSet):
    """
    Read a search from a query string.

    ``wish`` is what it comes to; ``scheduling.search`` asks the database. A value
    that is not in its list is an error of the form and otherwise left out, so
    that a mistyped address still shows doctors. ``clinics`` are all there are, the
    closed ones too.
    """

    q = django_filters.CharFilter(label=_("Doctor, speciality or problem"), max_length=100)
    city = django_filters.CharFilter(label=_("Town or postcode"), max_length=80)
    date = WhenFilter(label=_("When"), max_length=20)
    specialty = one_of([], _("Choose a speciality from the list."))
    visit_type = SlugFilter(max_length=80, error_messages={"invalid": _("Choose a kind of appointment from the list.")})
    mode = some_of(Mode, _("Choose how you meet from the list."))
    time = some_of(PartOfDay, _("Choose a time of day from the list."))
    language = some_of([], _("Choose a language from the list."))
    gender = some_of([(gender.value, gender.label) for gender in GENDERS], _("Choose from the list."))
    children = one_of([("yes", _("Sees children"))], _("Choose from the list."))
    access = some_of([("step_free", _("Step-free entrance"))], _("Choose from the list."))
    sort = one_of(Sort, _("Choose an order from the list."))

    class Meta:
        model = DoctorVisitType
        fields = []
        form = SearchForm

    def __init__(self, data, *, specialties, clinics, languages):
        self.specialties = list(specialties)
        self.clinics = [clinic for clinic in clinics if clinic.is_active]
        self.has_closed_clinics = len(self.clinics) < len(clinics)
        super().__init__(data, queryset=DoctorVisitType.objects.none())
        self.form.fields["specialty"].choices = [(s.slug, s.name) for s in self.specialties]
        self.form.fields["language"].choices = [(code, own_name(code)) for code in sorted(languages)]

    @classmethod
    @cache
    def _form_class(cls):
        filters = cls.get_filters()
        return type("DoctorFilterForm", (SearchForm,), {name: filter_.field for name, filter_ in filters.items()})

    def get_form_class(self):
        """The same class for every request: making a class costs as much as the rest of the form."""
        return self._form_class()

    def answer(self, name):
        """Return the cleaned value, or ``None`` where nothing or nothing usable was said."""
        self.form.is_valid()
        return self.form.cleaned_data.get(name) or None

    @cached_property
    def specialty_meant(self):
        """The specialty asked for, by its address or by being named in the search field."""
        slug = self.answer("specialty")
        by_slug = next((s for s in self.specialties if s.slug == slug), None)
        return by_slug or specialty_meant(self.answer("q") or "", self.specialties)

    @property
    def words(self):
        """What was typed beyond the name of a specialty."""
        typed = self.answer("q") or ""
        return "" if specialty_meant(typed, self.specialties) else typed

    @cached_property
    def near(self):
        """The clinics of the place asked for; all of them where none was."""
        return clinics_near(self.answer("city") or "", self.clinics)

    @property
    def when(self):
        return self.answer("date")

    @property
    def page(self):
        return self.answer("page") or 1

    @property
    def page_size(self):
        return self.answer("per_page") or PAGE_SIZE

    def days_at(self, clinics, *, now):
        """Return the first and last date asked for on the clocks of ``clinics``, by zone; ``None`` for any day."""
        if self.when is None:
            return None
        zones = {clinic.time_zone for clinic in clinics}
        return {zone: self.when.days(clinic_time.local_date(now, zone)) for zone in zones}

    def wish(self, *, now):
        near = self.near
        return Wish(
            clinics=tuple(near),
            all_clinics=len(near) == len(self.clinics) and not self.has_closed_clinics,
            specialty=self.specialty_meant,
            terms=terms_of(self.words, self.specialties),
            visit_type=self.answer("visit_type") or "",
            days=self.days_at(near, now=now),
            parts=frozenset(self.answer("time") or ()),
            modes=frozenset(self.answer("mode") or ()),
            languages=frozenset(self.answer("language") or ()),
            genders=frozenset(self.answer("gender") or ()),
            sees_children=bool(self.answer("children")),
            step_free="step_free" in (self.answer("access") or ()),
            hours_choose=hours_choose(),
            sort=self.answer("sort") or Sort.EARLIEST,
        )
