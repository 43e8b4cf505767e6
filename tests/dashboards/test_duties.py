"""The duties: the list of periodic work, when each is due, and that it does what it says."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session

from accounts.models import AuditSeal
from accounts.services.auditing import audit
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, BookingDraft, Message
from appointments.services.attendance import record_attendance
from appointments.services.closing_day import GRACE, flag_not_closed
from dashboards import duties
from dashboards.duties import DUTIES, SomeFailed, daily_at, every
from scheduling.models import DaySupply, TimeSlot
from scheduling.services import publishing
from tests.factories import DoctorFactory, WorkingHoursFactory

pytestmark = pytest.mark.django_db

MINUTE, HOUR = dt.timedelta(minutes=1), dt.timedelta(hours=1)


def carried_out(duty, now):
    """Run a duty that yields to its end and return its words."""
    try:
        while True:
            next(duty)
    except StopIteration as end:
        return end.value


def test_all_the_clinic_relies_on_is_in_the_list(now):
    due = {duty.name: duty.next_due(now) - now for duty in DUTIES}

    assert due == {
        "publish_slots": 17 * HOUR,  # 02:00 UTC
        "end_offers": MINUTE,
        "expire_requests": MINUTE,
        "plan_reminders": 5 * MINUTE,
        "write_digests": 5 * MINUTE,
        "tell_of_undelivered": 15 * MINUTE,
        "tidy_holds_and_drafts": 5 * MINUTE,
        "forget_news": 10 * MINUTE,
        "import_rows": MINUTE,
        "seal_audit": MINUTE,
        "close_the_day": HOUR,
        "roll_up_metrics": HOUR,
        "sample_access": 21 * HOUR,  # 06:00 UTC
        "check_schedule": 19 * HOUR,
        "verify_audit": 19 * HOUR + 20 * MINUTE,
        "prune": 18 * HOUR,
        "clear_photos": 19 * HOUR + 30 * MINUTE,
        "clear_documents": 19 * HOUR + 40 * MINUTE,
        "retention": 18 * HOUR + 30 * MINUTE,
        "tidy_measurements": 19 * HOUR + 50 * MINUTE,
    }


def test_seals_the_trail_and_writes_its_head_where_the_table_is_not(patient, now):
    assert carried_out(duties.seal_audit(now), now) == "Nothing to seal."
    audit(actor=None, action="expired", object_label="x", patient=patient, now=now - 2 * MINUTE)

    words = carried_out(duties.seal_audit(now), now)

    assert words == f"Sealed up to 1, head {AuditSeal.objects.get().digest}."
    assert carried_out(duties.seal_audit(now), now) == words


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-24T01:59Z", "2026-11-24T02:00Z"),
        ("2026-11-24T02:00Z", "2026-11-25T02:00Z"),
        ("2026-11-24T23:00+05:00", "2026-11-25T02:00Z"),
    ],
)
def test_a_daily_duty_has_its_hour_in_utc(now, due):
    assert daily_at(2)(dt.datetime.fromisoformat(now)) == dt.datetime.fromisoformat(due)


def test_an_interval_counts_from_the_end_of_the_last_run(now):
    assert every(minutes=5)(now) == now + 5 * MINUTE


def test_publishes_every_active_doctor(doctor, clinic, now):
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(10))
    assert duties.nothing_is_published(now)

    words = carried_out(duties.publish_slots(now), now)

    assert words == f"{TimeSlot.objects.count()} slots added."
    assert TimeSlot.objects.count() > 30
    assert not duties.nothing_is_published(now)


def test_a_doctor_it_did_not_work_for_is_counted_and_not_named(doctor, clinic, now, monkeypatch):
    second = DoctorFactory()
    WorkingHoursFactory(doctor=second, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(10))
    plan_for = publishing.plan_for

    def plan_for_the_second(of, **told):
        if of == doctor:
            raise ValueError(doctor.full_name)
        return plan_for(of, **told)

    monkeypatch.setattr(publishing, "plan_for", plan_for_the_second)

    with pytest.raises(SomeFailed, match=r"^1 doctors failed, 1 are done\.$"):
        carried_out(duties.publish_slots(now), now)
    assert TimeSlot.objects.filter(doctor=second).exists()


def test_ends_requests_past_their_deadline(book_it, by_doctor, now):
    asked = book_it(offer=by_doctor)

    assert duties.expire_requests(asked.decide_by) == "1 requests ended."
    assert Appointment.objects.get().status == Status.EXPIRED


def test_writes_reminders(book_it, published):
    appointment = book_it(starts_at=published[1] + dt.timedelta(days=14))

    assert duties.write_reminders(appointment.starts_at - dt.timedelta(days=7)) == "2 reminders written."
    assert Message.objects.filter(kind="reminder_week").count() == 2


def test_tidies_drafts_past_their_day(doctor, now):
    BookingDraft.objects.create(doctor=doctor, created_at=now - dt.timedelta(days=1), expires_at=now)

    assert duties.tidy_holds_and_drafts(now) == "1 drafts and 0 holds cleared."
    assert not BookingDraft.objects.exists()


def test_prunes_sessions_that_have_ended_and_slots_nobody_used(published, now):
    Session.objects.create(session_key="old", expire_date=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    later = published[-1] + dt.timedelta(days=3)
    past = TimeSlot.objects.filter(starts_at__lte=published[-1])
    count = past.count()

    assert carried_out(duties.prune(later), later) == f"{count} unused slots deleted."
    assert not past.exists()
    assert DaySupply.objects.get().minutes_offered == count * 20
    assert not Session.objects.exists()


# --- Closing the day --------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [Status.CONFIRMED, Status.CHECKED_IN, Status.IN_PROGRESS])
def test_flags_what_nobody_closed(book_it, status):
    appointment = book_it()
    Appointment.objects.update(status=status)

    assert flag_not_closed(now=appointment.ends_at + GRACE - MINUTE) == 0
    assert flag_not_closed(now=appointment.ends_at + GRACE) == 1
    row = Appointment.objects.get()
    assert (row.attention, row.status) == (Appointment.Attention.NOT_CLOSED, status)


def test_flags_each_once(book_it):
    appointment = book_it()
    flag_not_closed(now=appointment.ends_at + GRACE)

    assert flag_not_closed(now=appointment.ends_at + GRACE) == 0


def test_leaves_alone_what_somebody_closed(book_it, doctor):
    appointment = book_it()
    record_attendance(verb=Verb.COMPLETE, appointment=appointment, actor=doctor.user, now=appointment.ends_at)

    assert flag_not_closed(now=appointment.ends_at + GRACE) == 0


def test_closing_it_takes_the_flag_away(book_it, doctor):
    appointment = book_it()
    flag_not_closed(now=appointment.ends_at + GRACE)
    record_attendance(
        verb=Verb.COMPLETE, appointment=appointment, actor=doctor.user, now=appointment.ends_at + 2 * HOUR
    )

    assert Appointment.objects.get().attention == ""


def test_flags_many_in_pieces(book_it, published, monkeypatch):
    from appointments.services import closing_day

    monkeypatch.setattr(closing_day, "BATCH", 2)
    for start in published[:5]:
        book_it(starts_at=start)

    assert flag_not_closed(now=published[-1] + dt.timedelta(days=1)) == 5
