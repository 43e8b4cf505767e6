"""Ways to pages of a doctor who runs late: somebody waits first."""

from tests.browser.test_doctor_day import begin
from tests.browser.ways import presses


def let_maria_wait(site):
    """Let Maria's appointment begin in two minutes, at whatever hour it is; return its reference."""
    reference, _day = begin(site, minutes_ago=-2, status="confirmed")
    return reference


def running_late(visitor):
    let_maria_wait(visitor.site)
    return visitor.open("/doctor/running-late/").status


def running_late_with_errors(visitor):
    running_late(visitor)
    return presses(visitor, "Tell the patients")


def today_running_late(visitor):
    running_late(visitor)
    visitor.choose("20 minutes")
    return presses(visitor, "Tell the patients")


def appointment_running_late(visitor):
    reference = let_maria_wait(visitor.site)
    visitor.site.change("UPDATE appointments_appointment SET late_minutes = 20 WHERE reference = ?", reference)
    return visitor.open(f"/appointments/{reference}/").status
