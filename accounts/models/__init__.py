"""People."""

from accounts.models.doctor import Doctor, DoctorLanguage, Specialty
from accounts.models.invitation import Invitation
from accounts.models.patient import Patient, PatientAccess, new_record_number
from accounts.models.settings_row import SettingsRow
from accounts.models.user import User

__all__ = [
    "Doctor",
    "DoctorLanguage",
    "Invitation",
    "Patient",
    "PatientAccess",
    "SettingsRow",
    "Specialty",
    "User",
    "new_record_number",
]
