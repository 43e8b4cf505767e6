"""Today's figures on the first page of the administration: each counts what its list shows, at one's own clinics."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Doctor, Invitation
from accounts.roles import StaffGroup
from appointments.lifecycle import Status
from appointments.models import Appointment, AppointmentEvent, Message
from appointments.reading import desk_questions
from dashboards.duties import DUTIES
from dashboards.models import DutyRun
from dashboards.reading.desk import desk
from scheduling.models import ClinicStaff
from scheduling.without_hours import without_hours_next_week
from tests.dashboards.staff import staff_member
from tests.factories import (
    ClinicFactory,
    DoctorFactory,
    OfferFactory,
    PatientFactory,
    SpecialtyFactory,
    UserFactory,
    VisitTypeFactory,
    WorkingHoursFactory,
)

pytestmark = pytest.mark.django_db

INDEX = "/admin/"
HALF_PAST_MIDDAY = dt.datetime(2026, 11, 24, 12, 30, tzinfo=dt.UTC)
"""Tuesday the 24th in London (half past midday) and New York (7:30am), Wednesday the 25th in Auckland (1:30am)."""


class Town:
    """A clinic with a doctor, and whatever the test puts into its list of appointments."""

    def __init__(self, zone, visit_type):
        self.clinic = ClinicFactory(time_zone=zone)
        self.doctor = DoctorFactory()
        self.visit_type = visit_type
        WorkingHoursFactory(doctor=self.doctor, clinic=self.clinic)

    def visit(self, starts_at, status=Status.CONFIRMED, **fields):
        return Appointment.objects.create(
            patient=PatientFactory(),
            doctor=self.doctor,
            clinic=self.clinic,
            visit_type=self.visit_type,
            starts_at=starts_at,
            ends_at=starts_at + dt.timedelta(minutes=20),
            time_zone=self.clinic.time_zone,
            mode="in_person",
            minutes=20,
            currency="GBP",
            visit_type_name="Follow-up",
            changeable_until=starts_at,
            late_after=starts_at,
            status=status,
            **{"decide_by": starts_at, **fields},
        )

    def message(self, *, status="failed", hours_ago=1):
        appointment = self.visit(at(26, 9))
        event = AppointmentEvent.objects.create(
            appointment=appointment, kind="booked", at=HALF_PAST_MIDDAY, to_status=Status.CONFIRMED
        )
        return a_message(status=status, hours_ago=hours_ago, event=event, patient=appointment.patient)


def a_message(*, status="failed", hours_ago=1, **fields):
    moment = HALF_PAST_MIDDAY - dt.timedelta(hours=hours_ago)
    return Message.objects.create(
        channel="email",
        kind="booked",
        language="en-gb",
        subject="Booked",
        text="It is booked.",
        dedupe_key=f"test:{Message.objects.count()}",
        send_after=moment,
        created_at=moment,
        status=status,
        **fields,
    )


def at(day, hour, minute=0):
    return dt.datetime(2026, 11, day, hour, minute, tzinfo=dt.UTC)


@pytest.fixture
def towns(db, clock):
    """London, New York and Auckland, with something of everything in each, and something beside it that is none."""
    clock.move_to(HALF_PAST_MIDDAY)
    visit_type = VisitTypeFactory()
    london, new_york, auckland = (
        Town(zone, visit_type) for zone in ("Europe/London", "America/New_York", "Pacific/Auckland")
    )
    london.visit(at(24, 0))  # midnight, when the day begins
    london.visit(at(24, 9), Status.NO_SHOW)
    london.visit(at(24, 9, 30), Status.COMPLETED)
    london.visit(at(24, 10), Status.CANCELLED)
    london.visit(at(25, 0))  # midnight, when it is over
    new_york.visit(at(25, 4, 40))  # 11:40pm on the 24th
    new_york.visit(at(24, 4, 40))  # 11:40pm on the 23rd
    auckland.visit(at(24, 12, 0), Status.NO_SHOW)  # 1am on the 25th
    auckland.visit(at(24, 9))  # 10pm on the 24th: yesterday
    for town, late in ((london, 2), (new_york, 1), (auckland, 0)):
        for number in range(3):
            decide_by = HALF_PAST_MIDDAY + dt.timedelta(minutes=-number if number < late else 60)
            town.visit(at(28, 9, number), Status.REQUESTED, decide_by=decide_by)
    london.visit(at(27, 9), attention="doctor_away")
    auckland.visit(at(20, 9), attention="not_closed")
    auckland.visit(at(27, 9), Status.CANCELLED, attention="doctor_away")
    london.message()
    london.message(status="sent")
    london.message(hours_ago=8 * 24)
    new_york.message()
    a_message(user=UserFactory())  # about somebody's account
    OfferFactory(visit_type=visit_type, doctor=london.doctor)
    london.doctor.specialties.add(SpecialtyFactory())
    idle = DoctorFactory()
    WorkingHoursFactory(doctor=idle, clinic=london.clinic, valid_until=dt.date(2026, 11, 27))
    DoctorFactory()  # never had any
    DoctorFactory(is_active=False)
    for number, days in enumerate((3, -1)):
        Invitation.objects.create(
            email=f"invited{number}@example.org",
            role="administrator",
            invited_by=UserFactory(),
            token_hash=str(number),
            sent_at=HALF_PAST_MIDDAY,
            expires_at=HALF_PAST_MIDDAY + dt.timedelta(days=days),
        )
    return london, new_york, auckland


def figures(client):
    """Return the page's figures as (number, words, address), the parts of a figure among them."""
    found = []
    for figure in client.get(INDEX).context["desk"]["figures"]:
        found.append((figure.number, figure.words, figure.address))
        if figure.part:
            found.append((figure.part.number, figure.part.words, figure.part.address))
    return found


def in_words(client):
    return [f"{number} {words}" if number else words for number, words, _address in figures(client)]


def at_the_desk_of(client, *towns, group=StaffGroup.FRONT_DESK):
    user = staff_member(group)
    for town in towns:
        ClinicStaff.objects.create(user=user, clinic=town.clinic)
    client.force_login(user)
    return client


EVERYWHERE = [
    "5 visits today",
    "2 missed so far",
    "9 requests waiting",
    "3 late",
    "2 appointments need a look",
]
AT_EACH_DESK = {
    "Europe/London": [
        "3 visits today",
        "1 missed so far",
        "3 requests waiting",
        "2 late",
        "1 appointment needs a look",
        "1 message not delivered this week",
        "2 people to call",
        "1 doctor without hours next week",
    ],
    "America/New_York": [
        "1 visit today",
        "Nobody missed so far",
        "3 requests waiting",
        "1 late",
        "No appointment needs a look",
        "1 message not delivered this week",
        "1 person to call",
        "Every doctor has hours next week",
    ],
    "Pacific/Auckland": [
        "1 visit today",
        "1 missed so far",
        "3 requests waiting",
        "1 appointment needs a look",
        "Every message delivered",
        "Nobody has to be called",
        "Every doctor has hours next week",
    ],
}


def test_an_administrator_sees_every_clinic_by_its_own_date(client, towns):
    at_the_desk_of(client, group=StaffGroup.ADMINISTRATOR)

    assert in_words(client) == [
        *EVERYWHERE,
        "3 messages not delivered this week",
        "3 people to call",
        "2 doctors without hours next week",
        "The schedule was not checked yet",
        "The audit trail was not checked yet",
        "2 invitations not accepted yet",
        "No emergency to look into",
        "No privacy request due",
        "No background job has run yet",
    ]


def test_a_manager_sees_nothing_of_peoples_accounts(client, towns):
    at_the_desk_of(client, group=StaffGroup.MANAGER)

    assert in_words(client) == [
        *EVERYWHERE,
        "2 messages not delivered this week",
        "3 people to call",
        "2 doctors without hours next week",
        "The schedule was not checked yet",
        "No background job has run yet",
    ]


def test_a_front_desk_sees_its_own_clinics(client, towns):
    for town in towns:
        at_the_desk_of(client, town)

        assert in_words(client) == AT_EACH_DESK[town.clinic.time_zone], town.clinic.time_zone


def test_an_auditor_sees_whether_schedule_and_trail_are_sound_and_whether_there_is_an_emergency_to_look_into(
    client, towns
):
    assert in_words(at_the_desk_of(client, *towns, group=StaffGroup.AUDITOR)) == [
        "The schedule was not checked yet",
        "The audit trail was not checked yet",
        "No emergency to look into",
        "No privacy request due",
        "No background job has run yet",
    ]


def test_who_opens_no_such_list_sees_no_figure(client, towns):
    at_the_desk_of(client, *towns, group=StaffGroup.ANALYST)

    assert figures(client) == []
    assert "desk-heading" not in client.get(INDEX).content.decode()


@pytest.mark.parametrize(
    "group", [StaffGroup.ADMINISTRATOR, StaffGroup.MANAGER, StaffGroup.FRONT_DESK, StaffGroup.ANALYST]
)
def test_each_figure_leads_to_exactly_what_it_counts(client, towns, group):
    at_the_desk_of(client, *towns[:2], group=group)
    html = client.get(INDEX).content.decode()
    counted = {address: number for number, _words, address in figures(client) if address}

    listed = {}
    for address in counted:
        assert f'href="{address}"'.replace("&", "&amp;") in html
        page = client.get(address).context
        listed[address] = page["cl"].result_count if "cl" in page else len(page["rows"])

    assert listed == counted
    assert len(counted) >= 7 or group == StaffGroup.ANALYST


def jobs_on_time():
    """Give every background job its row: done a minute ago, due in a minute."""
    ended, due = HALF_PAST_MIDDAY - dt.timedelta(minutes=1), HALF_PAST_MIDDAY + dt.timedelta(minutes=1)
    rows = [
        DutyRun(duty=duty.name, due_at=due, last_started_at=ended - dt.timedelta(seconds=3), last_finished_at=ended)
        for duty in DUTIES
    ]
    DutyRun.objects.bulk_create(rows)


def about_jobs(client):
    return figures(client)[-1]


def test_says_whether_every_background_job_ran_when_due(client, clock):
    clock.move_to(HALF_PAST_MIDDAY)
    at_the_desk_of(client, group=StaffGroup.MANAGER)
    jobs_on_time()

    number, words, address = about_jobs(client)
    assert (number, words) == (0, f"All {len(DUTIES)} background jobs on time")
    assert client.get(address).context["cl"].result_count == len(DUTIES)
    assert "3.0 s" in client.get(address).content.decode()


def test_names_the_background_job_that_is_late_longest(client, clock):
    clock.move_to(HALF_PAST_MIDDAY)
    at_the_desk_of(client, group=StaffGroup.MANAGER)
    jobs_on_time()
    jobs = DutyRun.objects.all()
    jobs.filter(duty="prune").update(due_at=HALF_PAST_MIDDAY - dt.timedelta(hours=2))
    jobs.filter(duty="seal_audit").update(failures=1)
    jobs.filter(duty="end_offers").update(due_at=HALF_PAST_MIDDAY - dt.timedelta(minutes=9))
    jobs.filter(duty="publish_slots").update(
        due_at=HALF_PAST_MIDDAY - dt.timedelta(hours=1), lease_until=HALF_PAST_MIDDAY + dt.timedelta(minutes=1)
    )

    number, words, address = about_jobs(client)
    assert number == 2
    assert words.startswith("background jobs late or failing: first prune, due ")
    assert {run.duty for run in client.get(address).context["cl"].result_list} == {"prune", "seal_audit"}


def test_a_quiet_day_is_said_calmly(client, clock):
    at_the_desk_of(client, group=StaffGroup.ADMINISTRATOR)
    html = client.get(INDEX).content.decode()

    assert "No requests waiting" in html
    assert [address for _number, _words, address in figures(client) if address] == []


def test_the_heading_names_the_day_where_it_is_the_same_everywhere(client, towns, clock):
    at_the_desk_of(client, group=StaffGroup.MANAGER)
    mixed = client.get(INDEX).context["desk"]["day"]
    clock.move_to(at(24, 9, 30))

    assert mixed == "by each clinic's own date"
    assert at_the_desk_of(client, group=StaffGroup.MANAGER).get(INDEX).context["desk"]["day"] == "Tuesday 24 November"


def test_hours_of_the_coming_week_count_as_each_clinic_reckons_it(client, clock, db):
    """On Sunday evening in London it is Monday in Auckland, and next week begins a week later."""
    clock.move_to(at(29, 20))
    visit_type = VisitTypeFactory()
    london, auckland = (Town(zone, visit_type) for zone in ("Europe/London", "Pacific/Auckland"))
    for town in (london, auckland):
        town.doctor.working_hours.update(valid_until=dt.date(2026, 12, 5))  # its Monday is 30 November
    at_the_desk_of(client, london, auckland)
    address = next(address for _number, words, address in figures(client) if "without hours" in words)

    assert list(client.get(address).context["cl"].result_list) == [auckland.doctor]


def test_the_page_costs_the_same_for_few_rows_and_many(client, towns):
    at_the_desk_of(client, group=StaffGroup.ADMINISTRATOR)
    client.get(INDEX)
    with CaptureQueriesContext(connection) as few:
        client.get(INDEX)
    for town in towns:
        for minute in range(20):
            town.visit(at(24, 13, minute))
            town.visit(at(28, 11, minute), Status.REQUESTED)
        DoctorFactory()
        town.message()
    with CaptureQueriesContext(connection) as many:
        client.get(INDEX)

    assert len(many) == len(few)


def test_the_figures_cost_thirteen_questions(towns):
    chief = staff_member(StaffGroup.ADMINISTRATOR)
    assert chief.get_all_permissions()
    assert chief.group_names
    desk(chief, now=HALF_PAST_MIDDAY)
    with CaptureQueriesContext(connection) as queries:
        desk(chief, now=HALF_PAST_MIDDAY)

    assert len(queries) == 13  # eleven of figures, the worker, whether all is set up


@pytest.mark.parametrize(
    ("table", "indexes"),
    [
        ("visits", ["appointment_by_start"]),
        ("waiting", ["appointment_requests"]),
        ("marked", ["appointment_attention", "appointment_no_overlap"]),  # both hold only what is active
        ("messages", ["message_failed"]),
        ("calls", ["appointment_attention", "message_failed"]),
        ("hours", ["hours_by_doctor_and_day", "workinghours_doctor_id"]),
    ],
)
def test_no_figure_reads_a_table_from_end_to_end(towns, table, indexes):
    now = HALF_PAST_MIDDAY
    asked = {
        "visits": desk_questions.today(Appointment.objects.all(), now=now),
        "waiting": desk_questions.waiting(Appointment.objects.all()),
        "marked": desk_questions.marked(Appointment.objects.all()),
        "messages": desk_questions.not_delivered(Message.objects.all(), now=now),
        "calls": desk_questions.to_call(Appointment.objects.all(), now=now),
        "hours": without_hours_next_week(Doctor.objects.all(), now=now),
    }[table].order_by()
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # a few rows are read faster without any index
    plan = asked.explain()

    assert any(index in plan for index in indexes), plan
