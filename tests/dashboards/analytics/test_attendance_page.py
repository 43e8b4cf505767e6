"""The page of attendance: what it shows to whom, and that every figure opens exactly the visits it counts."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import StaffGroup
from scheduling.models import DaySupply
from tests.dashboards.analytics.conftest import count
from tests.dashboards.analytics.shown import table_below, tables_of_file
from tests.dashboards.staff import administrator, staff_member
from tests.factories import ClinicFactory, DoctorFactory, SpecialtyFactory, VisitTypeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE = reverse("admin:analytics_attendance")


@pytest.fixture
def chief(client):
    user = administrator()
    client.force_login(user)
    return user


@pytest.fixture
def a_month(ended, october, leila):
    """October: Dr Osei's patients miss half of Tuesday mornings, Dr Haddad's come."""
    ended("missed", october(6, 9), 30)
    ended("attended", october(6, 9), 30)
    ended("attended", october(7, 14), 40)
    ended("attended", october(8, 14), 60, doctor=leila)
    ended("missed", october(8, 14), 1, doctor=leila)
    ended("cancelled_late", october(8, 15), 4, doctor=leila)
    ended("cancelled_in_time", october(8, 15), 6, doctor=leila)
    count()


def opened(client, address):
    """Return how many rows the list at ``address`` says it has."""
    return client.get(address.replace("&amp;", "&")).context["cl"].result_count


def figures(answer):
    return {figure.title: figure for figure in answer.context["figures"]}


def test_shows_what_of_what(client, chief, a_month):
    answer = client.get(PAGE)
    shown = figures(answer)

    assert "1 to 31 October 2026, compared with September 2026." in answer.content.decode()
    assert shown["Visits due"].value == "161"
    assert shown["Missed"].value == "19.3%"
    assert shown["Missed"].words.startswith("31 of 161.")
    assert shown["Cancelled late"].words.startswith("4 of 171.")


def test_every_figure_opens_what_it_counts(client, chief, a_month):
    answer = client.get(PAGE)
    shown = figures(answer)
    rows = {group.name: addresses for group, _bar, *addresses in answer.context["rows"]}
    sentences = answer.context["sentences"]
    cells = [cell for _hour, cells in answer.context["heat"][1] for cell in cells if cell.address]

    assert opened(client, shown["Visits due"].address) == 161
    assert opened(client, shown["Missed"].address) == 31
    assert opened(client, shown["Cancelled late"].address) == 4
    assert opened(client, sentences[0].address) == 30
    assert cells
    for cell in cells:
        assert opened(client, cell.address) == cell.share.part
    doctors, missed = rows["Dermatology"]
    assert opened(client, missed) == 30
    ((group, _bar, _doctors, address),) = client.get(PAGE + doctors).context["rows"]
    assert group.name == "Dr Amara Osei"
    assert opened(client, address) == 30


def test_says_what_stands_out_and_only_that(client, chief, a_month):
    what = [sentence.what for sentence in client.get(PAGE).context["sentences"]]

    assert what[0].startswith("Dermatology: most visits missed, 30.0%")
    assert what[1].startswith("Tuesday from 9:00am: more missed")
    assert (
        "every difference here can be chance"
        in client.get(PAGE, {"specialty": a_specialty("Cardiology")}).content.decode()
    )


def a_specialty(name):
    return SpecialtyFactory._meta.model.objects.get(name=name).pk


def test_is_narrowed_by_clinic_specialty_and_kind(client, chief, a_month, ended, october, leila):
    elsewhere, other_kind = ClinicFactory(name="Elsewhere"), VisitTypeFactory(name="Other kind")
    ended("attended", october(9, 9), 12, clinic=elsewhere)
    ended("attended", october(9, 9), 13, visit_type=other_kind)
    count()

    def due(**asked):
        return figures(client.get(PAGE, asked))["Visits due"].value

    assert due() == "186"
    assert due(clinic=elsewhere.pk) == "12"
    assert due(visit_type=other_kind.pk) == "13"
    assert due(specialty=a_specialty("Cardiology")) == "61"
    shown = figures(client.get(PAGE, {"clinic": elsewhere.pk}))
    assert opened(client, shown["Visits due"].address) == 12


def test_compares_with_the_period_before(client, chief, a_month, ended, october):
    september = october(6, 9).replace(month=9)
    ended("attended", september, 100)
    ended("missed", september, 2)
    count()

    shown = figures(client.get(PAGE))
    assert shown["Visits due"].words == "58% more than in September 2026."
    assert "Up 17.3 points." in shown["Missed"].words
    assert shown["Missed"].tone == "bad"


def test_small_groups_are_hidden(client, chief, ended, october):
    ended("missed", october(6, 9), 3)
    ended("attended", october(6, 9), 4)
    count()

    html = client.get(PAGE).content.decode()
    assert "too few" in html
    assert "42.9%" not in html
    assert "42.9" not in client.get(PAGE, {"format": "csv"}).content.decode()


def test_time_used_is_of_the_hours_offered(client, chief, a_month, ended):
    told = {"doctor": ended.told["doctor"], "clinic": ended.told["clinic"], "local_date": "2026-10-06"}
    DaySupply.objects.create(**told, minutes_offered=6000, minutes_blocked=600, minutes_booked=0)

    used = figures(client.get(PAGE))["Time used"]
    assert used.words.startswith("43 of 90 hours.")


def test_the_file_has_exactly_what_is_shown(client, chief, a_month):
    DoctorFactory._meta.model.objects.filter(slug="amara").update(full_name="=Amara()", title="")
    narrowed = {"specialty": a_specialty("Dermatology")}
    page, answer = client.get(PAGE, narrowed), client.get(PAGE, narrowed | {"format": "csv"})
    doctors, weeks, hours = tables_of_file(answer.content.decode())

    assert answer["Content-Disposition"] == 'attachment; filename="attendance-2026-10-01-2026-10-31.csv"'
    named = [dict(zip(doctors[0], row, strict=True)) for row in doctors[1:]]
    assert [(row["Doctor"], row["Visits due"], row["Share missed, %"]) for row in named] == [
        ("'=Amara()", "100", "30.0"),
        ("All", "100", "30.0"),
    ]
    assert weeks == table_below(page, "weeks-title")
    (_corner, *days), *rows = table_below(page, "heat-title")
    cells = [[day, hour, row[place]] for place, day in enumerate(days) for hour, *row in rows]
    assert [[day[:3], hour, share] for day, hour, _due, _missed, share in hours[1:]] == [
        [day, hour, cell.partition("%")[0]] for day, hour, cell in cells if "too few" not in cell
    ]
    assert len(hours) > 1


def test_the_file_compares_hours_of_all_kinds_with_no_single_one(client, chief, a_month):
    visit_type = VisitTypeFactory._meta.model.objects.first()
    of_one, of_all = (
        tables_of_file(client.get(PAGE, asked | {"format": "csv"}).content.decode())[0]
        for asked in ({"visit_type": visit_type.pk}, {})
    )

    assert "Hours offered" not in of_one[0]
    assert "Hours offered" in of_all[0]


@pytest.mark.parametrize(
    ("first", "last", "sentence"),
    [
        ("2026-10-09", "2026-10-01", "The last day is before the first."),
        ("", "2026-10-01", "Choose the first and the last day."),
        ("2016-10-09", "2026-10-01", "Choose three years at most."),
        ("soon", "2026-10-01", "Enter a day"),
    ],
)
def test_dates_that_cannot_be_meant_come_back(client, chief, first, last, sentence):
    html = client.get(PAGE, {"period": "dates", "first": first, "last": last, "format": "csv"}).content.decode()

    assert sentence in html
    assert f'value="{last}"' in html


def test_nothing_is_said_calmly(client, chief):
    assert "No appointment ended in these days." in client.get(PAGE).content.decode()


def test_an_analyst_sees_figures_and_no_way_to_names(client, a_month):
    client.force_login(staff_member(StaffGroup.ANALYST))
    answer = client.get(PAGE)

    assert figures(answer)["Missed"].value == "19.3%"
    assert reverse("admin:appointments_appointment_changelist") not in answer.content.decode()


@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.AUDITOR])
def test_is_closed_to_others(client, group):
    client.force_login(staff_member(group))

    assert client.get(PAGE).status_code == 403
    assert client.get(reverse("admin:analytics")).status_code == 403
    assert PAGE not in client.get(reverse("admin:index")).content.decode()


def test_asks_the_database_the_same_number_of_times_whatever_there_is(client, chief, ended, october):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            client.get(PAGE)
        return len(asked)

    ended("missed", october(6, 9), 12)
    count()
    client.get(PAGE)
    few = queries()
    for number in range(4):
        told = {
            "doctor": DoctorFactory(specialties=[SpecialtyFactory(name=f"Field {number}")]),
            "clinic": ClinicFactory(),
        }
        ended("attended", october(7 + number, 9 + number), 12, **told)
    count()

    assert queries() == few


@pytest.mark.parametrize("asked", ["days=2026-10-09..2026-10-01", "days=x", "start=8-3", "start=1-24", "outcome=x"])
def test_a_filter_that_cannot_be_meant_narrows_nothing(client, chief, a_month, asked):
    answer = client.get(f"{reverse('admin:appointments_appointment_changelist')}?{asked}", follow=True)

    assert answer.status_code == 200


def test_the_list_says_which_days_and_hours_it_shows(client, chief, a_month):
    html = client.get(
        reverse("admin:appointments_appointment_changelist"), {"days": "2026-10-01..2026-10-31", "start": "2-9"}
    ).content.decode()

    assert "1 to 31 October 2026" in html
    assert re.search(r"Tuesday from 9:00am", html)
