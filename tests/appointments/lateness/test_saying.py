"""A doctor says that they run late: who is told, what, and how often."""

import datetime as dt

import pytest
from django.db import IntegrityError, transaction

from accounts.models import AuditEntry
from appointments.lifecycle import Verb
from appointments.models import Appointment, BookingSettings, Message, RunningLate
from appointments.policies import NotAllowed
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from scheduling.services.publishing import publish
from scheduling.services.time_off import add_time_off
from tests.factories import ClinicFactory, DoctorFactory, OfferFactory, PatientFactory, WorkingHoursFactory

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)


def late_minutes(*appointments):
    found = dict(Appointment.objects.values_list("pk", "late_minutes"))
    return [found[appointment.pk] for appointment in appointments]


def test_those_who_wait_are_told_and_their_time_stays(visit, say, told, ten_to_ten):
    ten, eleven = visit(3), visit(6)
    said = say(20)

    assert said.told == [ten, eleven]
    assert told(ten) == told(eleven) == [20]
    assert late_minutes(ten, eleven) == [20, 20]
    assert list(Appointment.objects.order_by("pk").values_list("starts_at", flat=True)) == [
        ten.starts_at,
        eleven.starts_at,
    ]
    undo_seconds = BookingSettings.load().undo_seconds
    leaves_at = set(Message.objects.filter(kind="running_late").values_list("send_after", flat=True))
    assert leaves_at == {ten_to_ten + dt.timedelta(seconds=undo_seconds)}


def test_said_twice_it_is_told_once(visit, say, told, arrive):
    ten = visit(3)
    first = say(20)
    arrive()
    second = say(20, after=3)

    assert second.row == first.row
    assert second.told == []
    assert told(ten) == told(ten, "in_app") == [20]


def test_a_higher_figure_is_told_once_more(visit, say, told, arrive):
    ten = visit(3)
    say(10)
    arrive()
    say(20, after=3)
    arrive()
    say(20, after=5)

    assert told(ten) == [10, 20]
    assert late_minutes(ten) == [20]


def test_a_figure_put_right_before_it_left_is_the_only_one_told(visit, say, told):
    ten = visit(3)
    say(10)
    say(30, after=0.5)

    assert told(ten) == told(ten, "in_app") == [30]


def test_on_time_again_is_told_to_those_who_had_been_told(visit, say, told, arrive, clinic):
    ten = visit(3)
    say(20)
    arrive()
    later = visit(6)
    say(0, after=5)

    assert told(ten) == [20, 0]
    assert told(later) == []
    assert late_minutes(ten, later) == [None, None]


def test_on_time_again_within_the_minute_is_told_to_nobody(visit, say, told):
    ten = visit(3)
    say(20)
    say(0, after=0.5)

    assert told(ten) == told(ten, "in_app") == []


def test_on_time_where_nobody_was_late_is_nothing(visit, say):
    visit(3)

    assert say(0).row is None
    assert not RunningLate.objects.exists()


def test_nobody_else_is_told(
    visit, book_it, say, told, ten_to_ten, doctor, clinic, offer, by_doctor, other_patient, published, now
):
    over, inside, off, asked = visit(0), visit(2), visit(4), visit(9, offer=by_doctor)
    record_attendance(appointment=over, verb=Verb.COMPLETE, actor=doctor.user, now=published[0] + 20 * MINUTE)
    record_attendance(appointment=inside, verb=Verb.START, actor=doctor.user, now=published[2])
    cancel(appointment=off, actor=doctor.user, now=now)
    not_here = visit(1)
    next_week = book_it(starts_at=published[5] + dt.timedelta(days=7))
    colleague = OfferFactory(doctor=DoctorFactory(), visit_type=offer.visit_type)
    WorkingHoursFactory(doctor=colleague.doctor, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(13))
    publish(doctor=colleague.doctor, now=now)
    of_a_colleague = visit(7, offer=colleague, patient=other_patient)
    ten = visit(3)
    said = say(20)

    assert said.told == [ten]
    assert late_minutes(over, inside, off, asked, not_here, next_week, of_a_colleague) == [None] * 7


def test_who_has_arrived_reads_it_in_the_portal_alone(visit, say, told, doctor, ten_to_ten, settings):
    settings.SMS_BACKEND = "appointments.notifications.sms.console.Console"
    ten = visit(3)
    record_attendance(appointment=ten, verb=Verb.CHECK_IN, actor=doctor.user, now=ten_to_ten)
    say(20)

    assert told(ten, "in_app") == [20]
    assert told(ten, "email") == told(ten, "sms") == []
    assert late_minutes(ten) == [20]


def test_a_break_ends_the_session(visit, say, doctor, clinic, published, now):
    ten, after_lunch = visit(3), visit(9)
    add_time_off(
        doctor=doctor,
        starts_at=published[6],
        ends_at=published[8],
        time_zone=clinic.time_zone,
        actor=doctor.user,
        now=now,
    )
    said = say(20)

    assert said.told == [ten]
    assert (said.row.starts_at, said.row.ends_at) == (published[0], published[6])
    assert late_minutes(ten, after_lunch) == [20, None]


def test_before_the_first_visit_it_is_said_of_the_session_to_come(visit, say, published):
    nine = visit(0)

    assert say(10, now=published[0] - 30 * MINUTE).told == [nine]


def test_not_of_another_day(visit, say, now):
    visit(3)

    with pytest.raises(NotAllowed, match="Nobody waits"):
        say(10, now=now)


def test_not_of_a_session_in_which_nobody_waits(visit, say, published):
    visit(3)

    with pytest.raises(NotAllowed, match="Nobody waits"):
        say(10, now=published[4])


def test_at_one_clinic_only(visit, book_it, say, doctor, published, now):
    ten = visit(3)
    elsewhere = ClinicFactory(time_zone="Europe/London")
    WorkingHoursFactory(doctor=doctor, clinic=elsewhere, weekday=2, starts=dt.time(14), ends=dt.time(17))
    publish(doctor=doctor, now=now)
    patient = PatientFactory()
    at_two = published[0] + dt.timedelta(hours=5)
    afternoon = book_it(starts_at=at_two, clinic=elsewhere, patient=patient, actor=patient.user)

    assert say(20).told == [ten]
    assert late_minutes(afternoon) == [None]
    assert say(10, clinic=elsewhere).told == [afternoon]
    assert late_minutes(ten, afternoon) == [20, 10]


def test_the_clinic_may_say_it_and_others_may_not(visit, say, front_desk, patient, clinic):
    visit(3)
    somewhere_else = DoctorFactory().user

    for stranger in (patient.user, somewhere_else):
        with pytest.raises(NotAllowed, match="Only the clinic"):
            say(20, actor=stranger)
    assert len(say(20, actor=front_desk).told) == 1


def test_it_stands_in_the_trail(visit, say, doctor, clinic):
    visit(3)
    say(20)

    entry = AuditEntry.objects.get(object_label__startswith="lateness:")
    assert (entry.actor, entry.action, entry.patient) == (doctor.user, "added", None)
    assert entry.object_label == "lateness:amara-osei:fernhill-clinic"


def test_the_same_number_of_queries_for_one_who_waits_and_for_eight(visit, say, django_assert_num_queries):
    visit(3)
    with django_assert_num_queries(15):
        say(10)
    for number in (2, *range(4, 10)):
        visit(number)
    with django_assert_num_queries(15):
        say(20, after=5)


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [
        ({"minutes": 25}, "minutes_are_known"),
        ({"ends_at": dt.datetime(2026, 11, 25, 8, tzinfo=dt.UTC)}, "session_has_a_length"),
        ({"since": dt.datetime(2026, 11, 26, tzinfo=dt.UTC)}, "since_before_it_was_said"),
    ],
)
def test_the_database_refuses_what_cannot_be(visit, say, wrong, rule):
    visit(3)
    row = say(20).row
    row.pk = None
    for name, value in wrong.items():
        setattr(row, name, value)

    with pytest.raises(IntegrityError, match=f"running_late_{rule}|CHECK"), transaction.atomic():
        row.save(force_insert=True)
