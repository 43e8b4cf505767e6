"""The page of doctors and their time: what it shows, and where each figure leads."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import StaffGroup
from scheduling.models import DaySupply
from tests.dashboards.analytics.conftest import count
from tests.dashboards.staff import administrator, staff_member
from tests.factories import ClinicFactory, DoctorFactory, VisitTypeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = reverse("admin:analytics_doctors")


@pytest.fixture
def chief(client):
    user = administrator()
    client.force_login(user)
    return user


def offered(doctor, clinic, minutes, *, blocked=0, day="2026-10-06"):
    told = {"doctor": doctor, "clinic": clinic, "local_date": day, "minutes_booked": 0}
    DaySupply.objects.create(**told, minutes_offered=minutes, minutes_blocked=blocked)


@pytest.fixture
def a_month(ended, october, amara, leila):
    """October: Dr Osei uses 20 of 40 hours, Dr Haddad 30 of 40; ten hours of hers are called off late, five missed."""
    offered(amara, ended.told["clinic"], 2460, blocked=60)
    offered(leila, ended.told["clinic"], 2400)
    ended("attended", october(6, 9), 60)
    ended("attended", october(6, 9), 90, doctor=leila)
    ended("cancelled_late", october(7, 9), 30, doctor=leila)
    ended("missed", october(8, 9), 15, doctor=leila)
    count()


def figures(answer):
    return {figure.title: figure for figure in answer.context["figures"]}


def opened(client, address):
    return client.get(address).context["cl"].result_count


def test_shows_hours_of_hours(client, chief, a_month):
    shown = figures(client.get(PAGE))

    assert shown["Hours offered"].value == "80"
    assert shown["Time used"].words.startswith("50 of 80 hours.")
    assert shown["Given back, booked again"].words.startswith("0 of 10 hours.")
    assert shown["Time lost"].words.startswith("15 of 80 hours.")


def test_each_doctor_leads_to_their_appointments_and_each_figure_to_its_own(client, chief, a_month):
    answer = client.get(PAGE)
    shown = figures(answer)
    rows = {str(row.doctor.display_name): address for row, _bar, address in answer.context["rows"]}
    lost = {words: (hours, address) for words, hours, _share, address, _width in answer.context["reasons"]}

    assert list(rows) == ["Dr Amara Osei", "Dr Leila Haddad"]
    assert opened(client, rows["Dr Amara Osei"]) == 60
    assert opened(client, rows["Dr Leila Haddad"]) == 135
    assert opened(client, shown["Hours offered"].address) == 2
    assert opened(client, shown["Time used"].address) == 150
    assert opened(client, shown["Given back, booked again"].address) == 30
    assert lost["Called off or moved late"][0] == 10
    assert opened(client, lost["Called off or moved late"][1]) == 30
    assert lost["Missed"][0] == 5
    assert opened(client, lost["Missed"][1]) == 15


def test_is_narrowed_by_clinic_and_specialty(client, chief, a_month, ended, october, heart):
    elsewhere = ClinicFactory(name="Elsewhere")
    offered(ended.told["doctor"], elsewhere, 600)
    ended("attended", october(9, 9), 12, clinic=elsewhere)
    count()

    assert figures(client.get(PAGE, {"clinic": elsewhere.pk}))["Time used"].words.startswith("4 of 10 hours.")
    assert figures(client.get(PAGE, {"specialty": heart.pk}))["Time used"].words.startswith("30 of 40 hours.")


def test_hours_are_offered_for_no_kind_of_visit(client, chief, a_month, ended, october):
    other = VisitTypeFactory(name="Other kind")
    ended("attended", october(9, 9), 12, visit_type=other)
    count()
    answer = client.get(PAGE, {"visit_type": other.pk})

    assert set(figures(answer)) == {"Hours used", "Given back, booked again"}
    assert figures(answer)["Hours used"].value == "4"
    assert "Time used, by doctor" not in answer.content.decode()


def test_the_file_has_exactly_what_is_shown(client, chief, a_month):
    DoctorFactory._meta.model.objects.filter(slug="amara").update(full_name="=Amara()", title="")
    answer = client.get(PAGE, {"format": "csv"})
    rows = list(csv.DictReader(io.StringIO(answer.content.decode())))

    assert answer["Content-Disposition"] == 'attachment; filename="doctors-2026-10-01-2026-10-31.csv"'
    assert [(row["Doctor"], row["Hours offered"], row["Time used, %"], row["Lost, missed"]) for row in rows] == [
        ("'=Amara()", "40", "50.0", "0"),
        ("Dr Leila Haddad", "40", "75.0", "5"),
        ("All", "80", "62.5", "5"),
    ]


def test_few_hours_have_no_share(client, chief, ended, october, amara):
    offered(amara, ended.told["clinic"], 120)
    ended("attended", october(6, 9), 3)
    count()
    html = client.get(PAGE).content.decode()

    assert "2 hours are too few for a share." in html
    assert "50%" not in html
    assert "50.0" not in client.get(PAGE, {"format": "csv"}).content.decode()


def test_beyond_a_hundred_the_page_says_how_many_it_leaves_out(client, chief, a_month, monkeypatch):
    monkeypatch.setattr("dashboards.analytics.doctors_and_time.MOST_DOCTORS", 1)

    answer = client.get(PAGE)
    assert len(answer.context["rows"]) == 1
    assert "1 more stands below a specialty or a clinic." in answer.content.decode()


def test_nothing_is_said_calmly(client, chief):
    assert "No hours were offered in these days." in client.get(PAGE).content.decode()


def test_an_analyst_sees_figures_and_no_way_to_names(client, a_month):
    client.force_login(staff_member(StaffGroup.ANALYST))
    answer = client.get(PAGE)

    assert figures(answer)["Hours offered"].value == "80"
    assert reverse("admin:appointments_appointment_changelist") not in answer.content.decode()


@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.AUDITOR])
def test_is_closed_to_others(client, group):
    client.force_login(staff_member(group))

    assert client.get(PAGE).status_code == 403


def test_asks_the_database_the_same_number_of_times_whatever_there_is(client, chief, a_month, ended, october):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(PAGE)
        return len(asked)

    client.get(PAGE)
    few = queries()
    for number in range(4):
        doctor = DoctorFactory(full_name=f"Doctor {number}", slug=f"doctor-{number}")
        offered(doctor, ended.told["clinic"], 600)
        ended("attended", october(7 + number, 9), 12, doctor=doctor)
    count()

    assert queries() == few
