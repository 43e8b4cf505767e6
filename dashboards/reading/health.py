"""A patient's history as somebody reads it: a section a kind, who said each thing and when. One query."""

from dataclasses import dataclass, field

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.forms.partial_date import as_words
from accounts.models import HistoryEntry, Patient
from accounts.policies import why_not_yours_to_change
from dashboards.reading.health_words import KINDS, KindWords
from scheduling.clinic_time import local_date

Kind, Status, Source = HistoryEntry.Kind, HistoryEntry.Status, HistoryEntry.Source


@dataclass(frozen=True)
class Seat:
    """
    From where a history is read and changed: the patient's side, or a doctor's.

    The addresses on both sides have the same names, in ``space`` *me* or *doctor*.
    """

    space: str
    source: str

    def url(self, name, record_number, **more):
        return reverse(f"{self.space}:{name}", kwargs={"record_number": record_number, **more})


PATIENTS_SEAT = Seat("me", Source.PATIENT)
DOCTORS_SEAT = Seat("doctor", Source.DOCTOR)


def who_and_when(row, *, reader, zone):
    """Return who added a row of the record and on which day: ``you``, or a name."""
    is_doctors = row.source == Source.DOCTOR
    return named(row.recorded_by, row.recorded_at, as_doctor=is_doctors, reader=reader, zone=zone)


def named(by, at, *, as_doctor, reader, zone):
    """Return who it was and on which day, as ``who`` and ``day`` of a sentence."""
    doctor = getattr(by, "doctor", None) if as_doctor else None
    who = _("you") if by.pk == reader.pk else doctor.display_name if doctor else by.full_name
    return {"who": who, "day": date_format(local_date(at, zone), "j M Y")}


def said_by(row, *, reader, zone):
    """Return ``Added by you, 12 Nov 2026``."""
    return _("Added by %(who)s, %(day)s") % who_and_when(row, reader=reader, zone=zone)


class Said:
    """One entry in words, for ``reader``, who may change it as far as their seat lets them."""

    def __init__(self, entry, *, patient, reader, zone, seat):
        self.entry, self.patient, self.reader, self.zone, self.seat = entry, patient, reader, zone, seat

    @property
    def text(self):
        return self.entry.text

    @property
    def since(self):
        return as_words(self.entry.since) if self.entry.since else ""

    @property
    def is_past(self):
        return self.entry.status == Status.PAST

    @property
    def is_confirmed(self):
        return self.entry.is_confirmed

    @property
    def said(self):
        """Return ``Added by you, 12 Nov 2026``, or who corrected or confirmed it."""
        if self._before is None:
            return said_by(self.entry, reader=self.reader, zone=self.zone)
        words = who_and_when(self.entry, reader=self.reader, zone=self.zone)
        if self._is_the_same:
            return _("Confirmed by %(who)s, %(day)s") % words
        return _("Corrected by %(who)s, %(day)s") % words

    @property
    def before(self):
        """Return what it said before it was corrected, if that was something else."""
        return "" if self._before is None or self._before.text == self.text else self._before.text

    @cached_property
    def refusal(self):
        """Return why the reader cannot change it, or ``None``."""
        return why_not_yours_to_change(self.entry, source=self.seat.source)

    @property
    def correct_url(self):
        return self.seat.url("history_correct", self.patient.record_number, pk=self.entry.pk)

    @property
    def take_out_url(self):
        return self.seat.url("history_take_out", self.patient.record_number, pk=self.entry.pk)

    @property
    def confirm_url(self):
        """Return where a doctor confirms it, empty where there is nothing to confirm."""
        if self.seat.source != Source.DOCTOR or self.is_confirmed:
            return ""
        return self.seat.url("history_confirm", self.patient.record_number, pk=self.entry.pk)

    @property
    def _before(self):
        """The entry it took the place of; the answer *none* before a first entry was no version of it."""
        before = self.entry.supersedes
        if before is not None and before.status == Status.NONE and self.entry.status != Status.NONE:
            return None
        return before

    @property
    def _is_the_same(self):
        facts = [(entry.text, entry.since, entry.status) for entry in (self._before, self.entry)]
        return facts[0] == facts[1]


@dataclass
class Section:
    """One kind: what is so now, what was, or the answer that there is nothing."""

    words: KindWords
    patient: Patient
    seat: Seat
    current: list[Said] = field(default_factory=list)
    past: list[Said] = field(default_factory=list)
    none: Said | None = None

    @property
    def kind(self):
        return self.words.kind

    @property
    def is_empty(self):
        return not (self.current or self.past)

    @property
    def was_asked(self):
        return not self.is_empty or self.none is not None

    @property
    def add_url(self):
        return self.seat.url("history_add", self.patient.record_number, kind=self.kind)

    @property
    def none_url(self):
        """Return where it is said that there is nothing; empty where that cannot be said, or was."""
        if not self.is_empty or self.none is not None or not self.words.none:
            return ""
        return self.seat.url("history_none", self.patient.record_number, kind=self.kind)


def health_of(patient, *, reader, zone, seat, now, kinds=tuple(KINDS)):
    """Return the sections of ``patient``'s history by kind, as far as ``reader`` may read it. One query."""
    sections = {kind: Section(KINDS[kind], patient, seat) for kind in kinds}
    entries = HistoryEntry.objects.visible_to(reader, now=now).standing().filter(patient=patient, kind__in=kinds)
    for entry in entries.for_reading():
        said = Said(entry, patient=patient, reader=reader, zone=zone, seat=seat)
        section = sections[entry.kind]
        if entry.status == Status.NONE:
            section.none = said
        else:
            (section.past if entry.status == Status.PAST else section.current).append(said)
    return sections
