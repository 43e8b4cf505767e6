"""Other times for several requests at once: found for each, unticked, sent, undone, and what was left out."""

import datetime as dt
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext

from appointments.models import Appointment, Proposal
from appointments.schedule_check import check_schedule
from appointments.services import deciding
from appointments.services.cancelling import cancel
from scheduling.models import TimeSlot
from scheduling.services.claiming import SlotTaken
from scheduling.services.publishing import publish
from scheduling.slot_value import SlotValue
from tests.factories import PatientFactory, WorkingHoursFactory

pytestmark = pytest.mark.django_db

DECIDE = "/doctor/requests/decide/"
OFFER = "/doctor/requests/offer/"


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def words(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


@pytest.fixture
def asked(appoint, by_doctor, at):
    """Three requests for Wednesday, nine, ten and eleven; each forty minutes."""
    return [appoint(at(25, hour), offer=by_doctor) for hour in (9, 10, 11)]


def named(response):
    """Return the times of each row, by appointment."""
    return {row.appointment: [time["label"] for time in row.times] for row in response.context["rows"]}


def filled_in(page, **told):
    """Return what the page posts with every time ticked."""
    rows = [row for row in page.context["rows"] if row.times]
    return {
        "request": re.findall(r'name="request" value="([^"]+)"', page.content.decode().partition("<main")[2]),
        "until": "day",
        **{row.name: [time["value"] for time in row.times] for row in rows},
        **told,
    }


def the_page(client, *appointments):
    return client.get(OFFER, {"request": [appointment.reference for appointment in appointments]})


def test_the_button_leads_to_the_times_of_what_is_ticked(doctor_client, asked, answer):
    posted = doctor_client.post(DECIDE, {"verb": "offer", "request": [answer(one) for one in asked[:2]]})

    assert posted["Location"] == f"{OFFER}?request={asked[0].reference}&request={asked[1].reference}"
    page = doctor_client.get(posted["Location"])
    assert list(named(page)) == asked[:2]
    assert "Offer other times to 2 patients" in text(page)


def test_each_gets_three_and_no_time_is_named_twice(doctor_client, asked):
    rows = named(the_page(doctor_client, *asked))

    times = [time for row in rows.values() for time in row]
    assert {len(row) for row in rows.values()} == {3}
    assert len(set(times)) == 9


def test_nothing_is_held_before_it_is_sent(doctor_client, asked, now):
    the_page(doctor_client, *asked)

    assert not TimeSlot.objects.filter(held_until__gt=now).exists()


def test_what_is_shown_is_what_is_sent(doctor_client, asked, now):
    page = the_page(doctor_client, *asked)

    posted = doctor_client.post(OFFER, filled_in(page, message="I am away that day."))

    assert posted["Location"] == "/doctor/requests/"
    for row in page.context["rows"]:
        proposal = row.appointment.proposals.get()
        assert proposal.message == "I am away that day."
        assert {option.value for option in proposal.options.select_related("proposal__appointment")} == {
            time["value"] for time in row.times
        }
    assert doctor_client.get("/doctor/requests/").context["undo"].text == "3 asked to choose."
    assert check_schedule(now=now) == []


def test_undo_takes_all_back_and_nobody_hears(doctor_client, asked, answer, now):
    doctor_client.post(OFFER, filled_in(the_page(doctor_client, *asked)))
    undo = doctor_client.get("/doctor/requests/").context["undo"]

    doctor_client.post("/doctor/undo/", {"request": [answer(one) for one in undo.appointments]})

    assert not Proposal.objects.open().exists()
    assert not TimeSlot.objects.filter(held_until__gt=now).exists()


def test_who_has_nothing_ticked_is_left_out(doctor_client, asked):
    page = the_page(doctor_client, *asked[:2])

    doctor_client.post(OFFER, filled_in(page, **{page.context["rows"][1].name: []}))

    assert list(Proposal.objects.values_list("appointment", flat=True)) == [asked[0].pk]


def test_nothing_ticked_at_all_comes_back_with_the_words(doctor_client, asked):
    page = the_page(doctor_client, *asked[:2])
    unticked = {row.name: [] for row in page.context["rows"]}

    came_back = doctor_client.post(OFFER, filled_in(page, message="Sorry.", **unticked))

    assert came_back.status_code == 422
    assert "Choose at least one time." in text(came_back)
    assert "Sorry." in came_back.content.decode()
    assert " checked" not in came_back.content.decode()


def test_a_time_taken_meanwhile_leaves_that_one_out_and_names_it(doctor_client, asked, appoint, now):
    page = the_page(doctor_client, *asked)
    hit = page.context["rows"][1]
    appoint(SlotValue.parse(hit.times[0]["value"]).starts_at)

    posted = doctor_client.post(OFFER, filled_in(page))

    offered = set(Proposal.objects.open().values_list("appointment", flat=True))
    assert offered == {one.pk for one in asked} - {hit.appointment.pk}
    assert f"1 was not asked. {hit.appointment.patient.full_name}:" in words(posted)
    assert f'<a href="{OFFER}?request={hit.appointment.reference}">Suggest another time</a>' in words(posted)
    assert check_schedule(now=now) == []


def test_one_that_cannot_be_offered_says_why_and_is_not_sent(doctor_client, asked, now):
    doctor_client.post(OFFER, filled_in(the_page(doctor_client, asked[0])))

    page = the_page(doctor_client, *asked[:2])

    assert "Other times are offered already" in text(page)
    assert len(filled_in(page)["request"]) == 1


def test_no_time_found_leads_to_the_days(doctor_client, asked):
    TimeSlot.objects.filter(status="open").delete()

    page = the_page(doctor_client, *asked[:1])

    assert "No free time was found." in text(page)
    assert f"/doctor/appointments/{asked[0].reference}/propose/" in page.content.decode()
    assert "Send" not in text(page)


def test_pressed_twice_it_is_one_offer_and_no_complaint(doctor_client, asked):
    form = filled_in(the_page(doctor_client, *asked))
    doctor_client.post(OFFER, form)

    again = doctor_client.post(OFFER, form)

    assert Proposal.objects.count() == 3
    assert words(again) == ""


def test_one_called_off_meanwhile_is_named_and_gets_no_link(doctor_client, asked, now):
    form = filled_in(the_page(doctor_client, *asked))
    cancel(appointment=asked[1], actor=asked[1].patient.user, now=now)

    posted = doctor_client.post(OFFER, form)

    assert Proposal.objects.open().count() == 2
    assert asked[1].patient.full_name in words(posted)
    assert "Suggest" not in words(posted)


def test_an_answer_about_another_patient_sends_nothing(doctor_client, asked):
    form = filled_in(the_page(doctor_client, *asked[:2]))
    form["request"][1] = form["request"][1].replace(asked[1].patient.record_number, asked[0].patient.record_number)

    assert doctor_client.post(OFFER, form).status_code == 409
    assert not Proposal.objects.exists()


def test_another_doctors_time_is_none(doctor_client, asked, other_doctor):
    page = the_page(doctor_client, asked[0])
    name = page.context["rows"][0].name
    crafted = [value.replace(f"{asked[0].doctor_id}", f"{other_doctor.pk}", 1) for value in filled_in(page)[name]]

    assert doctor_client.post(OFFER, filled_in(page, **{name: crafted})).status_code == 422
    assert not Proposal.objects.exists()


def test_another_doctors_request_is_not_there(client, clock, other_doctor, asked, doctor_client):
    form = filled_in(the_page(doctor_client, asked[0]))
    client.force_login(other_doctor.user)

    assert the_page(client, asked[0])["Location"] == "/doctor/requests/"
    assert client.post(OFFER, form).status_code == 404
    assert not Proposal.objects.exists()


def test_more_than_fifty_are_too_many(doctor_client, asked, answer, monkeypatch):
    monkeypatch.setattr("dashboards.views.doctor_requests.MOST", 2)

    page = doctor_client.post(DECIDE, {"verb": "offer", "request": [answer(one) for one in asked]})

    assert page.status_code == 422
    assert "Choose fewer." in text(page)


def test_three_requests_of_a_kind_cost_no_more_queries_than_one(doctor_client, asked):
    the_page(doctor_client, asked[0])
    with CaptureQueriesContext(connection) as one:
        the_page(doctor_client, asked[0])

    with CaptureQueriesContext(connection) as three:
        the_page(doctor_client, *asked)

    assert len(three) == len(one)


# --- After a yes to many -------------------------------------------------------------------------------
@pytest.fixture
def fifty(doctor, clinic, appoint, by_doctor, at, now):
    """Fifty requests for the Thursday and the Friday of that week."""
    for weekday in (3, 4):
        WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=weekday, starts=dt.time(0), ends=dt.time(0))
    publish(doctor=doctor, now=now - dt.timedelta(days=1))
    starts = [at(day, 0) + dt.timedelta(minutes=40 * number) for day in (26, 27) for number in range(25)]
    return [appoint(start, offer=by_doctor) for start in starts]


def give_away(appointment):
    """Let somebody else have the time, as when the desk books by right beside the hours."""
    twin = Appointment.objects.get(pk=appointment.pk)
    twin.pk, twin.reference, twin.idempotency_key = None, "ZZZZ2222", None
    twin.patient, twin.status = PatientFactory(), "confirmed"
    twin.save(force_insert=True)


def test_of_fifty_the_one_whose_time_is_taken_is_named_and_the_others_are_approved(doctor_client, fifty, answer):
    chosen = [answer(one) for one in fifty]
    give_away(fifty[20])

    posted = doctor_client.post(DECIDE, {"verb": "approve", "request": chosen})

    mine = Appointment.objects.filter(pk__in=[one.pk for one in fifty])
    assert mine.filter(status="confirmed").count() == 49
    assert list(mine.exclude(status="confirmed").values_list("pk", "status")) == [(fifty[20].pk, "requested")]
    told = words(posted)
    assert f"1 was not approved. {fifty[20].patient.full_name}: Somebody else has this time." in told
    assert f'<a href="{OFFER}?request={fifty[20].reference}">Suggest another time</a>' in told
    assert doctor_client.get("/doctor/requests/").context["undo"].text == "49 approved."


def test_by_itself_it_may_be_approved_all_the_same(doctor_client, asked, guard):
    give_away(asked[0])

    doctor_client.post(f"/doctor/appointments/{asked[0].reference}/approve/", guard(asked[0]))

    assert Appointment.objects.get(pk=asked[0].pk).status == "confirmed"


def test_each_is_approved_in_a_transaction_of_its_own(doctor_client, asked, answer, monkeypatch):
    """The second fails after it was written: what it wrote is gone, what the first and third wrote stays."""
    record, depths = deciding.record, []

    def fails_for_the_second(*, appointment, **told):
        record(appointment=appointment, **told)
        depths.append(len(connection.savepoint_ids))
        if appointment.pk == asked[1].pk:
            raise SlotTaken

    monkeypatch.setattr(deciding, "record", fails_for_the_second)
    around = len(connection.savepoint_ids)
    posted = doctor_client.post(DECIDE, {"verb": "approve", "request": [answer(one) for one in asked]})

    assert [Appointment.objects.get(pk=one.pk).status for one in asked] == ["confirmed", "requested", "confirmed"]
    assert [one.events.filter(kind="approved").count() for one in asked] == [1, 0, 1]
    assert asked[1].patient.full_name in words(posted)
    # The test itself is a transaction, so that one of the service's is a savepoint; none lies around all three.
    assert depths == [around + 1] * 3
