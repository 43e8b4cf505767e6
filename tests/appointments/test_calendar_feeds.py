"""Private calendar addresses: made, read by programs, stopped; and what each tells of whom."""

import datetime as dt
import logging

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from accounts.models import AuditEntry, Doctor, OrganisationSettings, PatientAccess
from accounts.models.invitation import hash_of
from appointments.calendars.feed import Content
from appointments.models import Appointment, AppointmentEvent, CalendarFeed, MessagePreference
from appointments.policies import NotAllowed
from appointments.services.cancelling import cancel
from appointments.services.feeds import make_feed, stop_feed
from appointments.services.rescheduling import reschedule
from config.logs import JsonFormatter
from scheduling.models import Clinic
from tests.appointments.test_calendar_file import AROUND, CHANGES, true_instant
from tests.factories import PatientFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

DAY, HOUR, MINUTE = dt.timedelta(days=1), dt.timedelta(hours=1), dt.timedelta(minutes=1)
PAGE = "/me/settings/calendars/"


@pytest.fixture
def token(patient, now):
    return make_feed(user=patient.user, side="patient", now=now)


@pytest.fixture
def doctors_token(doctor, now):
    return make_feed(user=doctor.user, side="doctor", now=now)


def read(token, **headers):
    """Ask as a calendar program does: without a session."""
    return Client().get(f"/calendar/{token}.ics", headers=headers)


def calendar_at(token):
    return Calendar.from_ical(read(token).content)


def events_at(token):
    return calendar_at(token).walk("VEVENT")


def test_switched_off_links_lead_nowhere_until_they_are_back(token, client, patient, now):
    row = OrganisationSettings(calendar_links_open=False)
    row.save()
    client.force_login(patient.user)
    assert read(token).status_code == 404
    assert "switched off at the moment" in client.get(PAGE).content.decode()
    with pytest.raises(NotAllowed):
        make_feed(user=patient.user, side="patient", now=now)
    row.calendar_links_open = True
    row.save()

    assert read(token).status_code == 200


# --- What is in it -----------------------------------------------------------------------------


def test_holds_my_appointments_tersely(token, book_it):
    booked = book_it(reason="A rash")

    (event,) = events_at(token)

    assert event["UID"].startswith(booked.reference)
    assert event["SUMMARY"] == "Appointment with Dr Osei"
    assert event.start == booked.starts_at
    assert event["CLASS"] == "PRIVATE"
    text = read(token).content.decode()
    assert "rash" not in text
    assert "Follow-up" not in text
    assert "Maria" not in text


def test_leaves_out_the_doctor_for_who_wants_it_private(token, book_it, patient):
    book_it()
    MessagePreference.objects.create(user=patient.user, private=True)

    assert events_at(token)[0]["SUMMARY"] == "Appointment"
    assert "Osei" not in read(token).content.decode()


def test_holds_those_of_people_i_book_for_and_no_others(token, book_it, patient, other_patient, published, now):
    leo = PatientFactory(full_name="Leo Lopes", user=None)
    grant = PatientAccess.objects.create(user=patient.user, patient=leo, relation="parent", scope="book")
    of_leo = book_it(patient=leo)
    book_it(patient=other_patient, actor=other_patient.user, starts_at=published[4])

    assert [event["UID"].partition("@")[0] for event in events_at(token)] == [of_leo.reference]
    grant.scope = "messages"
    grant.save()
    assert events_at(token) == []


def test_the_doctors_holds_no_patients_name(doctors_token, book_it):
    booked = book_it(reason="A rash")

    (event,) = events_at(doctors_token)

    assert event["SUMMARY"] == f"Appointment {booked.spoken_reference}"
    text = read(doctors_token).content.decode()
    assert not any(word in text for word in ("Maria", "Lopes", "rash", "Follow-up"))
    assert f"/doctor/appointments/{booked.reference}/" in text


def test_what_moved_is_newer_and_what_was_called_off_stays_as_cancelled(token, book_it, published, patient, now):
    booked = book_it()
    moved = reschedule(appointment=booked, starts_at=published[5], actor=patient.user, now=now + MINUTE)
    assert (events_at(token)[0]["SEQUENCE"], events_at(token)[0].start) == (1, published[5])
    cancel(appointment=moved, actor=patient.user, now=now + 2 * MINUTE)

    (event,) = events_at(token)

    assert (event["STATUS"], event["SEQUENCE"]) == ("CANCELLED", 2)
    assert event["DTSTAMP"].dt == now + 2 * MINUTE


@pytest.mark.parametrize(("away", "count"), [(-31, 0), (-29, 1), (300, 1), (331, 0)])
def test_reaches_from_thirty_days_ago_to_as_far_as_anybody_books(token, book_it, now, away, count):
    book_it()
    Appointment.objects.update(starts_at=now + away * DAY, ends_at=now + away * DAY + HOUR)

    assert len(events_at(token)) == count


def test_asks_to_be_read_again_every_four_hours(token):
    calendar = calendar_at(token)

    assert calendar["REFRESH-INTERVAL"].dt == dt.timedelta(hours=4)
    assert calendar["REFRESH-INTERVAL"].params["VALUE"] == "DURATION"
    assert "METHOD" not in calendar


@pytest.mark.parametrize(("zone", "changes_at"), CHANGES)
def test_the_written_zone_is_true_around_every_change_of_clocks(token, book_it, clock, zone, changes_at):
    book_it()
    for away in AROUND:
        starts_at = dt.datetime.fromisoformat(changes_at) + away
        clock.move_to(starts_at - HOUR, tick=False)
        Appointment.objects.update(starts_at=starts_at, ends_at=starts_at + 20 * MINUTE, time_zone=zone)
        CalendarFeed.objects.update(created_at=starts_at - DAY)

        calendar = calendar_at(token)

        (event,) = calendar.walk("VEVENT")
        assert true_instant(event["DTSTART"], calendar) == starts_at


# --- How it is read ----------------------------------------------------------------------------


def test_answers_a_program_that_has_it_already_with_nothing(token, book_it, patient, now, clock):
    booked = book_it()
    first = read(token)
    clock.shift(HOUR.total_seconds())

    again = read(token, if_none_match=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    cancel(appointment=booked, actor=patient.user, now=now + HOUR)
    assert read(token, if_none_match=first["ETag"]).status_code == 200


def test_what_has_not_changed_is_not_written_out(token, book_it, monkeypatch):
    for_one = book_it()
    first = read(token)
    monkeypatch.setattr(Content, "file", lambda self: pytest.fail("written for nobody"))

    assert read(token, if_none_match=first["ETag"]).status_code == 304
    assert for_one.reference.encode() in first.content


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Doctor, {"full_name": "Amara Boateng"}),
        (Clinic, {"address": "1 New Street"}),
        (Appointment, {"sequence": 7}),
        (Appointment, {"mode": "video"}),
        (AppointmentEvent, {"at": dt.datetime(2026, 1, 1, tzinfo=dt.UTC)}),
    ],
)
def test_whatever_it_tells_makes_it_new(token, book_it, published, model, change):
    book_it(starts_at=published[0])
    book_it(starts_at=published[2])
    first = read(token)
    model.objects.filter(pk=model.objects.order_by("-pk").first().pk).update(**change)

    assert read(token, if_none_match=first["ETag"]).status_code == 200


def test_leaving_out_the_doctor_makes_it_new(token, book_it, patient):
    book_it()
    first = read(token)
    MessagePreference.objects.update_or_create(user=patient.user, defaults={"private": True})

    assert read(token, if_none_match=first["ETag"]).status_code == 200


def test_no_line_is_longer_than_a_calendar_allows(token, book_it, doctor):
    """RFC 5545, 3.1: 75 octets; an umlaut is two."""
    Doctor.objects.filter(pk=doctor.pk).update(full_name="Amara " + "Ö" * 60)
    book_it()

    assert max(len(line) for line in read(token).content.split(b"\r\n")) <= 75


def test_needs_and_makes_no_session_and_may_be_kept_by_nobody_else(token):
    answer = read(token)

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["Referrer-Policy"] == "same-origin"
    assert not answer.cookies


def test_remembers_that_it_is_read_once_an_hour(token, now, clock):
    read(token)
    clock.shift((59 * MINUTE).total_seconds())
    read(token)
    assert CalendarFeed.objects.get().last_read_at == now
    clock.shift(MINUTE.total_seconds())
    read(token)

    assert CalendarFeed.objects.get().last_read_at == now + HOUR


def test_costs_the_same_for_one_appointment_and_for_eight(doctors_token, book_it, published):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            read(doctors_token)
        return len(captured)

    book_it(starts_at=published[0])
    queries()
    one = queries()
    for start in published[1:8]:
        someone = PatientFactory()
        book_it(starts_at=start, patient=someone, actor=someone.user)

    assert len(events_at(doctors_token)) == 8
    assert queries() == one


def test_who_reads_too_often_or_guesses_has_to_wait(token, settings):
    settings.ACCOUNT_RATE_LIMITS = {"read_calendar": "2/h/key", "unknown_calendar": "2/m/ip"}

    assert [read(token).status_code for _time in range(3)] == [200, 200, 429]
    assert [read("guessed").status_code for _time in range(3)] == [404, 404, 429]


def test_a_log_line_does_not_hold_it(token, caplog):
    stop_feed(user=CalendarFeed.objects.get().user, side="patient", now=dt.datetime.now(dt.UTC))
    with caplog.at_level(logging.WARNING):
        read(token)

    lines = [JsonFormatter().format(record) for record in caplog.records]
    assert any("/calendar/[key].ics" in line for line in lines)
    assert not any(token in line for line in lines)


# --- Whose it is, and until when ---------------------------------------------------------------


def body(answer):
    return answer.content


def test_only_a_digest_is_kept(token):
    assert len(token) >= 43  # 32 bytes
    assert CalendarFeed.objects.get().token_hash == hash_of(token)


def test_unknown_stopped_and_replaced_are_all_the_same_nothing(token, patient, now):
    never = read("never-made")
    newer = make_feed(user=patient.user, side="patient", now=now)
    replaced = read(token)
    stop_feed(user=patient.user, side="patient", now=now)
    stopped = read(newer)

    assert {answer.status_code for answer in (never, replaced, stopped)} == {404}
    assert body(never) == body(replaced) == body(stopped)


def test_ends_with_the_sign_in(token, patient):
    patient.user.is_active = False
    patient.user.save()

    assert read(token).status_code == 404


def test_a_doctor_who_has_left_shares_nothing(doctors_token, doctor, book_it):
    book_it()
    doctor.is_active = False
    doctor.save()

    assert read(doctors_token).status_code == 404


def test_two_sides_stop_apart(doctor, doctors_token, now):
    PatientFactory(user=doctor.user)
    own = make_feed(user=doctor.user, side="patient", now=now)
    stop_feed(user=doctor.user, side="doctor", now=now)

    assert (read(own).status_code, read(doctors_token).status_code) == (200, 404)


def test_nobody_shares_what_they_do_not_have(patient, now):
    for user, side in ((patient.user, "doctor"), (UserFactory(), "patient")):
        with pytest.raises(NotAllowed):
            make_feed(user=user, side=side, now=now)


def test_making_and_stopping_is_in_the_trail(token, patient, now):
    stop_feed(user=patient.user, side="patient", now=now)
    stop_feed(user=patient.user, side="patient", now=now)

    entries = AuditEntry.objects.filter(object_label="calendar:patient").order_by("pk")
    assert [(entry.action, entry.actor, entry.patient) for entry in entries] == [
        ("shared", patient.user, patient),
        ("ended", patient.user, patient),
    ]


# --- The page ----------------------------------------------------------------------------------


@pytest.fixture
def proven(client, patient, monkeypatch):
    """The browser of Maria, who has just typed her password."""
    monkeypatch.setattr("accounts.adapter.AccountAdapter.is_reauthentication_required", lambda *_, **__: False)
    client.force_login(patient.user)
    return client


def test_the_link_is_shown_once_and_opens_the_calendar(proven):
    shown = proven.post(f"{PAGE}make/", {"side": "patient"})

    link = next(address for _side, _feed, address in shown.context["rows"] if address)
    assert link.endswith(".ics")
    assert link in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"
    assert read(link.rpartition("/")[2].removesuffix(".ics")).status_code == 200
    assert link not in proven.get(PAGE).content.decode()
    assert "Make a new one" in proven.get(PAGE).content.decode()


def test_stop_sharing_ends_it(signed_in, token):
    assert signed_in.post(f"{PAGE}stop/", {"side": "patient"}).url == PAGE
    assert read(token).status_code == 404


def test_making_one_asks_for_the_password_first(signed_in):
    answer = signed_in.post(f"{PAGE}make/", {"side": "patient"})

    assert answer.status_code == 302
    assert answer.url.startswith(reverse("account_reauthenticate"))
    assert not CalendarFeed.objects.exists()


@pytest.mark.parametrize("side", ["", "doctor", "nobody's"])
def test_a_side_that_is_not_mine_makes_nothing(proven, side):
    assert proven.post(f"{PAGE}make/", {"side": side}).status_code == 302
    assert not CalendarFeed.objects.exists()


def test_the_settings_lead_there(signed_in):
    assert f'href="{PAGE}"' in signed_in.get("/me/settings/").content.decode()
