"""Tables that can be rebuilt, leases, and what a morning looked like."""

from dashboards.models.access_sample import AccessSample
from dashboards.models.audit_check import AuditCheck
from dashboards.models.daily_metric import DailyMetric, HourlyMetric
from dashboards.models.duty_run import DutyRun
from dashboards.models.import_job import ImportFinding, ImportJob
from dashboards.models.live_event import LiveEvent
from dashboards.models.measured import SearchMetric, SlowStatement, Span, SystemMetric
from dashboards.models.message_metric import MessageMetric, ReminderMetric
from dashboards.models.patient_metric import PatientMetric
from dashboards.models.retention_run import RetentionRun
from dashboards.models.schedule_check import ScheduleCheck
from dashboards.models.wait_metric import WaitMetric

__all__ = [
    "AccessSample",
    "AuditCheck",
    "DailyMetric",
    "DutyRun",
    "HourlyMetric",
    "ImportFinding",
    "ImportJob",
    "LiveEvent",
    "MessageMetric",
    "PatientMetric",
    "ReminderMetric",
    "RetentionRun",
    "ScheduleCheck",
    "SearchMetric",
    "SlowStatement",
    "Span",
    "SystemMetric",
    "WaitMetric",
]
