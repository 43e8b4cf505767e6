"""What each kind of history is called, and how people are asked about it."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.models import HistoryEntry

Kind = HistoryEntry.Kind
Words = str | Promise


@dataclass(frozen=True)
class KindWords:
    """
    The words of one kind.

    ``none`` is the answer that there is nothing, in the patient's words, ``none_known`` in a doctor's.
    ``since`` is the question for a date, empty where none is asked; ``may_be_past`` where things end.
    """

    kind: str
    add: Words
    question: Words
    label: Words
    hint: Words
    none: Words = ""
    none_known: Words = ""
    since: Words = ""
    may_be_past: bool = False

    @property
    def title(self) -> Words:
        return Kind(self.kind).label


KINDS = {
    words.kind: words
    for words in (
        KindWords(
            Kind.ALLERGY,
            add=_("Add an allergy"),
            question=_("What are you allergic to?"),
            label=_("Allergy"),
            hint=_("What it is, and what happens. For example: penicillin, a rash."),
            none=_("I have no allergies"),
            none_known=_("No known allergies"),
            since=_("Since when?"),
            may_be_past=True,
        ),
        KindWords(
            Kind.CONDITION,
            add=_("Add a condition"),
            question=_("Which illness or condition do you have?"),
            label=_("Condition"),
            hint=_("For example: asthma, high blood pressure."),
            none=_("I have no conditions"),
            none_known=_("No known conditions"),
            since=_("Since when?"),
            may_be_past=True,
        ),
        KindWords(
            Kind.MEDICATION,
            add=_("Add a medicine"),
            question=_("Which medicine do you take?"),
            label=_("Medicine"),
            hint=_("Name, how much and how often. For example: metformin 500 mg, twice a day."),
            none=_("I take no medicines"),
            none_known=_("No medicines"),
            since=_("Since when?"),
            may_be_past=True,
        ),
        KindWords(
            Kind.SURGERY,
            add=_("Add an operation"),
            question=_("Which operation did you have?"),
            label=_("Operation"),
            hint=_("For example: appendix taken out."),
            none=_("I have had no operations"),
            none_known=_("No operations"),
            since=_("When?"),
        ),
        KindWords(
            Kind.IMMUNISATION,
            add=_("Add a vaccination"),
            question=_("Which vaccination did you have?"),
            label=_("Vaccination"),
            hint=_("For example: tetanus."),
            none=_("I have had no vaccinations"),
            none_known=_("No vaccinations"),
            since=_("When?"),
        ),
        KindWords(
            Kind.FAMILY,
            add=_("Add an illness"),
            question=_("Which illness runs in your family?"),
            label=_("Illness, and who has it"),
            hint=_("For example: diabetes, my mother."),
            none=_("Nothing runs in my family"),
            none_known=_("Nothing known in the family"),
        ),
        KindWords(
            Kind.NOTE,
            add=_("Add something"),
            question=_("What else should your doctor know?"),
            label=_("What your doctor should know"),
            hint=_("For example: I faint when blood is taken."),
        ),
    )
}
"""In the order of the pages: what can do harm comes first."""
