"""The page of patients and growth: what it counts, what it hides, and that every figure opens what it counts."""

import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from accounts.roles import Role, StaffGroup
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment, AppointmentEvent
from dashboards.analytics.patients import Active
from dashboards.analytics.rolling_up_patients import all_patient_days, roll_up_changed_patients, roll_up_patients
from dashboards.models import PatientMetric
from tests.dashboards.analytics.conftest import count
from tests.dashboards.analytics.shown import tables_of_file, tables_of_page
from tests.dashboards.staff import administrator, staff_member
from tests.factories import ClinicFactory, PatientFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = reverse("admin:analytics_patients")


@pytest.fixture
def chief(client):
    user = administrator()
    client.force_login(user)
    return user


@pytest.fixture
def booked(ended, october):
    """Return a function that makes a visit of a patient, booked on a day of October at ten, in one of the ways."""

    def book(patient, day, *, on=1, how="online", outcome="attended", **more):
        (made,) = ended(outcome, october(day, 9), patient=patient, **more)
        Appointment.objects.filter(pk=made.pk).update(created_at=october(on, 10), is_walk_in=how == "walk_in")
        AppointmentEvent.objects.filter(appointment=made, kind=Verb.BOOK).update(at=october(on, 10))
        actor = {"doctor": Role.DOCTOR, "desk": Role.ADMINISTRATOR}.get(how)
        if actor:
            AppointmentEvent.objects.filter(appointment=made, kind=Verb.BOOK).update(
                by_staff=True, actor=UserFactory(role=actor)
            )
        return Appointment.objects.get(pk=made.pk)

    return book


def count_all():
    count()
    list(roll_up_patients(all_patient_days()))
    call_command("metrics", "verify")


def figures(answer):
    return {figure.title: figure for figure in answer.context["figures"]}


def opened(client, address):
    return client.get(address).context["cl"].result_count


@pytest.fixture
def a_month(booked):
    """October: ten people come first on the 6th and again on the 20th; two more book and do not come."""
    people = [PatientFactory(user=None) for _number in range(7)] + [PatientFactory() for _number in range(3)]
    for person in people:
        booked(person, 6)
        booked(person, 20, on=6, how="doctor")
    booked(PatientFactory(user=None), 21, on=7, how="desk", outcome="missed")
    booked(PatientFactory(user=None), 21, on=7, how="walk_in", outcome="missed")
    count_all()
    return people


def test_shows_what_of_what_and_every_figure_opens_it(client, chief, a_month):
    answer = client.get(PAGE)
    shown = figures(answer)

    assert shown["New patients"].value == "12"
    assert opened(client, shown["New patients"].address) == 12
    assert shown["First visits"].words.startswith("10 of 20.")
    assert opened(client, shown["First visits"].address) == 10
    assert shown["Active patients"].value == "10"
    assert opened(client, shown["Active patients"].address) == 10
    assert shown["With a sign-in"].words.startswith("3 of 10.")
    assert opened(client, shown["With a sign-in"].address) == 3


def test_says_how_appointments_were_booked(client, chief, a_month):
    sources = {
        str(words): (share.part, address) for words, share, address, _width in client.get(PAGE).context["sources"]
    }

    assert [part for part, _address in sources.values()] == [10, 10, 1, 1]
    for part, address in sources.values():
        assert opened(client, address) == part


def test_a_chosen_clinic_counts_those_booked_there(client, chief, a_month, booked):
    elsewhere = ClinicFactory(name="Elsewhere")
    for person in a_month[:4]:
        booked(person, 22, on=8, clinic=elsewhere)
    count_all()
    shown = figures(client.get(PAGE, {"clinic": elsewhere.pk}))

    assert shown["New patients"].value == "0"
    assert shown["Active patients"].value == "4"
    assert opened(client, shown["Active patients"].address) == 4
    assert "Signed up and booked" not in shown


def test_who_signed_up_and_booked(client, chief, a_month, october):
    User.objects.filter(patient__in=a_month).update(date_joined=october(3, 9))
    for _number in range(9):
        UserFactory(date_joined=october(31, 23))
    UserFactory(date_joined=dt.datetime(2026, 11, 1, 0, 30, tzinfo=dt.UTC))
    count_all()

    assert figures(client.get(PAGE))["Signed up and booked"].words.startswith("3 of 12.")


def test_first_visits_are_counted_again_when_an_earlier_one_is_put_right(booked):
    person = PatientFactory(user=None)
    earlier = booked(person, 6, outcome="missed")
    booked(person, 20)
    count_all()
    assert PatientMetric.objects.get(first_visits=1).day == dt.date(2026, 10, 20)
    far = AppointmentEvent.objects.latest("pk").pk + 2000
    PatientMetric.objects.update(counted_to=far)
    Appointment.objects.filter(pk=earlier.pk).update(status=Status.COMPLETED)
    AppointmentEvent.objects.create(
        pk=far + 1, appointment=earlier, kind=Verb.COMPLETE, at=earlier.starts_at, to_status=Status.COMPLETED
    )
    days = list(roll_up_changed_patients())

    assert dt.date(2026, 10, 20) in days
    assert dt.date(2026, 10, 12) not in days
    assert PatientMetric.objects.get(first_visits=1).day == dt.date(2026, 10, 6)
    count_all()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda: PatientMetric.objects.update(online=77),
        lambda: PatientMetric.objects.update(first_visits=77),
        lambda: PatientMetric.objects.all().delete(),
    ],
)
def test_verify_names_what_differs(a_month, spoil, capsys):
    spoil()

    with pytest.raises(CommandError, match="differ"):
        call_command("metrics", "verify")
    assert "2026-10-06" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("by_age", "shown"),
    [
        ([20, 30, 40, 50, 60], [20, 30, 40, 50, 60]),
        ([9, 30, 40, 50, 60], [None, None, 40, 50, 60]),
        ([9, 8, 40, 50, 60], [None, None, 40, 50, 60]),
        ([0, 30, 40, 50, 60], [0, 30, 40, 50, 60]),
    ],
)
def test_small_groups_of_an_age_are_hidden_and_cannot_be_worked_out(by_age, shown):
    bands = Active(dt.date(2026, 10, 31), sum(by_age), 0, by_age).bands

    assert [band.share and band.share.part for band in bands] == shown


def test_an_age_is_the_one_on_the_last_day(client, chief, booked):
    for born in (dt.date(2008, 10, 31), dt.date(2008, 11, 1), dt.date(1946, 10, 31)):
        booked(PatientFactory(user=None, date_of_birth=born), 6)
    count_all()

    assert client.get(PAGE).context["found"].active.by_age == [1, 1, 0, 0, 1]


def test_a_year_goes_by_months(client, chief, a_month):
    found = client.get(PAGE, {"period": "year"}).context["found"]

    assert [found.stretches[0].monday, found.stretches[-1].monday] == [dt.date(2025, 11, 1), dt.date(2026, 10, 1)]
    assert found.stretches[-1].counts.numbers["new_patients"] == 12


@pytest.mark.parametrize("period", ["month", "year"])
def test_the_file_is_what_is_shown(client, chief, a_month, period):
    page, answer = client.get(PAGE, {"period": period}), client.get(PAGE, {"period": period, "format": "csv"})
    sources, ages, stretches = tables_of_file(answer.content.decode())

    assert answer["Content-Disposition"].startswith('attachment; filename="patients-202')
    assert [stretches] == tables_of_page(page.content.decode())
    assert [row[:2] for row in sources[1:]] == [
        [str(words), str(share.part)] for words, share, _address, _width in page.context["sources"]
    ]
    assert [row[:2] for row in ages[1:]] == [
        [band.words, str(band.share.part) if band.share else "hidden"] for band in page.context["found"].active.bands
    ]


def test_nothing_is_said_calmly(client, chief):
    User.objects.filter(role=Role.PATIENT).delete()
    assert "Nobody booked or came in these days." in client.get(PAGE).content.decode()


def test_an_analyst_sees_figures_and_no_way_to_names(client, a_month):
    client.force_login(staff_member(StaffGroup.ANALYST))
    html = client.get(PAGE).content.decode()

    assert reverse("admin:appointments_appointment_changelist") not in html
    assert reverse("admin:accounts_patient_changelist") not in html


@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.AUDITOR])
def test_is_closed_to_others(client, group):
    client.force_login(staff_member(group))

    assert client.get(PAGE).status_code == 403


@pytest.mark.parametrize("asked", ["booked=x", "source=x", "first=x"])
def test_a_filter_that_cannot_be_meant_narrows_nothing(client, chief, a_month, asked):
    answer = client.get(f"{reverse('admin:appointments_appointment_changelist')}?{asked}")

    assert answer.context["cl"].result_count == 22


@pytest.mark.parametrize(
    ("seen", "number"), [("x", 13), ("2026-10-01..2026-10-31@x", 13), ("2026-10-01..2026-10-31", 10)]
)
def test_the_list_of_patients_is_narrowed_by_what_can_be_meant(client, chief, a_month, seen, number):
    assert opened(client, f"{reverse('admin:accounts_patient_changelist')}?seen={seen}") == number


def test_asks_the_database_the_same_number_of_times_whatever_there_is(client, chief, a_month, booked):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    client.get(PAGE)
    few = queries()
    for number in range(4):
        booked(PatientFactory(), 12 + number, clinic=ClinicFactory())
    count_all()
    client.get(PAGE)  # the clocks of new clinics are remembered

    assert queries() == few
