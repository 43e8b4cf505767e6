"""The pages of waits and the overview: what they show to whom, and that every figure opens exactly what it counts."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.roles import StaffGroup
from appointments.lifecycle import Status, Verb
from appointments.models import Proposal
from dashboards.models import AccessSample
from scheduling.clinic_time import ONE_DAY
from tests.dashboards.analytics.conftest import count
from tests.dashboards.analytics.test_attendance_page import a_specialty, figures, opened
from tests.dashboards.staff import administrator, staff_member
from tests.factories import ClinicFactory, DoctorFactory, PatientFactory, SpecialtyFactory, VisitTypeFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

PAGE, OVERVIEW = reverse("admin:analytics_access"), reverse("admin:analytics_overview")
FIRST = dt.date(2026, 10, 1)


@pytest.fixture
def chief(client):
    user = administrator()
    client.force_login(user)
    return user


@pytest.fixture
def sample(ended):
    """Return a function that writes ``number`` mornings from ``first`` on, each with so many days of wait."""

    def write(days, number, *, doctor=None, clinic=None, first=FIRST):
        doctor, clinic = doctor or ended.told["doctor"], clinic or ended.told["clinic"]
        AccessSample.objects.bulk_create(
            AccessSample(day=first + ONE_DAY * count, doctor=doctor, clinic=clinic, days=days)
            for count in range(number)
        )

    return write


@pytest.fixture
def answered(asked, october):
    """Return a function that makes ``number`` requests for 20 October, answered after so many hours, or never."""

    def make(hours, number, **more):
        for _number in range(number):
            asked_at = october(6, 10)
            verb, status = (Verb.EXPIRE, Status.EXPIRED) if hours is None else (Verb.APPROVE, Status.CONFIRMED)
            after = asked_at + dt.timedelta(hours=hours or 47)
            told = {"patient": PatientFactory()} | more
            asked(asked_at, october(20, 10), (verb, after, status, hours is not None), **told)

    return make


@pytest.fixture
def a_month(ended, october, leila, sample, answered):
    """October: Dr Osei is booked out and answers late, Dr Haddad is not and answers at once."""
    ended("attended", october(6, 9), 30, lead=20 * ONE_DAY)
    ended("missed", october(6, 9), 10, lead=60 * ONE_DAY)
    ended("attended", october(8, 14), 60, doctor=leila, lead=3 * ONE_DAY)
    sample(21, 20)
    sample(None, 5, first=FIRST + 20 * ONE_DAY)
    sample(2, 31, doctor=leila)
    answered(40, 20)
    answered(None, 5)
    answered(3, 60, doctor=leila)
    count()


def test_shows_how_long_people_wait(client, chief, a_month):
    shown = figures(client.get(PAGE))

    assert shown["Wait for a new visit"].value == "2 days"
    assert shown["Wait for a new visit"].words.startswith("Median of 56 mornings of doctors. On 5, none was free.")
    assert shown["From booking to visit"].value == "3 days"
    assert shown["From booking to visit"].words == "Median of 100 visits due."
    assert shown["Nine in ten come within"].value == "21 days"
    assert shown["Answered in one working day"].words.startswith("60 of 85 requests. Likely 60 to 79%.")
    assert shown["Time to an answer"].value == "3 hours"
    assert shown["Offered times taken"].value == "Too few"


def test_every_figure_opens_what_it_counts(client, chief, a_month, ended):
    answer = client.get(PAGE)
    shown = figures(answer)
    rows = {row[0].name: row[1:] for row in answer.context["rows"]}
    doctors, due, requests = rows["Dermatology"]

    assert opened(client, shown["From booking to visit"].address) == 100
    assert opened(client, shown["Answered in one working day"].address) == 85
    assert opened(client, answer.context["due_address"]) == 100
    assert (opened(client, due), opened(client, requests)) == (40, 25)
    ((group, _doctors, due, requests),) = client.get(PAGE + doctors).context["rows"]
    assert group.name == "Dr Amara Osei"
    assert (opened(client, due), opened(client, requests)) == (40, 25)


def test_offers_of_another_time_open_their_list(client, chief, ended, october, answered):
    answered(3, 12)
    *made, (_last,) = [ended("attended", october(6, 9)) for _number in range(13)]
    for number, (appointment,) in enumerate(made):
        status = Proposal.Status.ACCEPTED if number < 9 else Proposal.Status.REFUSED
        Proposal.objects.create(
            appointment=appointment, made_by=chief, made_at=october(1, 9), answer_by=october(2, 9), status=status,
            ended_at=october(2, 9),
        )  # fmt: skip
    Proposal.objects.filter(appointment=made[0][0]).update(made_at=october(1, 9) - ONE_DAY)
    count()

    taken = figures(client.get(PAGE))["Offered times taken"]
    assert taken.words.startswith("8 of 11 offers of another time.")
    assert opened(client, taken.address) == 11


def test_says_what_stands_out(client, chief, a_month):
    answer = client.get(PAGE)
    first, second = answer.context["sentences"]

    assert first.what == "Dermatology: the longest wait for a new visit, 21 days."
    assert client.get(PAGE + first.address).context["found"].narrowing.specialty.name == "Dermatology"
    assert second.what.startswith("Dermatology: most requests not answered within one working day, 100.0%")
    assert opened(client, second.address) == 25


def test_compares_with_the_period_before(client, chief, a_month, sample, leila, ended, answered, october):
    sample(5, 20, doctor=leila, first=dt.date(2026, 9, 1))
    ended("attended", october(6, 9).replace(month=9), 10, lead=8 * ONE_DAY)
    count()

    shown = figures(client.get(PAGE))
    assert shown["Wait for a new visit"].words.endswith("3 days less than in September 2026.")
    assert shown["Wait for a new visit"].tone == "good"
    assert shown["From booking to visit"].words.endswith("9 days in September 2026.")


def test_weeks_are_drawn_and_told(client, chief, a_month):
    answer = client.get(PAGE)
    first, second = answer.context["charts"]

    assert (first.name, second.name) == ("Dermatology", "Cardiology")
    assert len(first.weeks) == 13
    told = {week.monday: (week.words, week.height) for week in second.weeks}
    assert told["28 Sep"] == ("too few", 0.0)
    assert told["5 Oct"][0] == "2 days"
    assert {week.words for week in first.weeks[-2:]} == {"none free", "too few"}


def test_a_week_with_enough_mornings_has_a_column_on_the_common_scale(client, chief, sample):
    for days in (4, 8):
        field = SpecialtyFactory(name=f"Field {days}")
        for _doctor in range(2):
            sample(days, 7, doctor=DoctorFactory(specialties=[field]), first=dt.date(2026, 10, 5))

    charts = client.get(PAGE).context["charts"]
    drawn = {(chart.name, week.monday): (week.words, week.height) for chart in charts for week in chart.weeks}
    assert drawn["Field 8", "5 Oct"] == ("8 days", 100.0)
    assert drawn["Field 4", "5 Oct"] == ("4 days", 50.0)
    assert drawn["Field 4", "12 Oct"] == ("too few", 0.0)


def test_the_histogram_counts_everybody_once(client, chief, a_month):
    bars = {bar.days: bar.share.part for bar in client.get(PAGE).context["bars"]}

    assert bars == {"0": 0, "1 to 3": 60, "4 to 7": 0, "8 to 14": 0, "15 to 28": 30, "29 to 42": 0, "over 42": 10}


def test_is_narrowed_by_clinic_specialty_and_kind(client, chief, a_month, ended, october, sample, answered):
    elsewhere, other_kind = ClinicFactory(name="Elsewhere"), VisitTypeFactory(name="Other kind")
    ended("attended", october(9, 9), 12, clinic=elsewhere)
    ended("attended", october(9, 9), 13, visit_type=other_kind)
    sample(7, 12, clinic=elsewhere)
    count()

    def shown(**asked):
        return figures(client.get(PAGE, asked))

    there = shown(clinic=elsewhere.pk)
    assert there["From booking to visit"].words == "Median of 12 visits due."
    assert there["Wait for a new visit"].value == "7 days"
    assert opened(client, there["From booking to visit"].address) == 12
    of_a_kind = shown(visit_type=other_kind.pk)
    assert of_a_kind["From booking to visit"].words == "Median of 13 visits due."
    assert "Wait for a new visit" not in of_a_kind
    assert shown(specialty=a_specialty("Cardiology"))["Answered in one working day"].words.startswith("60 of 60")


def test_small_groups_are_hidden(client, chief, ended, october, sample, answered):
    ended("attended", october(6, 9), 9, lead=33 * ONE_DAY)
    sample(17, 4)
    answered(3, 9)
    count()

    html = client.get(PAGE).content.decode()
    file = client.get(PAGE, {"format": "csv"}).content.decode()
    assert "too few" in html
    for told in ("33 days", "35 days", "17 days", "100.0%"):
        assert told not in html
    assert "17" not in file
    assert "100.0" not in file


def test_the_file_has_exactly_what_is_shown(client, chief, a_month):
    DoctorFactory._meta.model.objects.filter(slug="amara").update(full_name="=Amara()", title="")
    answer = client.get(PAGE, {"format": "csv", "specialty": a_specialty("Dermatology")})
    first, everybody = csv.DictReader(io.StringIO(answer.content.decode()))

    assert answer["Content-Disposition"] == 'attachment; filename="access-2026-10-01-2026-10-31.csv"'
    assert first["Doctor"] == "'=Amara()"
    assert everybody["Doctor"] == "All"
    assert first["Days to the third free first visit, median"] == "21"
    assert first["Mornings with none free"] == "5"
    assert (first["Requests"], first["Answered in one working day"], first["Share answered, %"]) == ("25", "0", "0.0")


def test_the_overview_leads_to_each_page_about_the_same_days(client, chief, a_month):
    answer = client.get(OVERVIEW, {"period": "quarter"})
    shown = figures(answer)

    assert set(shown) == {
        "Visits due", "Missed", "Cancelled late", "Wait for a new visit", "Answered in one working day",
    }  # fmt: skip
    assert shown["Missed"].address == f"{reverse('admin:analytics_attendance')}?period=quarter"
    assert shown["Wait for a new visit"].address == f"{PAGE}?period=quarter"
    assert len(answer.context["sentences"]) <= 3
    for sentence in answer.context["sentences"]:
        assert client.get(sentence.address).status_code == 200
    assert any("longest wait" in sentence.what for sentence in answer.context["sentences"])


def test_the_file_of_the_overview_has_its_figures_and_its_weeks(client, chief, a_month):
    rows = list(csv.DictReader(io.StringIO(client.get(OVERVIEW, {"format": "csv"}).content.decode())))
    told = {(row["From"], row["Figure"]): row["Value"] for row in rows}

    assert told["2026-10-01", "Visits due"] == "100"
    assert told["2026-10-01", "Wait for a new visit"] == "2 days"
    assert told["2026-10-05", "Missed"] == "10"


def test_the_first_page_of_figures_is_the_overview(client, chief):
    assert client.get(reverse("admin:analytics")).url == OVERVIEW


@pytest.mark.parametrize(
    ("page", "words"), [(PAGE, "Nobody had an appointment in these days"), (OVERVIEW, "No appointment ended")]
)
def test_nothing_is_said_calmly(client, chief, page, words):
    assert words in client.get(page).content.decode()


@pytest.mark.parametrize("page", [PAGE, OVERVIEW])
def test_an_analyst_sees_figures_and_no_way_to_names(client, a_month, page):
    client.force_login(staff_member(StaffGroup.ANALYST))
    answer = client.get(page)

    assert figures(answer)["Wait for a new visit"].value == "2 days"
    for model in ("appointment", "proposal"):
        assert reverse(f"admin:appointments_{model}_changelist") not in answer.content.decode()


@pytest.mark.parametrize("page", [PAGE, OVERVIEW])
@pytest.mark.parametrize("group", [StaffGroup.FRONT_DESK, StaffGroup.AUDITOR])
def test_is_closed_to_others(client, group, page):
    client.force_login(staff_member(group))

    assert client.get(page).status_code == 403


@pytest.mark.parametrize("page", [PAGE, OVERVIEW])
def test_asks_the_database_the_same_number_of_times_whatever_there_is(client, chief, a_month, page, ended, october):
    def queries():
        with CaptureQueriesContext(connection) as asked:
            client.get(page)
        return len(asked)

    client.get(page)
    few = queries()
    for number in range(4):
        doctor = DoctorFactory(specialties=[SpecialtyFactory(name=f"Field {number}")])
        clinic = ClinicFactory()
        ended("attended", october(7 + number, 9 + number), 12, doctor=doctor, clinic=clinic)
        AccessSample.objects.bulk_create(
            AccessSample(day=FIRST + ONE_DAY * day, doctor=doctor, clinic=clinic, days=number) for day in range(20)
        )
    count()
    client.get(page)  # a new clinic makes the clocks be asked for anew

    assert queries() == few
