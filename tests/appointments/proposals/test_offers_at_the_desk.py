"""The front desk offers other times, reads them out to whoever cannot sign in, and writes the answer down."""

import re

import pytest
from django.contrib.messages import get_messages
from django.urls import reverse

from accounts.models import AuditEntry, Patient
from accounts.roles import StaffGroup
from appointments.lifecycle import Status
from appointments.models import Appointment, Message
from appointments.policies import NotAllowed
from appointments.proposals.models import Proposal
from appointments.proposals.services.answering import accept, refuse, seen_of
from appointments.reading.people_to_call import people_to_call
from appointments.schedule_check import check_schedule
from appointments.services.recording import version_seen
from scheduling.models import ClinicStaff
from scheduling.slot_value import slot_value
from tests.dashboards.staff import staff_member
from tests.factories import ClinicFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


def page(appointment, name="change", *more):
    return reverse(f"admin:appointments_appointment_{name}", args=[appointment.pk, *more])


def text(response):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def words(response):
    return " ".join(str(message) for message in get_messages(response.wsgi_request))


def sent(appointment, **more):
    appointment.refresh_from_db()
    seen = {"patient": appointment.patient.record_number, "seen": version_seen(appointment)}
    return {**seen, "until": "day", **more}


@pytest.fixture
def value(doctor, clinic):
    return lambda start: slot_value(doctor.pk, clinic.pk, start)


@pytest.fixture
def no_sign_in(booked, front_desk, published, now):
    """The appointment of somebody who left a number and an address, and has no sign-in."""
    Patient.objects.filter(pk=booked.patient_id).update(
        user=None, phone="+447700900123", email="maria@example.com", full_name="Maria Lopes"
    )
    return Appointment.objects.select_related("patient__user").get(pk=booked.pk)


# --- Offer ------------------------------------------------------------------------------------------------
def test_the_appointment_leads_to_it(desk, booked):
    shown = desk.get(page(booked))

    assert page(booked, "offer") in shown.content.decode()
    assert "Offer another time" in text(shown)


def test_the_nearest_are_ticked_and_one_press_sends_them(desk, booked, front_desk, now):
    shown = desk.get(page(booked, "offer"))
    ticked = re.findall(r'name="slot" value="([^"]+)" checked', shown.content.decode())

    posted = desk.post(page(booked, "offer"), sent(booked, slot=ticked, message="The doctor asks."))

    assert posted["Location"] == page(booked)
    proposal = Proposal.objects.get()
    assert (proposal.made_by, proposal.message, proposal.options.count()) == (front_desk, "The doctor asks.", 3)
    assert AuditEntry.objects.filter(action="offered", actor=front_desk, patient=booked.patient).count() == 1
    assert check_schedule(now=now) == []


def test_a_week_is_there_to_choose_from(desk, booked, published, value):
    shown = desk.get(page(booked, "offer"), {"week": "2026-11-25"})

    assert value(published[8]) in shown.content.decode()
    assert value(published[0]) not in shown.content.decode()


def test_other_clinics_times_are_neither_shown_nor_taken(desk, booked, doctor, published):
    elsewhere = ClinicFactory(name="Elsewhere")
    crafted = slot_value(doctor.pk, elsewhere.pk, published[4])

    posted = desk.post(page(booked, "offer"), sent(booked, slot=[crafted]))

    assert posted.status_code == 422
    assert not Proposal.objects.exists()


def test_nothing_ticked_comes_back_with_the_words(desk, booked):
    posted = desk.post(page(booked, "offer"), sent(booked, message="Please."))

    assert posted.status_code == 422
    assert "Choose at least one time." in text(posted)
    assert "Please." in posted.content.decode()


def test_a_time_taken_meanwhile_comes_back(desk, booked, book_it, other_patient, published, value):
    book_it(patient=other_patient, actor=other_patient.user, starts_at=published[4])

    posted = desk.post(page(booked, "offer"), sent(booked, slot=[value(published[4])]))

    assert posted.status_code == 409
    assert "just been taken" in text(posted)


def test_pressed_twice_it_is_one_offer(desk, booked, published, value):
    form = sent(booked, slot=[value(published[4])])
    desk.post(page(booked, "offer"), form)

    assert desk.post(page(booked, "offer"), form).status_code == 302
    assert Proposal.objects.count() == 1


def test_another_clinics_desk_finds_nothing(client, booked, published, value, offered):
    other = staff_member(StaffGroup.FRONT_DESK)
    ClinicStaff.objects.create(user=other, clinic=ClinicFactory(name="Elsewhere"))
    client.force_login(other)

    assert client.get(page(booked, "offer")).status_code == 404
    assert client.post(page(booked, "offer"), sent(booked, slot=[value(published[4])])).status_code == 404
    assert client.get(page(booked, "answer")).status_code == 404


def test_whoever_may_only_look_does_neither(client, booked):
    client.force_login(staff_member(StaffGroup.AUDITOR))

    assert client.get(page(booked, "offer")).status_code == 403
    assert client.get(page(booked, "answer")).status_code == 403


def test_the_desk_takes_it_back(desk, offered):
    desk.post(page(offered, "step", "take-back"), sent(offered))

    assert Proposal.objects.get().status == "withdrawn"


# --- Without a sign-in ------------------------------------------------------------------------------------
def test_nobody_to_answer_leads_to_what_is_read_out(desk, no_sign_in, published, value):
    posted = desk.post(page(no_sign_in, "offer"), sent(no_sign_in, slot=[value(published[4])]))

    assert posted["Location"] == page(no_sign_in, "answer")
    shown = text(desk.get(posted["Location"]))
    assert "Nobody can answer online: there is no sign-in. Call, and read the times out:" in shown
    assert "+44 7700 900123" in shown
    assert "25 Nov" in shown
    assert "10:20am" in shown


def test_who_cannot_answer_is_among_the_people_to_call_however_well_the_mail_arrives(
    no_sign_in, offer_to, published, now
):
    offer_to(no_sign_in, [published[4]])

    assert Message.objects.filter(kind="offered", channel="email").exists()
    (row,) = people_to_call(Appointment.objects.all(), now=now)
    assert row.words.startswith("The clinic offers other times.")


def test_who_signs_in_is_not(offered, now):
    assert people_to_call(Appointment.objects.all(), now=now) == []


# --- The answer -------------------------------------------------------------------------------------------
def answer(desk, appointment, said):
    proposal = Proposal.objects.get()
    return desk.post(page(appointment, "answer"), sent(appointment, answer=said, offer=seen_of(proposal)))


def test_writes_down_which_time_they_take(desk, offered, front_desk, published, value, now):
    posted = answer(desk, offered, value(published[6]))

    assert posted["Location"] == page(offered)
    offered.refresh_from_db()
    event = offered.events.get(kind="accepted")
    assert (offered.starts_at, offered.status) == (published[6], Status.CONFIRMED)
    assert (event.actor, event.by_staff, event.undo_until) == (front_desk, True, None)
    assert Proposal.objects.get().status == "accepted"
    assert check_schedule(now=now) == []


def test_writes_down_that_none_suits_and_nobody_has_to_call_again(desk, no_sign_in, offer_to, published, now):
    offer_to(no_sign_in, [published[4]])

    answer(desk, no_sign_in, "keep")

    assert Proposal.objects.get().status == "refused"
    assert people_to_call(Appointment.objects.all(), now=now) == []


def test_writes_down_that_they_call_it_off_as_their_own_wish(desk, offered, front_desk):
    answer(desk, offered, "cancel")

    event = offered.events.get(kind="cancelled")
    assert (event.actor, event.is_the_clinics_wish) == (front_desk, False)
    assert Proposal.objects.get().status == "refused"


def test_nothing_chosen_comes_back(desk, offered):
    posted = answer(desk, offered, "")

    assert posted.status_code == 422
    assert "Choose what the patient says." in text(posted)


def test_pressed_twice_it_is_one_answer_and_no_complaint(desk, offered, published, value):
    form = sent(offered, answer=value(published[6]), offer=seen_of(Proposal.objects.get()))
    desk.post(page(offered, "answer"), form)

    again = desk.post(page(offered, "answer"), form)

    assert again["Location"] == page(offered)
    assert offered.events.filter(kind="accepted").count() == 1


def test_an_answer_to_an_offer_that_is_over_changes_nothing(desk, offered, doctor, now, published, value):
    form = sent(offered, answer=value(published[6]), offer="0")

    posted = desk.post(page(offered, "answer"), form)

    assert posted.status_code == 409
    offered.refresh_from_db()
    assert offered.starts_at == published[0]


def test_without_an_offer_there_is_nothing_to_write_down(desk, booked):
    answered = desk.get(page(booked, "answer"))

    assert answered["Location"] == page(booked)
    assert "The time to answer is over." in words(answered)


def test_the_service_takes_the_clinics_word_from_the_clinic_only(offered, patient, published, clinic, now):
    said = {"appointment": offered, "seen": seen_of(Proposal.objects.get()), "now": now, "by_clinic": True}

    with pytest.raises(NotAllowed):
        refuse(actor=patient.user, **said)
    with pytest.raises(NotAllowed):
        accept(actor=patient.user, starts_at=published[6], clinic_id=clinic.pk, **said)
