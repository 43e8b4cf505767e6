"""The list of appointments: what a row says, how it is found, and whose it is."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import StaffGroup
from appointments.forms.guard import Answer
from appointments.lifecycle import Status
from appointments.models import Appointment, AppointmentEvent
from appointments.services.recording import version_seen
from tests.appointments.admin_appointments.acting import (
    LIST,
    ask,
    page,
    press,
    status_of,
)
from tests.dashboards.staff import staff_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def test_a_row_says_when_in_the_clinics_zone_and_how_it_stands(desk, booked):
    html = desk.get(LIST).content.decode()

    assert booked.spoken_reference in html
    assert 'Wed 25 Nov 2026, 9:00am<br><span class="quiet">London time</span>' in html
    assert '<span class="tag tag-primary">Confirmed</span>' in html


@pytest.mark.parametrize(
    "words",
    [
        "{spoken}",
        "{reference}",
        "{lower}",
        "Maria",
        "lopes maria",
        "{record}",
        "01134 960 777",
        "+44 1134 960777",
        "Osei",
    ],
)
def test_is_found_by(desk, booked, patient, words):
    patient.phone = "+441134960777"
    patient.save()
    asked = words.format(
        spoken=booked.spoken_reference,
        reference=booked.reference,
        lower=booked.reference.lower(),
        record=patient.record_number,
    )
    found = desk.get(LIST, {"q": asked}).context["cl"].result_list
    others = desk.get(LIST, {"q": "99999 88888"}).context["cl"].result_list

    assert list(found) == [booked]
    assert list(others) == []


@pytest.mark.parametrize(
    "query",
    [
        {"doctor": "x"},
        {"doctor": "9" * 30},
        {"doctor": "-1"},
        {"late": "nonsense"},
        {"when": "nonsense"},
        {"status__exact": "nonsense"},
        {"patient__user__password__startswith": "a"},
        {"o": "99"},
        {"starts_at__year": "x"},
    ],
)
def test_a_malformed_filter_is_no_error(desk, booked, query):
    answer = desk.get(LIST, query)

    assert answer.status_code in {200, 302, 400}


def test_filters_narrow(desk, booked, by_doctor, book_it, published, other_patient, later):
    asked = book_it(offer=by_doctor, starts_at=published[3], patient=other_patient, actor=other_patient.user)

    def listed(**query):
        return {row.pk for row in desk.get(LIST, query).context["cl"].result_list}

    assert listed(late="waiting") == {asked.pk}
    assert listed(late="overdue") == set()
    assert listed(doctor=booked.doctor_id) == {booked.pk, asked.pk}
    assert listed(doctor=booked.doctor_id + 1) == set()
    assert listed(when="coming") == {booked.pk, asked.pk}
    assert listed(when="past") == set()
    later(asked.decide_by)
    assert listed(late="overdue") == {asked.pk}


def test_one_appointment_shows_what_happened_and_what_was_sent(desk, booked):
    html = desk.get(page(booked)).content.decode()

    assert "What happened" in html
    assert "Maria Lopes" in html
    assert "maria@example.com" in html
    assert "Leaves in a moment." in html
    assert page(booked, "move") in html
    assert page(booked, "step", "cancel") in html
    assert page(booked, "step", "approve") not in html
    assert 'name="_save"' not in html


def test_one_appointment_is_read_once_with_everybody_in_it(desk, booked):
    with CaptureQueriesContext(connection) as queries:
        desk.get(page(booked))

    told = [query["sql"] for query in queries]
    assert sum(sql.startswith('SELECT "appointments_appointment"."id"') for sql in told) == 1
    assert not [sql for sql in told if sql.startswith('SELECT "accounts_doctor"')]


def test_another_clinics_appointment_does_not_exist(other_desk, booked):
    absent = Appointment(pk=booked.pk + 999)
    listed = other_desk.get(LIST)

    assert booked.spoken_reference not in listed.content.decode()
    for address in ("move", "step"):
        more = ["cancel"] if address == "step" else []
        theirs, nobodys = (other_desk.get(page(row, address, *more)) for row in (booked, absent))
        bodies = {
            re.sub(
                r'csrfmiddlewaretoken" value="\w+"', "", answer.content.decode().replace(page(row, address, *more), "")
            )
            for row, answer in ((booked, theirs), (absent, nobodys))
        }

        assert theirs.status_code == nobodys.status_code == 404
        assert len(bodies) == 1
    assert other_desk.get(page(booked)).status_code == other_desk.get(page(absent)).status_code == 302


@pytest.mark.parametrize("action", ["approve", "cancel", "check_in", "no_show", "undo", "complete", "start"])
def test_another_clinics_appointment_is_out_of_reach_of_actions(other_desk, booked, action):
    asked = ask(other_desk, action, booked)
    answer, _said = press(other_desk, action, [str(Answer.about(booked))], reason_code="other", note="Words")

    assert asked.status_code == 302
    assert answer.status_code == 404
    assert status_of(booked) == Status.CONFIRMED
    assert AppointmentEvent.objects.filter(appointment=booked).count() == 1


def test_another_clinics_appointment_cannot_be_moved_or_stepped_on(other_desk, booked):
    answer = other_desk.post(
        page(booked, "step", "cancel"), {"patient": booked.patient.record_number, "seen": version_seen(booked)}
    )

    assert answer.status_code == 404
    assert status_of(booked) == Status.CONFIRMED


def test_records_of_another_clinics_appointment_do_not_exist(other_desk, booked):
    event, message = booked.events.get(), booked.events.get().messages.first()

    for name, row in (("appointmentevent", event), ("message", message), ("appointmentslot", booked.slot_links.get())):
        listed = other_desk.get(f"/admin/appointments/{name}/")
        shown = other_desk.get(f"/admin/appointments/{name}/{row.pk}/change/")

        assert list(listed.context["cl"].result_list) == []
        assert shown.status_code == 302


def test_who_may_only_look_changes_nothing(client, booked):
    client.force_login(staff_member(StaffGroup.AUDITOR))

    assert client.get(LIST).status_code == 403
    assert client.post(page(booked, "step", "cancel"), {}).status_code == 403
    assert client.get(page(booked, "move")).status_code == 403
