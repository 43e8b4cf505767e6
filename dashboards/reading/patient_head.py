"""Who a patient is, on one look: age, sex, language, what they need, and what they must not be given."""

from dataclasses import dataclass

from accounts.languages import local_name
from accounts.models import Patient
from dashboards.reading.health import Section


@dataclass(frozen=True)
class PatientHead:
    """The head of every page of a record; ``allergies`` are part of it, always."""

    patient: Patient
    age: int
    allergies: Section
    spoken_by_doctor: frozenset[str]

    @property
    def sex(self):
        """Return the word within a sentence, empty where it is not known."""
        return self.patient.get_sex_display().lower() if self.patient.sex != Patient.Sex.UNKNOWN else ""

    @property
    def language(self):
        return local_name(self.patient.language)

    @property
    def needs_interpreter(self):
        """Say whether the doctor does not speak the patient's language; ``en-gb`` and ``en`` are one."""
        return base(self.patient.language) not in self.spoken_by_doctor


def head_of(patient, *, doctor, allergies, today):
    """Return the head of ``patient``'s record as ``doctor`` sees it. One query: the doctor's languages."""
    spoken = frozenset(base(code) for code in doctor.languages.values_list("code", flat=True))
    # Who entered no language at all works in that of the clinic.
    return PatientHead(patient, patient.age(on=today), allergies, spoken or frozenset({base(patient.language)}))


def base(code):
    return code.partition("-")[0].lower()
