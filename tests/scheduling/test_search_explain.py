"""However many doctors there are, no page that shows times reads the table of slots from end to end."""

import json
from collections import Counter

import pytest
from django.core.cache import cache
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.models import Doctor, Specialty
from scheduling.models import Clinic, DoctorVisitType, TimeSlot
from scheduling.search.results import Results
from scheduling.week import WeekPicker
from tests.factories import ClinicFactory, SpecialtyFactory, VisitTypeFactory
from tests.scheduling.search_builders import MONDAY, NOW, an_offer, dermatology, free, oakford

pytestmark = pytest.mark.django_db

SLOTS = TimeSlot._meta.db_table
SEARCHES = [
    "",
    "per_page=20",
    "specialty=dermatology",
    "q=skin doctor&city=Oakford",
    "city=Oakford&time=evening",
    "time=evening&date=this-week",
    "access=step_free",
    "q=doctor17",
    "mode=in_person&language=fr&sort=name&page=2",
]


def statements_about_slots(action):
    """Return the SQL that ``action`` runs on slots."""
    cache.clear()
    with CaptureQueriesContext(connection) as queries:
        action()
    found = [query["sql"] for query in queries if SLOTS in query["sql"]]
    assert found, "Nothing was asked of the slots: this would prove nothing."
    return found


def show_results(query):
    return lambda: Results(QueryDict(query), now=NOW).cards()


def show_week(offer):
    return lambda: WeekPicker(offer=offer, now=NOW, url="/", week=MONDAY).rows


# --- PostgreSQL, with as many doctors as the largest installation ------------------------------------

DOCTORS = 2000
DAYS, STARTS = 4, 6


@pytest.fixture
def two_thousand_doctors(db):
    """2,000 doctors in eight towns with six starts on each of four days, every third one booked."""
    for nth in range(8):
        SpecialtyFactory(name=["Dermatology", *"BCDEFGH"][nth])
        ClinicFactory(city="Oakford" if nth < 2 else f"Town{nth}", step_free=nth % 2 == 0)
    visit_type = VisitTypeFactory(minutes=20, minimum_notice_minutes=0)
    places = {
        "count": DOCTORS,
        "days": DAYS,
        "starts": STARTS,
        "monday": MONDAY,
        "first_specialty": Specialty.objects.order_by("pk").first().pk,
        "first_clinic": Clinic.objects.order_by("pk").first().pk,
        "visit_type": visit_type.pk,
    }
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        cursor.execute(MANY_DOCTORS, places)
        cursor.execute(MANY_SLOTS, places)
        cursor.execute("ANALYZE")
    assert Doctor.objects.count() == DOCTORS
    assert TimeSlot.objects.count() == DOCTORS * DAYS * STARTS


MANY_DOCTORS = """
INSERT INTO accounts_user (password, is_superuser, email, full_name, phone, language, time_zone, role, is_staff,
                           is_active, date_joined)
SELECT '!', false, 'doctor' || n || '@example.com', 'Doctor' || n, '', 'en-gb', '', 'doctor', false, true, now()
FROM generate_series(1, %(count)s) n;

INSERT INTO accounts_doctor (user_id, slug, title, full_name, gender, sees_children, biography, qualifications,
                             licence_number, accepting_new_patients, is_listed, is_active, search_text, photo)
SELECT id, 'doctor-' || id, 'Dr', full_name, 'female', false, '', '', '', true, true, true, lower(full_name), ''
FROM accounts_user;

INSERT INTO accounts_doctor_specialties (doctor_id, specialty_id)
SELECT id, %(first_specialty)s + row_number() OVER (ORDER BY id) %% 8 FROM accounts_doctor;

INSERT INTO accounts_doctorlanguage (doctor_id, code)
SELECT id, code FROM accounts_doctor CROSS JOIN (VALUES ('en'), ('fr')) AS spoken (code);

INSERT INTO scheduling_doctorvisittype (doctor_id, visit_type_id, own_approval, minutes, occupies, mode, is_default,
                                        is_active)
SELECT id, %(visit_type)s, '', 20, 20, 'in_person', true, true FROM accounts_doctor;

INSERT INTO scheduling_workinghours (doctor_id, clinic_id, weekday, starts, ends, slot_minutes, capacity, valid_from,
                                     every_n_weeks)
SELECT id, %(first_clinic)s + (row_number() OVER (ORDER BY id) / 8) %% 8, 0, '09:00', '19:00', 20, 1, '2026-01-01', 1
FROM accounts_doctor;
"""

MANY_SLOTS = """
INSERT INTO scheduling_timeslot (doctor_id, clinic_id, starts_at, ends_at, lane, status, origin, working_hours_id,
                                 minute, local_date, local_minute, minutes_left)
SELECT doctor_id, clinic_id, s.starts, s.starts + interval '20 minutes', 0,
       CASE WHEN (doctor_id + day + nth) %% 3 = 0 THEN 'booked' ELSE 'open' END, 'published', id,
       extract(epoch FROM s.starts)::int / 60, s.starts::date, 540 + 60 * nth, 20
FROM scheduling_workinghours
CROSS JOIN generate_series(0, %(days)s - 1) day
CROSS JOIN generate_series(0, %(starts)s - 1) nth
CROSS JOIN LATERAL (
    SELECT %(monday)s::date::timestamp AT TIME ZONE 'UTC' + make_interval(days => day, hours => 9 + nth) AS starts
) s;
"""


def plan_of(statement):
    """Return every node of PostgreSQL's plan."""
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN (FORMAT JSON) " + statement)
        (found,) = cursor.fetchone()
    plan = found if isinstance(found, list) else json.loads(found)
    return list(nodes(plan[0]["Plan"]))


def nodes(node):
    yield node
    for child in node.get("Plans", []):
        yield from nodes(child)


def assert_no_scan_of_slots(statement):
    on_slots = [node for node in plan_of(statement) if node.get("Relation Name") == SLOTS]
    scans = [node for node in on_slots if node["Node Type"] in ("Seq Scan", "Parallel Seq Scan")]
    assert on_slots
    assert not scans, statement
    return Counter(node.get("Index Name") for node in on_slots)


@pytest.mark.postgres
@pytest.mark.slow
def test_postgresql_finds_free_times_by_the_partial_index(two_thousand_doctors):
    for query in SEARCHES:
        for statement in statements_about_slots(show_results(query)):
            used = assert_no_scan_of_slots(statement)

            assert used["slot_open"] >= 1, (query, used)
    offer = DoctorVisitType.objects.select_related("doctor", "visit_type").first()
    for statement in statements_about_slots(show_week(offer)):
        assert_no_scan_of_slots(statement)


# --- Either database, with a few doctors ------------------------------------------------------------

# What may be read from end to end: a few rows each, the doctors themselves, or what the statement has gathered so far.
SMALL = {"scheduling_doctorvisittype", "scheduling_visittype", "accounts_doctor", "qualify"}


def is_answered_by_index(statement):
    """Say whether the slots can be found without reading all of them."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")  # so small a table would always be read whole
        return not any(
            node.get("Relation Name") == SLOTS and "Seq Scan" in node["Node Type"] for node in plan_of(statement)
        )
    with connection.cursor() as cursor:
        cursor.execute("EXPLAIN QUERY PLAN " + statement)
        lines = [row[3] for row in cursor.fetchall()]
    read_whole = {line.split()[1] for line in lines if line.startswith("SCAN ")}
    return {name for name in read_whole if not name.startswith("(")} <= SMALL


@pytest.fixture
def a_few_doctors(db):
    clinic, mill = oakford(), oakford(name="Mill Clinic", city="Millbrook", postcode="", step_free=True)
    specialty = dermatology()
    for nth in range(20):
        offer = an_offer(f"Doctor{nth} Lind", specialties=[specialty], languages=["en", "fr"])
        free(offer, [clinic, mill][nth % 2], MONDAY, "9:00 13:00 18:00")


@pytest.mark.parametrize("query", SEARCHES)
def test_no_search_reads_all_slots(a_few_doctors, query):
    for statement in statements_about_slots(show_results(query)):
        assert is_answered_by_index(statement), statement


def test_no_week_reads_all_slots(a_few_doctors):
    offer = DoctorVisitType.objects.select_related("doctor", "visit_type").first()

    for statement in statements_about_slots(show_week(offer)):
        assert is_answered_by_index(statement), statement


def test_the_check_knows_a_statement_that_must_read_all(a_few_doctors):
    assert not is_answered_by_index(f"SELECT * FROM {SLOTS} WHERE minutes_left < 5")  # noqa: S608 - our own table


def test_who_is_seen_at_a_clinic_is_asked_of_the_few_slots_beside_the_hours(a_few_doctors):
    beside = TimeSlot.objects.beside_the_hours().filter(doctor=1, clinic__in=[1, 2]).order_by()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")

    assert "slot_by_hand" in beside.explain()
