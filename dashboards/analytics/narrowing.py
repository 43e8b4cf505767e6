"""What of the figures is asked about."""

from dataclasses import dataclass
from typing import Any

from accounts.models import Specialty


@dataclass(frozen=True)
class Narrowing:
    """What of it: the clinics one may see, and of these, if chosen, one clinic, specialty and kind of visit."""

    clinics: Any
    clinic: Any = None
    specialty: Specialty | None = None
    visit_type: Any = None

    @property
    def places(self):
        """Return the condition that rows are of the clinics; rows that may be of none are not."""
        return {"clinic": self.clinic} if self.clinic else {"clinic__in": self.clinics.values("pk")}

    @property
    def of_all_rows(self):
        """Return ``places`` for rows that all have a clinic: none where every one is seen, for they are very many."""
        return self.places if self.clinic or self.clinics.query.where else {}

    @property
    def practising(self):
        """Whoever practises the chosen specialty."""
        return {"doctor__in": self.specialty.doctors.values("pk")} if self.specialty else {}

    @property
    def of_metrics(self):
        return self.of_all_rows | ({"visit_type": self.visit_type} if self.visit_type else {})
