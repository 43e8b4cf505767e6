"""Tables that can be rebuilt, and leases."""

from dashboards.models.duty_run import DutyRun

__all__ = ["DutyRun"]
