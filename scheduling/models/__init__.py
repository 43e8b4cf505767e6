"""Places and time."""

from scheduling.models.clinic import Clinic, ClinicStaff, InvitedStaff
from scheduling.models.hours import TimeOff, Weekday, WorkingHours
from scheduling.models.settings import SchedulingSettings
from scheduling.models.time_slot import DaySupply, TimeSlot, is_free
from scheduling.models.visit_type import Approval, DoctorVisitType, Mode, VisitType

__all__ = [
    "Approval",
    "Clinic",
    "ClinicStaff",
    "DaySupply",
    "DoctorVisitType",
    "InvitedStaff",
    "Mode",
    "SchedulingSettings",
    "TimeOff",
    "TimeSlot",
    "VisitType",
    "Weekday",
    "WorkingHours",
    "is_free",
]
