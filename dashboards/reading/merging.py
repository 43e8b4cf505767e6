"""Two records before they are put together: side by side, with what moves, and what stands against it."""

import hashlib
from dataclasses import dataclass

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Left
from django.utils.translation import gettext as _

from accounts.merging.comparing import Line, compare, why_not_merged
from accounts.models import Patient
from accounts.plain_letters import normalised
from accounts.policies import may_merge
from appointments.merging import ALL_TABLES, why_not_together
from appointments.models import Appointment

MOST_PAIRS, MOST_LOOKED_AT, MOST_CANDIDATES = 50, 400, 20
FIRST_LETTERS = 3


@dataclass(frozen=True)
class Preview:
    """``moves`` and ``stays`` are sentences; ``refusal`` is why not; ``seen`` tells one state from another."""

    lines: list[Line]
    moves: list[str]
    stays: list[str]
    born_on_two_days: bool
    refusal: str | None
    seen: str

    @property
    def differing(self):
        return [line for line in self.lines if line.differs]


def preview_of(kept, gone, *, actor):
    """Return what is to be looked at before it is done. As many queries as there are tables, whatever is in them."""
    lines = compare(kept, gone)
    moves, stays = [], []
    for table in ALL_TABLES:
        if count := table.moving(gone=gone, kept=kept).count():
            moves.append(table.words(count) % {"count": count})
        if count := table.staying(gone=gone, kept=kept).count():
            stays.append(table.words(count) % {"count": count})
    if gone.user_id and not kept.user_id:
        moves.append(_("The sign-in %(email)s") % {"email": gone.user.email})
    refusal = may_merge(kept, gone, actor=actor) or why_not_merged(kept, gone) or why_not_together(kept, gone)
    state = repr([(line.kept, line.gone) for line in lines] + moves + stays)
    return Preview(
        lines=lines,
        moves=moves,
        stays=stays,
        born_on_two_days=kept.date_of_birth != gone.date_of_birth,
        refusal=refusal,
        seen=hashlib.sha256(state.encode()).hexdigest()[:20],
    )


def the_one_to_keep(one, other):
    """Return the two, first the one that is better kept: who signs in, who has come more often, the older."""
    counts = dict(
        Appointment.objects.filter(patient__in=[one, other])
        .order_by()
        .values_list("patient")
        .annotate(rows=Count("pk"))
    )

    def rank(patient):
        signs_in = patient.user is not None and patient.user.is_active
        return (signs_in, patient.user_id is not None, counts.get(patient.pk, 0), -patient.pk)

    return (one, other) if rank(one) >= rank(other) else (other, one)


def alike(patients):
    """
    Return ``[(one, other, why)]`` of ``patients`` that may be the same person, at most ``MOST_PAIRS``. Two queries.

    Born on one day, and either a telephone number, an email address or the beginning of the name is the same; then
    names are compared letter by letter. The index of the dates of birth leads from one to the other.
    """
    patients = patients.standing()
    twins = (
        Patient.objects.standing()
        .filter(date_of_birth=OuterRef("date_of_birth"), pk__gt=OuterRef("pk"))
        .filter(
            Q(phone=OuterRef("phone")) & ~Q(phone="")
            | Q(email__iexact=OuterRef("email")) & ~Q(email="")
            | Q(full_name__istartswith=Left(OuterRef("full_name"), FIRST_LETTERS))
        )
    )
    found = patients.alias(twin=Subquery(twins.order_by("pk").values("pk")[:1])).filter(twin__isnull=False)
    rows = list(
        found.annotate(twin_pk=F("twin")).select_related("user").order_by("date_of_birth", "pk")[:MOST_LOOKED_AT]
    )
    others = {row.pk: row for row in patients.select_related("user").filter(pk__in=[row.twin_pk for row in rows])}
    pairs = [(row, others[row.twin_pk]) for row in rows if row.twin_pk in others]
    told = [(one, other, why_alike(one, other)) for one, other in pairs]
    return [pair for pair in told if pair[2]][:MOST_PAIRS]


def why_alike(one, other):
    """Return what both have, in words, or nothing where they only happen to be born on one day."""
    why = []
    if _same_name(one, other):
        why.append(_("name"))
    if one.phone and one.phone == other.phone:
        why.append(_("phone"))
    if one.email and one.email.lower() == other.email.lower():
        why.append(_("email address"))
    return ", ".join(str(word) for word in why)


def _same_name(one, other):
    """Say whether the names are the same but for accents, the order of the words, a letter or a second name."""
    mine, theirs = sorted(normalised(one.full_name).split()), sorted(normalised(other.full_name).split())
    if set(mine) <= set(theirs) or set(theirs) <= set(mine):
        return True
    return len(mine) == len(theirs) and sum(_letters_apart(a, b) for a, b in zip(mine, theirs, strict=True)) <= 2


def _letters_apart(one, other):
    """Return how many letters are added, left out or other (Levenshtein's distance)."""
    row = list(range(len(other) + 1))
    for index, letter in enumerate(one, start=1):
        before, row[0] = row[0], index
        for place, its in enumerate(other, start=1):
            before, row[place] = row[place], min(row[place] + 1, row[place - 1] + 1, before + (letter != its))
    return row[-1]


def candidates_for(patient, patients):
    """Return those of ``patients`` who may be ``patient``: born that day, or with the same phone or address."""
    same = Q(date_of_birth=patient.date_of_birth)
    if patient.phone:
        same |= Q(phone=patient.phone)
    if patient.email:
        same |= Q(email__iexact=patient.email)
    found = patients.filter(same).exclude(pk=patient.pk).select_related("user").order_by("full_name", "pk")
    likely = sorted(found[:MOST_LOOKED_AT], key=lambda row: (not why_alike(patient, row), row.full_name))
    return [(row, why_alike(patient, row)) for row in likely[:MOST_CANDIDATES]]
