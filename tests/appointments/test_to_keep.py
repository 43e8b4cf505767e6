"""What people take along: the slip on paper, the entry in their calendar, and the links to both."""

from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from icalendar import Calendar

from appointments.calendars.links import calendar_links
from appointments.lifecycle import Status
from appointments.models import Appointment
from appointments.services.cancelling import cancel
from tests.appointments.flow import text_of


@pytest.fixture(autouse=True)
def the_clock(time_machine, now):
    time_machine.move_to(now, tick=False)


@pytest.fixture
def signed_in(client, patient):
    client.force_login(patient.user)
    return client


@pytest.fixture
def booked(book_it, clinic, follow_up):
    clinic.postcode, clinic.phone, clinic.directions = "OK1 2FH", "+441134960100", "Ring twice."
    clinic.save()
    follow_up.instructions = "Bring your medicines."
    follow_up.save()
    return book_it(reason="The rash came back")


def page_of(appointment, name=""):
    return f"/appointments/{appointment.reference}/{name}"


# --- The slip ---------------------------------------------------------------------------------------


def test_the_slip_says_what_one_needs_on_the_way(signed_in, booked, settings):
    settings.SITE_URL = "https://appointments.fernhill.example"

    words = text_of(signed_in.get(page_of(booked, "print/")))

    for needed in (
        "<h1>Appointment with Dr Amara Osei</h1>",
        "Wednesday 25 November 2026, 9:00am",
        "Fernhill Clinic, 12 Mill Road, Oakford, OK1 2FH",
        "Ring twice.",
        "Maria Lopes",
        "Bring your medicines.",
        booked.spoken_reference,
        "Until Wed 25 Nov, 5:00am at",
        f"https://appointments.fernhill.example/appointments/{booked.reference}/",
        "<bdi>0113 496 0100</bdi></a>, Fernhill Clinic",
        "<bdi>0113 496 0000</bdi></a>, help, 8am to 6pm",
    ):
        assert needed in words, needed


def test_the_slip_keeps_the_reason_to_itself(signed_in, booked):
    assert "rash" not in text_of(signed_in.get(page_of(booked, "print/")))


def test_one_number_is_printed_once(signed_in, booked, clinic):
    clinic.phone = "+441134960000"
    clinic.save()
    slip = text_of(signed_in.get(page_of(booked, "print/"))).partition("</main>")[0]

    assert slip.count("0113 496 0000") == 1


def test_past_the_cut_off_the_slip_says_to_call(client, booked, patient, time_machine, published):
    time_machine.move_to(published[0], tick=False)
    client.force_login(patient.user)

    words = text_of(client.get(page_of(booked, "print/")))

    assert "Call us." in words
    assert "Until" not in words


def test_the_slip_of_a_request_says_it_is_not_booked(signed_in, book_it, by_doctor):
    asked = book_it(offer=by_doctor)

    assert "It is not booked yet." in text_of(signed_in.get(page_of(asked, "print/")))


def test_there_is_no_slip_of_what_was_called_off(signed_in, booked, patient, now):
    cancel(appointment=booked, actor=patient.user, now=now)

    answer = signed_in.get(page_of(booked, "print/"))

    assert (answer.status_code, answer["Location"]) == (302, page_of(booked))


# --- The calendar -----------------------------------------------------------------------------------


def test_the_file_is_a_download_no_cache_keeps(signed_in, booked):
    answer = signed_in.get(page_of(booked, "calendar.ics"))

    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="appointment-{booked.reference}.ics"'
    assert answer["Cache-Control"] == "no-store"
    (event,) = Calendar.from_ical(answer.content).walk("VEVENT")
    assert event["SUMMARY"] == "Appointment with Dr Osei"


def test_a_cancelled_one_still_has_a_file_that_takes_it_out(signed_in, booked, patient, now):
    cancel(appointment=booked, actor=patient.user, now=now)

    page = text_of(signed_in.get(page_of(booked)))
    answer = signed_in.get(page_of(booked, "calendar.ics"))

    assert "Take it out of my calendar" in page
    assert "Add to calendar" not in page
    assert str(Calendar.from_ical(answer.content)["METHOD"]) == "CANCEL"


@pytest.mark.parametrize("name", ["print/", "calendar.ics"])
def test_anothers_is_as_absent_as_one_that_never_was(client, booked, other_patient, name):
    client.force_login(other_patient.user)

    assert client.get(page_of(booked, name)).status_code == 404
    assert client.get(f"/appointments/22222222/{name}").status_code == 404


@pytest.mark.parametrize("name", ["print/", "calendar.ics"])
def test_a_stranger_signs_in_first_and_nothing_can_be_posted(client, signed_in, booked, name):
    assert signed_in.post(page_of(booked, name)).status_code == 405
    client.logout()

    assert client.get(page_of(booked, name))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("page", ["", "confirmed/"])
def test_the_pages_lead_to_both(signed_in, booked, page):
    html = text_of(signed_in.get(page_of(booked, page)))

    assert f'href="{page_of(booked, "calendar.ics")}"' in html
    assert f'href="{page_of(booked, "print/")}"' in html
    assert "https://calendar.google.com/" in html
    assert "https://outlook.live.com/" in html


@pytest.mark.parametrize("company", ["google", "outlook"])
def test_other_companies_are_told_time_and_place_and_no_more(booked, company):
    address = urlsplit(unescape(getattr(calendar_links(booked), company)))
    told = {name: values[0] for name, values in parse_qs(address.query).items()}

    times = [told.pop(name) for name in ("dates", "startdt", "enddt") if name in told]
    assert times in (["20261125T090000Z/20261125T092000Z"], ["2026-11-25T09:00:00Z", "2026-11-25T09:20:00Z"])
    assert told.pop("location") == "Fernhill Clinic, 12 Mill Road, Oakford OK1 2FH"
    assert sorted(told.values()) in (
        ["Appointment", "TEMPLATE"],
        ["/calendar/action/compose", "Appointment", "addevent"],
    )


def test_what_is_not_certain_is_offered_to_no_other_company(signed_in, booked):
    Appointment.objects.filter(pk=booked.pk).update(status=Status.REQUESTED, decide_by=booked.starts_at)

    html = text_of(signed_in.get(page_of(booked)))

    assert "Add to calendar" in html
    assert "google" not in html
