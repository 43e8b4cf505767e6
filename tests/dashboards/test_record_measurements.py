"""Measurements of a record: added, drawn, corrected, taken out; from both sides."""

import datetime as dt
from decimal import Decimal

import pytest

from accounts.models import Measurement
from accounts.services.measurements.correcting import retract_measurement
from tests.accounts.record_files import measure
from tests.dashboards.record_pages import browser_of, child_of, give_leave, mine, queries_of, text, theirs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]
HOME = "/me/history/measurements/"
DAY = dt.timedelta(days=1)


@pytest.fixture
def maria(patient):
    return browser_of(patient.user)


@pytest.fixture
def amara(doctor, patient, now):
    """The browser of Dr Osei, who may read Maria's record for a week."""
    give_leave(doctor, patient, now=now)
    return browser_of(doctor.user)


def told(patient, **more):
    return {"patient": patient.record_number, "day": "2026-11-24", "time": "08:30"} | more


def section(response, kind):
    return text(response).split(f'id="{kind}"')[1].split("</section>")[0]


# --- Reading ----------------------------------------------------------------------------------------
def test_nothing_yet(maria, amara, patient):
    assert "Add what you measure at home" in text(maria.get(HOME))
    assert "Nothing measured yet." in text(amara.get(theirs(patient, "measurements/")))


def test_says_what_when_and_who(maria, amara, patient, now):
    measure(patient, "blood_pressure", "120", "80", now=now)

    here = section(maria.get(HOME), "blood_pressure")
    there = section(amara.get(theirs(patient, "measurements/")), "blood_pressure")

    assert "<b>120/80</b> mmHg" in here
    assert '24 Nov 2026, <span class="no-break">9:00am</span><br><span class="muted">Added by you<' in here
    assert "Added by Maria Lopes" in there


def test_the_sheet_for_paper_has_the_newest_of_each_kind(maria, amara, doctor, patient, now):
    give_leave(doctor, patient, now=now)
    for days in range(5):
        measure(patient, value=f"7{days}", now=now, measured_at=now - days * DAY)
    measure(patient, "temperature", "36.7", now=now, source="doctor", actor=doctor.user)
    page = text(maria.get(mine(patient, "print/")))
    weights = page.split("Weight: ")[1].split("</p>")[0]
    temperature = page.split("Temperature: ")[1].split("</p>")[0]

    assert weights.count("kg") == 3
    assert weights.count("entered by the patient") == 1
    assert "73 kg" not in weights
    assert "entered by the patient" not in temperature


def test_of_values_from_both_sides_the_sheet_says_which_are_the_patients(maria, doctor, patient, now):
    give_leave(doctor, patient, now=now)
    measure(patient, value="70", now=now, measured_at=now - DAY)
    measure(patient, value="71", now=now, source="doctor", actor=doctor.user)
    weights = text(maria.get(mine(patient, "print/"))).split("Weight: ")[1].split("</p>")[0]

    assert weights.index("71 kg") < weights.index("70 kg") < weights.index("entered by the patient")
    assert weights.count("entered by the patient") == 1


def test_without_any_the_sheet_says_nothing_of_them(maria, patient):
    assert "Measurements" not in text(maria.get(mine(patient, "print/"))).split('class="sheet"')[1]


def test_the_sheet_costs_the_same_for_one_and_for_eight(maria, patient, now):
    measure(patient, now=now)
    page = mine(patient, "print/")
    maria.get(page)
    few = queries_of(maria, page)
    for days in range(1, 8):
        measure(patient, value=f"7{days}", now=now, measured_at=now - days * DAY)

    assert queries_of(maria, page) == few


def test_one_added_later_says_when(maria, patient, now):
    measure(patient, now=now, measured_at=now - 3 * DAY)

    assert "Added by you, 24 Nov 2026" in section(maria.get(HOME), "weight")


def test_the_newest_come_first_and_older_ones_are_folded_away(maria, patient, now):
    for days in range(7):
        measure(patient, value=str(70 + days), now=now, measured_at=now - days * DAY)

    shown = section(maria.get(HOME), "weight")

    assert "<b>70</b> kg" in shown
    assert shown.index("74 kg") < shown.index("<summary>2 more") < shown.index("75 kg") < shown.index("76 kg")


def test_a_line_over_time_says_in_words_what_it_shows(maria, patient, now):
    for days, value in ((30, "75"), (10, "74.5"), (0, "74")):
        measure(patient, value=value, now=now, measured_at=now - days * DAY)

    shown = section(maria.get(HOME), "weight")

    assert 'role="img" aria-labelledby="weight-chart-title weight-chart-words"' in shown
    assert "3 values: from 75 on 25 Oct 2026 to 74 kg on 24 Nov 2026." in shown
    assert shown.count("<polyline") == 1
    assert shown.count("<circle") == 3


def test_a_pair_is_two_lines_and_one_value_is_none(maria, patient, now):
    measure(patient, now=now)
    for days in (5, 0):
        measure(patient, "blood_pressure", "120", "80", now=now, measured_at=now - days * DAY)

    page = maria.get(HOME)

    assert section(page, "blood_pressure").count("<polyline") == 2
    assert '<svg class="chart"' not in section(page, "weight")


def test_the_body_mass_index_of_an_adult_is_worked_out(maria, patient, now):
    measure(patient, "height", "164", now=now, measured_at=now - 300 * DAY)
    assert maria.get(HOME).context["bmi"] is None
    measure(patient, value="72.2", now=now)

    assert "Body mass index: 26.8" in text(maria.get(HOME))


def test_that_of_a_child_is_not(maria, patient, now):
    child = child_of(patient)
    for kind, value in (("height", "121"), ("weight", "23")):
        measure(child, kind, value, now=now, actor=patient.user)

    assert maria.get(mine(child, "measurements/")).context["bmi"] is None


def test_costs_the_same_for_one_and_for_eight(maria, amara, patient, now):
    measure(patient, now=now)
    pages = [(maria, HOME), (amara, theirs(patient, "measurements/"))]
    for client, page in pages:
        client.get(page)
    few = [queries_of(client, page) for client, page in pages]
    for days in range(1, 8):
        measure(patient, now=now, measured_at=now - days * DAY)

    assert [queries_of(client, page) for client, page in pages] == few


def test_the_doctors_summary_says_what_was_measured_last(amara, patient, now):
    assert "Measured last" not in text(amara.get(theirs(patient)))
    for days, value in ((9, "75"), (2, "74")):
        measure(patient, value=value, now=now, measured_at=now - days * DAY)

    page = text(amara.get(theirs(patient)))

    assert "<dt>Weight</dt><dd>74 kg" in page
    assert "75 kg" not in page


# --- Adding -----------------------------------------------------------------------------------------
def test_what_one_visit_measured_comes_in_at_once(amara, doctor, patient, now):
    figures = {"blood_pressure": "120", "blood_pressure_lower": "80", "weight": "72,5", "temperature": "36.7"}
    answer = amara.post(theirs(patient, "measurements/add/"), told(patient, **figures))

    rows = Measurement.objects.order_by("kind")
    assert answer.url == theirs(patient, "measurements/")
    assert [(row.kind, row.value, row.second_value) for row in rows] == [
        ("blood_pressure", Decimal(120), Decimal(80)),
        ("temperature", Decimal("36.7"), None),
        ("weight", Decimal("72.5"), None),
    ]
    assert {(row.source, row.recorded_by, row.measured_at) for row in rows} == {
        ("doctor", doctor.user, now - dt.timedelta(minutes=30))
    }


def test_a_patient_adds_what_they_measure_by_their_own_clock(maria, patient, now):
    patient.user.time_zone = "Europe/Berlin"
    patient.user.save()

    maria.post(mine(patient, "measurements/add/"), told(patient, time="09:30", heart_rate="71"))

    row = Measurement.objects.get()
    assert (row.source, row.measured_at) == ("patient", now - dt.timedelta(minutes=30))


@pytest.mark.parametrize(
    ("figures", "words"),
    [
        ({}, "Enter at least one figure"),
        ({"weight": "725"}, ": enter a number from 0.3 to 500"),
        ({"weight": "heavy"}, ": enter a number from 0.3 to 500"),
        ({"weight": "72.55"}, ": enter a number from 0.3 to 500"),
        ({"weight": "NaN"}, ": enter a number from 0.3 to 500"),
        ({"weight": "1e2000"}, ": enter a number from 0.3 to 500"),
        ({"oxygen": "101"}, ": enter a number from 40 to 100"),
        ({"blood_pressure": "120"}, "Enter both numbers of the blood pressure"),
        ({"blood_pressure_lower": "80"}, "Enter both numbers of the blood pressure"),
        ({"blood_pressure": "80", "blood_pressure_lower": "120"}, "The lower number must be below the upper one"),
        ({"weight": "72", "time": "09:01"}, "Choose a day and time that have passed"),
        ({"weight": "72", "day": "2026-11-25"}, "Choose a day and time that have passed"),
        ({"weight": "72", "day": ""}, "Choose a day"),
        ({"weight": "72", "day": "1850-01-01"}, "Choose a day"),
    ],
)
def test_says_what_is_wrong_and_adds_nothing(maria, patient, figures, words):
    answer = maria.post(mine(patient, "measurements/add/"), told(patient, temperature="", **figures))

    assert answer.status_code == 422
    assert words in text(answer)
    assert not Measurement.objects.exists()


def test_nothing_was_measured_before_the_birth(maria, patient):
    child = child_of(patient)

    answer = maria.post(mine(child, "measurements/add/"), told(child, weight="20", day="2019-06-13"))

    assert "Choose a day after 14 Jun 2019, the date of birth" in text(answer)


# --- Correcting and taking out ----------------------------------------------------------------------
def test_a_correction_begins_with_what_it_says(maria, patient, now):
    row = measure(patient, value="27.5", now=now)
    address = mine(patient, f"measurements/{row.pk}/correct/")
    page = maria.get(address)
    assert 'value="27.5"' in text(page)
    assert "heart_rate" not in text(page)

    maria.post(address, told(patient, weight="72.5"))

    assert [row.value for row in Measurement.objects.standing()] == [Decimal("72.5")]
    assert Measurement.objects.count() == 2


def test_a_pair_is_corrected_as_a_pair(maria, patient, now):
    row = measure(patient, "blood_pressure", "120", "80", now=now)
    address = mine(patient, f"measurements/{row.pk}/correct/")

    assert maria.post(address, told(patient, blood_pressure="130")).status_code == 422
    maria.post(address, told(patient, blood_pressure="130", blood_pressure_lower="85"))

    assert [(row.value, row.second_value) for row in Measurement.objects.standing()] == [(130, 85)]


def test_asks_before_it_is_taken_out(maria, patient, now):
    row = measure(patient, now=now)
    address = mine(patient, f"measurements/{row.pk}/take-out/")
    assert "Weight: 72.5 kg" in text(maria.get(address))

    answer = maria.post(address, {"patient": patient.record_number}, follow=True)

    assert "Taken out." in text(answer)
    assert not Measurement.objects.standing().exists()


@pytest.mark.parametrize("step", ["correct", "take-out"])
def test_what_was_changed_meanwhile_is_told(maria, patient, now, step):
    row = measure(patient, now=now)
    retract_measurement(measurement=row, source="patient", actor=patient.user, now=now)

    answer = maria.get(mine(patient, f"measurements/{row.pk}/{step}/"))

    assert answer.status_code == 409
    assert "This has been changed since you opened the page." in text(answer)


@pytest.mark.parametrize("step", ["correct", "take-out"])
def test_what_a_doctor_measured_is_not_mine_to_change(maria, doctor, patient, now, step):
    give_leave(doctor, patient, now=now)
    row = measure(patient, now=now, source="doctor", actor=doctor.user)

    assert "Correct" not in section(maria.get(HOME), "weight")
    assert maria.post(mine(patient, f"measurements/{row.pk}/{step}/"), told(patient)).status_code == 409


def test_the_patient_reads_that_somebody_added_some(maria, amara, patient):
    amara.post(theirs(patient, "measurements/add/"), told(patient, weight="72"))

    assert "Added or changed measurements" in text(maria.get("/me/history/access/"))


def test_not_for_one_they_only_book_for(maria, patient):
    child = child_of(patient, scope="book")

    for rest in ("measurements/", "measurements/add/"):
        assert maria.get(mine(child, rest)).status_code == 404


def test_of_very_many_the_newest_are_shown(maria, patient, now, monkeypatch):
    monkeypatch.setattr("dashboards.reading.measurements.OF_EACH_KIND", 6)
    for days in range(8):
        measure(patient, value=str(70 + days), now=now, measured_at=now - days * DAY)

    shown = section(maria.get(HOME), "weight")

    assert "75 kg" in shown
    assert "76 kg" not in shown
    assert "There may be older ones. These are the newest." in shown
