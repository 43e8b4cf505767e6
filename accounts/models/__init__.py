"""People."""

from accounts.models.audit import AuditEntry, AuditSeal
from accounts.models.doctor import Doctor, DoctorLanguage, Specialty
from accounts.models.document import Document
from accounts.models.emergency import EmergencyOpening
from accounts.models.grant import RecordGrant
from accounts.models.history import HistoryEntry
from accounts.models.invitation import Invitation
from accounts.models.list_export import ListExport
from accounts.models.measurement import Measurement
from accounts.models.merge import PatientMerge
from accounts.models.organisation import OrganisationSettings
from accounts.models.patient import Patient, PatientAccess, new_record_number
from accounts.models.retention import RetentionSettings
from accounts.models.settings_row import SettingsGeneration, SettingsRow
from accounts.models.subject_request import SubjectRequest
from accounts.models.tombstone import Tombstone
from accounts.models.user import User

__all__ = [
    "AuditEntry",
    "AuditSeal",
    "Doctor",
    "DoctorLanguage",
    "Document",
    "EmergencyOpening",
    "HistoryEntry",
    "Invitation",
    "ListExport",
    "Measurement",
    "OrganisationSettings",
    "Patient",
    "PatientAccess",
    "PatientMerge",
    "RecordGrant",
    "RetentionSettings",
    "SettingsGeneration",
    "SettingsRow",
    "Specialty",
    "SubjectRequest",
    "Tombstone",
    "User",
    "new_record_number",
]
