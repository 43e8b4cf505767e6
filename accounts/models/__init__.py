"""People."""

from accounts.models.audit import AuditEntry, AuditSeal
from accounts.models.doctor import Doctor, DoctorLanguage, Specialty
from accounts.models.emergency import EmergencyOpening
from accounts.models.grant import RecordGrant
from accounts.models.history import HistoryEntry
from accounts.models.invitation import Invitation
from accounts.models.patient import Patient, PatientAccess, new_record_number
from accounts.models.settings_row import SettingsRow
from accounts.models.user import User

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "Doctor",
    "DoctorLanguage",
    "EmergencyOpening",
    "HistoryEntry",
    "Invitation",
    "Patient",
    "PatientAccess",
    "RecordGrant",
    "SettingsRow",
    "Specialty",
    "User",
    "new_record_number",
]
