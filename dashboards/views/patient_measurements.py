"""``/me/history/measurements/``: what was measured of me, and of the people I look after."""

from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.decorators import patient_required
from dashboards.views import record_measurements
from dashboards.views.patient_health import GET_OR_POST, nobody_yet, opened, people_of, write_down


@patient_required
@require_safe
def measurements(request, record_number=None):
    """Show the measurements of a record: mine without a record number."""
    now = timezone.now()
    people = people_of(request.user, now=now)
    if not people and record_number is None:
        return nobody_yet(request)
    record = opened(request, record_number, people=people, now=now)
    write_down(record)
    return record.page("me/measurements.html", {"people": people, **record_measurements.shown(record)})


@patient_required
@GET_OR_POST
def add(request, record_number):
    """Add what was measured at home."""
    return record_measurements.add(opened(request, record_number))


@patient_required
@GET_OR_POST
def correct(request, record_number, pk):
    """Put right what somebody on the patient's side had added."""
    return record_measurements.correct(opened(request, record_number), pk)


@patient_required
@GET_OR_POST
def take_out(request, record_number, pk):
    """Take out what was added in error."""
    return record_measurements.take_out(opened(request, record_number), pk)
