"""How many doctors each filter would leave, counted on the rows of the one search query."""

from collections import defaultdict
from collections.abc import Mapping

from accounts.models import Doctor
from scheduling.models import Mode
from scheduling.search.finding import PartOfDay

GENDERS = (Doctor.Gender.FEMALE, Doctor.Gender.MALE)


class Facets:
    """
    The rows that fit every filter, and for each filter's value the doctors who would be left with it.

    A value is counted with the other questions as they are answered: "Video 4"
    means four of the doctors who also fit the time of day, the language and the
    rest. Values of one question widen it (video *or* telephone), so a question
    is never narrowed by itself.
    """

    def __init__(self, rows, wish, *, languages: Mapping[int, frozenset[str]]):
        self.fitting = []
        self._step_free_values = {clinic.step_free for clinic in wish.clinics}
        self._doctors = defaultdict(lambda: defaultdict(set))
        self.any_time = any(row.next_start(()) is not None for row in rows)
        for row in rows:
            answers = self._answers(row, wish, languages.get(row.doctor, frozenset()))
            failed = [question for question, (fits, _values) in answers.items() if not fits]
            if not failed:
                self.fitting.append(row)
            for question, (_fits, values) in answers.items():
                # With one question failed it alone stands between the doctor and the list.
                if not failed or failed == [question]:
                    for value in values:
                        self._doctors[question][value].add(row.doctor)

    def count(self, question, value):
        return len(self._doctors[question][value])

    def _answers(self, row, wish, spoken):
        """Return, by question, whether the row fits the wish and which values it has."""
        parts = {part for part in PartOfDay.values if getattr(row, part) is not None}
        return {
            "mode": (not wish.modes or row.mode in wish.modes, {row.mode}),
            "time": (bool(parts & wish.parts if wish.parts else parts), parts),
            "language": (not wish.languages or bool(spoken & wish.languages), spoken),
            "gender": (not wish.genders or row.gender in wish.genders, {row.gender}),
            "children": (not wish.sees_children or row.sees_children, {"yes"} if row.sees_children else set()),
            "access": (True, {"step_free"} if self._is_reachable(row, wish) else set()),
        }

    def _is_reachable(self, row, wish):
        """Say whether a time is without steps: it was asked for, or all clinics are alike, or the query knows."""
        if wish.step_free or row.mode != Mode.IN_PERSON:
            return True
        return row.step_free is not None if len(self._step_free_values) > 1 else True in self._step_free_values


def without_times(rows):
    """Return the ids of the doctors among ``rows`` who have no free start at all, whatever the filters."""
    free = {row.doctor for row in rows if row.next_start(()) is not None}
    return [doctor for doctor in dict.fromkeys(row.doctor for row in rows) if doctor not in free]
