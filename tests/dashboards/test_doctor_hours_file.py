"""My hours as a file: downloaded, changed in a spreadsheet, looked at, and saved whole or not at all."""

import datetime as dt

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from appointments.models import Appointment
from dashboards.reading.hours_file import rows_of
from scheduling.hours_file import COLUMNS
from scheduling.models import TimeSlot, WorkingHours
from scheduling.services.hours_in_one_go import what_changes
from tests.factories import ClinicFactory, OfferFactory, VisitTypeFactory, WorkingHoursFactory

EXPORT = "/doctor/hours/export.csv"
IMPORT = "/doctor/hours/import/"
HOURS = "/doctor/hours/"
TODAY = dt.date(2026, 11, 24)
HEADER = ",".join(COLUMNS)


def text(response):
    return response.content.decode()


def in_force(doctor):
    return list(WorkingHours.objects.filter(doctor=doctor).in_force(first=TODAY, last=dt.date.max).order_by("pk"))


@pytest.fixture
def send(doctor_client):
    """Return what comes of sending rows; each is the cells of a line, or the line itself."""

    def run(*lines, **more):
        table = "\n".join([HEADER, *lines])
        return doctor_client.post(IMPORT, {"text": table, "from_date": f"{TODAY}", **more})

    return run


@pytest.fixture
def line(clinic):
    def run(weekday="Monday", starts="9:00", ends="12:00", rest="20,1,,1,,"):
        return f"{clinic.name},{weekday},{starts},{ends},{rest}"

    return run


# --- The file -----------------------------------------------------------------------------------
def test_what_is_downloaded_opens_in_a_spreadsheet(doctor_client, hours):
    page = doctor_client.get(EXPORT)

    assert page["Content-Disposition"] == 'attachment; filename="hours-2026-11-24.csv"'
    assert page.content.startswith(b"\xef\xbb\xbfclinic,weekday,from,to")
    assert text(page).count("\r\n") == 3


def test_a_name_that_is_a_formula_comes_as_text(doctor_client, doctor):
    WorkingHoursFactory(doctor=doctor, clinic=ClinicFactory(name='=HYPERLINK("//x")'), weekday=0)

    assert "\"'=HYPERLINK(" in text(doctor_client.get(EXPORT))


def test_what_was_downloaded_changes_nothing(doctor_client, doctor, clinic, hours):
    visit_type = OfferFactory(doctor=doctor, visit_type=VisitTypeFactory(name="-Flu, jab")).visit_type
    rhythm = WorkingHoursFactory(
        doctor=doctor, clinic=ClinicFactory(name="@Home; or away"), weekday=4, every_n_weeks=3, capacity=2,
        anchor=dt.date(2026, 11, 9), valid_from=dt.date(2026, 1, 1), valid_until=dt.date(2027, 6, 30),
    )  # fmt: skip
    rhythm.visit_types.set([visit_type])
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=5, valid_from=dt.date(2027, 1, 1), ends=dt.time(0))
    before = list(WorkingHours.objects.order_by("pk").values())

    page = doctor_client.post(
        IMPORT,
        {"file": SimpleUploadedFile("hours.csv", doctor_client.get(EXPORT).content), "from_date": f"{TODAY}"},
    )

    assert page.status_code == 200
    assert page.context["changes"].is_none
    assert page.context["changes"].kept == 4
    assert list(WorkingHours.objects.order_by("pk").values()) == before


def test_the_week_that_counts_is_part_of_what_a_rhythm_means(doctor, clinic):
    hours = WorkingHoursFactory(
        doctor=doctor, clinic=clinic, weekday=0, every_n_weeks=2, anchor=dt.date(2026, 11, 23),
        valid_from=dt.date(2026, 1, 1),
    )  # fmt: skip

    ((*_cells, first, _last),) = rows_of(doctor=doctor, today=TODAY)

    assert (first - hours.anchor).days % 14 == 0


# --- A look first -------------------------------------------------------------------------------
def test_shows_what_would_change_and_saves_nothing(send, line, doctor, hours):
    page = send(line("Tuesday", "9:00", "13:00"), line("Friday"))

    assert page.status_code == 200
    assert "1 is new" in text(page)
    assert "1 ends" in text(page)
    assert "1 stays as it is." in text(page)
    assert in_force(doctor) == hours


def test_saves_it_when_told_to(send, line, doctor, offer, hours):
    answer = send(line("Tuesday", "9:00", "13:00"), line("Friday"), agreed="yes")

    assert answer["Location"] == HOURS
    tuesday, friday = in_force(doctor)
    assert (tuesday, friday.weekday) == (hours[0], 4)
    days = set(TimeSlot.objects.filter(doctor=doctor, local_date__gt=TODAY).values_list("local_date", flat=True))
    assert {day.weekday() for day in days} == {1, 4}


def test_the_page_that_asks_carries_the_file(doctor_client, send, line, doctor, hours):
    page = send(line("Friday"))

    doctor_client.post(IMPORT, page.context["carried"])

    assert [row.weekday for row in in_force(doctor)] == [4]


def test_names_who_is_hit_and_asks_what_happens(doctor_client, send, line, doctor, appoint, at):
    appointment = appoint(at(25, 9, 20))
    page = send(line("Tuesday", "9:00", "13:00"))
    carried = page.context["carried"] | {"hit": page.context["answers"]}

    unanswered = doctor_client.post(IMPORT, carried)
    saved = doctor_client.post(IMPORT, carried | {"what": "cancel", "note": "Sorry."})

    assert appointment.patient.full_name in text(page)
    assert unanswered.status_code == 422
    assert saved["Location"] == HOURS
    assert Appointment.objects.get().status == "cancelled"
    assert [row.weekday for row in in_force(doctor)] == [1]


def test_somebody_who_booked_after_the_look_is_asked_about(doctor_client, send, line, doctor, appoint, at, hours):
    carried = send(line("Tuesday", "9:00", "13:00")).context["carried"]
    appoint(at(25, 9, 20))

    page = doctor_client.post(IMPORT, carried)

    assert "1 patient has booked" in text(page)
    assert in_force(doctor) == hours


# --- Rows that cannot be ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "problem"),
    [
        ("Nowhere,Monday,9:00,12:00,20,1,,1,,", "Row 2, clinic: We do not know “Nowhere”"),
        ("{clinic},Funday,9:00,12:00,20,1,,1,,", "Row 2, weekday: Write a day, like Monday"),
        ("{clinic},Monday,nine,12:00,20,1,,1,,", "Row 2, from: Write it like 9:20"),
        ("{clinic},Monday,9:00,8:00,20,1,,1,,", "Row 2, to: The end must be after the start"),
        ("{clinic},Monday,9:00,12:00,2,1,,1,,", "Row 2, slot minutes: Enter 5 or more"),
        ("{clinic},Monday,9:00,12:00,20,99,,1,,", "Row 2, capacity: Enter 20 or less"),
        ("{clinic},Monday,9:00,12:00,20,1,Surgery,1,,", "Row 2, visit types: We do not know “Surgery”"),
        ("{clinic},Monday,9:00,12:00,20,1,,9,,", "Row 2, every weeks: Enter 8 or less"),
        ("{clinic},Monday,9:00,12:00,20,1,,1,soon,", "Row 2, valid from: Write it like 2026-11-24"),
        ("{clinic},Monday,9:00,12:00,20,1,,1,2027-01-02,2027-01-01", "Row 2, valid until: Choose the first day"),
        ("{clinic},,9:00,12:00,20,1,,1,,", "Row 2, weekday: Fill this in"),
        ("{clinic},Monday,9:00,9:10,20,1,,1,,", "Row 2: These hours are shorter than one appointment"),
    ],
)
@pytest.mark.parametrize("agreed", [{}, {"agreed": "yes"}])
def test_names_the_row_and_the_column(send, clinic, doctor, hours, row, problem, agreed):
    page = send(row.format(clinic=clinic.name), **agreed)

    assert page.status_code == 422
    assert problem in text(page)
    assert in_force(doctor) == hours


def test_names_every_bad_row_and_saves_none_of_the_good_ones(send, line, doctor, hours):
    page = send(line("Friday"), line("Monday", "9:00", "25:00"), line("nonsense"), agreed="yes")

    assert "Row 3, to" in text(page)
    assert "Row 4, weekday" in text(page)
    assert in_force(doctor) == hours


def test_rows_that_overlap_are_named_and_none_is_saved(send, line, doctor, hours):
    page = send(line("Friday"), line("Friday", "11:00", "14:00"), agreed="yes")

    assert "Row 3: These hours overlap Friday" in text(page)
    assert in_force(doctor) == hours


def test_a_file_that_cannot_be_read_comes_back_as_text(doctor_client, clinic, line):
    content = f"{HEADER}\n{line('Funday')}".encode()
    page = doctor_client.post(IMPORT, {"file": SimpleUploadedFile("h.csv", content), "from_date": f"{TODAY}"})

    assert page.context["form"]["text"].value() == content.decode()


@pytest.mark.parametrize(
    ("sent", "words"),
    [
        ({}, "Choose a file, or paste the rows"),
        ({"file": b"x" * 66_000}, "This is more than 64 KB"),
        ({"file": b"\xff\xfe"}, "Save it as “CSV UTF-8”"),
        ({"text": HEADER}, "There are no hours in it"),
    ],
)
def test_says_what_is_wrong_with_the_file(doctor_client, clinic, sent, words):
    sent = {name: SimpleUploadedFile("h.csv", said) if name == "file" else said for name, said in sent.items()}

    page = doctor_client.post(IMPORT, {"from_date": f"{TODAY}", **sent})

    assert page.status_code == 422
    assert words in text(page)


def test_rows_that_are_over_are_left_out(send, line, doctor, hours):
    page = send(line("Friday"), line("Monday", rest="20,1,,1,2026-01-01,2026-02-01"))

    assert "1 row is over by that day, and is left out." in text(page)


def test_another_doctor_s_visit_types_are_not_known(send, clinic, other_doctor, line):
    theirs = OfferFactory(doctor=other_doctor).visit_type

    assert "visit types: We do not know" in text(send(line(rest=f"20,1,{theirs.name},1,,")))


def test_comparing_takes_as_many_queries_for_many_hours(doctor, clinic, django_assert_num_queries):
    for weekday in range(7):
        WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=weekday)

    with django_assert_num_queries(2):
        what_changes(doctor=doctor, wanted=[], from_date=TODAY)


def test_a_download_of_many_hours_takes_as_many_queries(doctor_client, doctor, clinic, django_assert_max_num_queries):
    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=0)
    with django_assert_max_num_queries(12) as few:
        doctor_client.get(EXPORT)
    for weekday in range(1, 7):
        WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=weekday)

    with django_assert_max_num_queries(len(few)):
        doctor_client.get(EXPORT)
