"""Tables that can be rebuilt, and leases."""

from dashboards.models.duty_run import DutyRun
from dashboards.models.live_event import LiveEvent

__all__ = ["DutyRun", "LiveEvent"]
