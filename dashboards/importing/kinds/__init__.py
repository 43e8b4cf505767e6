"""The kinds of rows that can be imported."""

from dashboards.importing.kinds.base import Kind
from dashboards.importing.kinds.clinics import Clinics
from dashboards.importing.kinds.doctors import Doctors
from dashboards.importing.kinds.hours import Hours
from dashboards.importing.kinds.patients import Patients
from dashboards.models import ImportJob

KINDS: dict[str, Kind] = {
    ImportJob.Kind.CLINICS: Clinics(),
    ImportJob.Kind.DOCTORS: Doctors(),
    ImportJob.Kind.HOURS: Hours(),
    ImportJob.Kind.PATIENTS: Patients(),
}
"""In the order in which a new installation needs them: hours name doctors and clinics."""
