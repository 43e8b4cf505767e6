"""Announce: who hears of what, in which language, once, and at what cost."""

import datetime as dt
import time

import pytest
from django.contrib.auth.models import Group
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import PatientAccess
from accounts.roles import Role, StaffGroup
from accounts.services.doctor_leaving import set_active
from appointments.lifecycle import Verb
from appointments.models import Appointment, AppointmentEvent, Message
from appointments.notifications.announcing import announce, call_back
from appointments.notifications.kinds import Kind
from appointments.services.attendance import record_attendance
from appointments.services.cancelling import cancel
from appointments.services.deciding import approve, reject
from appointments.services.expiring import expire_due
from appointments.services.recording import locked
from appointments.services.rescheduling import reschedule
from appointments.services.undoing import undo
from tests.dashboards.staff import administrator
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db

MINUTE = dt.timedelta(minutes=1)
Channel, Status = Message.Channel, Message.Status


def told(appointment, verb):
    """Return who heard of the latest ``verb``: (kind, channel, user) of each message."""
    event = appointment.events.filter(kind=verb).latest("pk")
    return sorted(event.messages.values_list("kind", "channel", "user"))


def both(kind, user):
    return [(kind, Channel.EMAIL, user.pk), (kind, Channel.IN_APP, user.pk)]


def test_a_booking_is_told_to_the_patient_and_shown_to_the_doctor(booked, patient, doctor):
    assert told(booked, Verb.BOOK) == sorted(
        [*both(Kind.BOOKED, patient.user), (Kind.DOCTOR_BOOKED, Channel.IN_APP, doctor.user_id)]
    )


def test_a_request_is_told_to_the_patient_and_mailed_to_the_doctor(asked, patient, doctor_user):
    assert told(asked, Verb.REQUEST) == sorted(
        [*both(Kind.REQUESTED, patient.user), *both(Kind.DOCTOR_REQUESTED, doctor_user)]
    )


def test_the_clinics_decisions_are_told_to_the_patient_only(asked, patient, doctor_user, now):
    approve(appointment=asked, actor=doctor_user, now=now)

    assert told(asked, Verb.APPROVE) == both(Kind.APPROVED, patient.user)


def test_a_refusal_is_told_to_the_patient_only(asked, patient, doctor_user, now):
    reject(appointment=asked, actor=doctor_user, now=now, reason_code="no_time")

    assert told(asked, Verb.REJECT) == both(Kind.REJECTED, patient.user)


def test_a_request_nobody_answered_is_told_to_both(asked, patient, doctor):
    expire_due(now=asked.decide_by)

    assert told(asked, Verb.EXPIRE) == sorted(
        [*both(Kind.EXPIRED, patient.user), (Kind.DOCTOR_EXPIRED, Channel.IN_APP, doctor.user_id)]
    )


def test_a_request_nobody_answered_is_told_to_those_who_run_the_clinic(asked, front_desk):
    def somebody(group, **fields):
        user = UserFactory(role=Role.ADMINISTRATOR, **fields)
        user.groups.add(Group.objects.get_or_create(name=group)[0])
        return user

    manager = somebody(StaffGroup.MANAGER)
    for group_elsewhere in (StaffGroup.FRONT_DESK, StaffGroup.ANALYST):
        somebody(group_elsewhere)
    somebody(StaffGroup.MANAGER, is_active=False)
    expire_due(now=asked.decide_by)

    assert set(Message.objects.filter(kind=Kind.STAFF_EXPIRED).values_list("user", "channel", "patient")) == {
        (front_desk.pk, Channel.IN_APP, None),
        (manager.pk, Channel.IN_APP, None),
    }


def test_a_patients_change_is_told_to_both(booked, patient, doctor, published, now):
    reschedule(appointment=booked, starts_at=published[5], actor=patient.user, now=now)

    assert told(booked, Verb.RESCHEDULE) == sorted(
        [*both(Kind.MOVED, patient.user), (Kind.DOCTOR_MOVED, Channel.IN_APP, doctor.user_id)]
    )


def test_a_patients_change_of_a_type_the_doctor_approves_asks_the_doctor_again(
    asked, patient, doctor_user, published, now
):
    approve(appointment=asked, actor=doctor_user, now=now)
    reschedule(appointment=asked, starts_at=published[5], actor=patient.user, now=now)

    assert told(asked, Verb.RESCHEDULE) == sorted(
        [*both(Kind.MOVED, patient.user), *both(Kind.DOCTOR_REQUESTED, doctor_user)]
    )


def test_the_clinics_change_is_told_to_the_patient(booked, patient, doctor_user, published, now):
    reschedule(appointment=booked, starts_at=published[5], actor=doctor_user, now=now)

    assert told(booked, Verb.RESCHEDULE) == both(Kind.MOVED_BY_CLINIC, patient.user)


def test_a_patients_cancellation_is_told_to_both(booked, patient, doctor, now):
    cancel(appointment=booked, actor=patient.user, now=now)

    assert told(booked, Verb.CANCEL) == sorted(
        [*both(Kind.CANCELLED, patient.user), (Kind.DOCTOR_CANCELLED, Channel.IN_APP, doctor.user_id)]
    )


def test_the_clinics_cancellation_is_told_to_the_patient(booked, patient, doctor_user, now):
    cancel(appointment=booked, actor=doctor_user, now=now, reason_code="doctor_away")

    assert told(booked, Verb.CANCEL) == both(Kind.CANCELLED_BY_CLINIC, patient.user)


def test_a_cancellation_by_telephone_with_the_patients_own_reason_is_the_patients(
    booked, patient, doctor, front_desk, now
):
    cancel(appointment=booked, actor=front_desk, now=now, reason_code="feels_better")

    assert told(booked, Verb.CANCEL) == sorted(
        [*both(Kind.CANCELLED, patient.user), (Kind.DOCTOR_CANCELLED, Channel.IN_APP, doctor.user_id)]
    )


def test_the_doctor_hears_what_the_front_desk_decides(booked, doctor, front_desk, published, now):
    reschedule(appointment=booked, starts_at=published[5], actor=front_desk, now=now)
    cancel(appointment=booked, actor=front_desk, now=now, reason_code="other")

    assert (Kind.DOCTOR_MOVED, Channel.IN_APP, doctor.user_id) in told(booked, Verb.RESCHEDULE)
    assert (Kind.DOCTOR_CANCELLED, Channel.IN_APP, doctor.user_id) in told(booked, Verb.CANCEL)


def test_the_doctor_hears_whom_the_front_desk_approved(asked, doctor, front_desk, now):
    approve(appointment=asked, actor=front_desk, now=now)

    assert (Kind.DOCTOR_BOOKED, Channel.IN_APP, doctor.user_id) in told(asked, Verb.APPROVE)


def test_the_doctor_hears_whom_the_front_desk_declined(asked, patient, doctor, front_desk, now):
    reject(appointment=asked, actor=front_desk, now=now, reason_code="doctor_away")

    assert told(asked, Verb.REJECT) == sorted(
        [*both(Kind.REJECTED, patient.user), (Kind.DOCTOR_DECLINED, Channel.IN_APP, doctor.user_id)]
    )


def test_a_missed_visit_is_told_two_hours_later(booked, patient, doctor_user, at_twenty_past):
    noticed = at_twenty_past + 15 * MINUTE
    record_attendance(verb=Verb.NO_SHOW, appointment=booked, actor=doctor_user, now=noticed)

    assert told(booked, Verb.NO_SHOW) == both(Kind.MISSED, patient.user)
    assert set(Message.objects.filter(kind=Kind.MISSED).values_list("send_after", flat=True)) == {
        noticed + 120 * MINUTE
    }


def test_a_missed_visit_that_was_not_missed_is_not_told(booked, doctor_user, at_twenty_past):
    noticed = at_twenty_past + 15 * MINUTE
    record_attendance(verb=Verb.NO_SHOW, appointment=booked, actor=doctor_user, now=noticed)
    record_attendance(
        verb=Verb.COMPLETE, appointment=booked, actor=doctor_user, now=noticed + 20 * MINUTE, note="Came late"
    )

    assert set(Message.objects.filter(kind=Kind.MISSED).values_list("status", flat=True)) == {Status.CANCELLED}


def test_what_happens_in_the_room_is_told_to_nobody(booked, doctor_user, at_twenty_past):
    record_attendance(verb=Verb.COMPLETE, appointment=booked, actor=doctor_user, now=at_twenty_past + 20 * MINUTE)

    assert told(booked, Verb.COMPLETE) == []


def test_the_doctor_is_not_told_of_what_they_did_themselves(book_it, at_twenty_past, doctor_user):
    appointment = book_it(starts_at=at_twenty_past, actor=doctor_user, by_right=True)

    assert not appointment.events.get().messages.filter(kind=Kind.DOCTOR_BOOKED).exists()


# --- Recipients -------------------------------------------------------------------------------------


def test_news_of_a_child_goes_to_those_who_act_for_them(book_it, child, parent):
    appointment = book_it(patient=child, actor=parent)

    email, in_app = appointment.events.get().messages.filter(kind=Kind.BOOKED).order_by("channel")
    assert (email.address, email.user, email.patient) == ("ana@example.com", parent, child)
    assert "Leo" in email.text
    assert "You get this because you act for Leo" in email.text
    assert (in_app.user, in_app.patient) == (parent, child)


def test_each_who_acts_for_a_child_is_written_to_once(book_it, child, parent):
    other = UserFactory(email="rui@example.com")
    gone = UserFactory(email="gone@example.com", is_active=False)
    past = UserFactory(email="past@example.com")
    PatientAccess.objects.create(user=other, patient=child, relation="parent", scope="messages")
    PatientAccess.objects.create(user=gone, patient=child, relation="carer")
    PatientAccess.objects.create(
        user=past, patient=child, relation="carer", until=dt.datetime(2026, 1, 1, tzinfo=dt.UTC)
    )
    book_it(patient=child, actor=parent)

    emails = Message.objects.filter(kind=Kind.BOOKED, channel=Channel.EMAIL)
    assert sorted(emails.values_list("address", flat=True)) == ["ana@example.com", "rui@example.com"]


def test_who_has_a_contact_of_their_own_is_written_to_alone(book_it, patient, parent):
    PatientAccess.objects.create(user=parent, patient=patient, relation="partner")
    book_it(actor=parent)

    emails = Message.objects.filter(kind=Kind.BOOKED, channel=Channel.EMAIL)
    assert list(emails.values_list("address", flat=True)) == ["maria@example.com"]


def test_a_patient_without_a_sign_in_is_written_to_at_their_address(book_it, parent, front_desk):
    guest = PatientFactory(full_name="Ines Rocha", user=None, email="ines@example.com")
    PatientAccess.objects.create(user=parent, patient=guest, relation="child")
    book_it(patient=guest, actor=front_desk, by_right=True)

    email, in_app = Message.objects.filter(kind=Kind.BOOKED).order_by("channel")
    assert (email.address, email.user) == ("ines@example.com", None)
    assert Message.objects.in_portal_of(parent, now=in_app.send_after).get() == in_app


def test_a_patient_nobody_can_write_to_is_booked_all_the_same(book_it, front_desk):
    by_phone = PatientFactory(full_name="Old Man", user=None, email="")
    appointment = book_it(patient=by_phone, actor=front_desk, by_right=True)

    assert not Message.objects.filter(patient=by_phone).exists()
    assert appointment.attention == ""


def test_a_patient_nobody_can_write_to_must_be_called_when_the_clinic_cancels(book_it, front_desk, doctor_user, now):
    by_phone = PatientFactory(full_name="Old Man", user=None, email="")
    appointment = book_it(patient=by_phone, actor=front_desk, by_right=True)
    cancel(appointment=appointment, actor=doctor_user, now=now, reason_code="doctor_away")

    assert Appointment.objects.get().attention == Appointment.Attention.UNREACHABLE

    undo(appointment=appointment, actor=doctor_user, now=now + dt.timedelta(seconds=30))

    assert Appointment.objects.get().attention == ""


def test_a_doctor_who_is_the_parent_is_told_as_both(book_it, child, doctor_user, parent):
    PatientAccess.objects.create(user=doctor_user, patient=child, relation="parent")
    book_it(patient=child, actor=parent)

    kinds = Message.objects.filter(user=doctor_user, channel=Channel.IN_APP).values_list("kind", flat=True)
    assert sorted(kinds) == [Kind.BOOKED, Kind.DOCTOR_BOOKED]


def test_each_reads_in_their_own_language(book_it, child, parent):
    other = UserFactory(email="rui@example.com", language="pt")
    PatientAccess.objects.create(user=other, patient=child, relation="parent")
    book_it(patient=child, actor=parent)

    emails = Message.objects.filter(kind=Kind.BOOKED, channel=Channel.EMAIL).order_by("address")
    ana, rui = emails
    assert (ana.language, rui.language) == ("en-gb", "pt")
    assert "Wed 25 Nov" in ana.subject
    assert "nov" in rui.subject
    assert "Wed" not in rui.subject


def test_an_unknown_zone_does_not_stop_a_booking(book_it, patient):
    patient.user.time_zone = "Europe/Nowhere"
    patient.user.save()

    assert book_it().events.get().messages.filter(kind=Kind.BOOKED).count() == 2


# --- Once, together, and cheap -------------------------------------------------------------------------


def test_the_same_event_is_announced_once(booked, now):
    event = booked.events.get()

    with pytest.raises(IntegrityError), transaction.atomic():
        announce(event=event, appointment=booked, now=now)


def test_keys_name_event_recipient_and_channel(booked, patient):
    event = booked.events.get()
    keys = Message.objects.filter(kind=Kind.BOOKED).order_by("channel").values_list("dedupe_key", flat=True)

    assert list(keys) == [
        f"event:{event.pk}:user-{patient.user_id}:email",
        f"event:{event.pk}:user-{patient.user_id}:in_app",
    ]


def test_costs_one_insert_where_the_people_came_with_the_appointment(booked, now):
    event = AppointmentEvent.objects.create(
        appointment=booked, kind=Verb.REQUEST, at=now, to_status="requested", actor=booked.patient.user
    )
    booked.decide_by = now + dt.timedelta(hours=5)
    row = locked(booked)
    row.decide_by = booked.decide_by

    with CaptureQueriesContext(
        connection,
    ) as queries:
        messages = announce(event=event, appointment=row, now=now)

    assert len(messages) == 4
    assert [query["sql"].split()[0] for query in queries if "SAVEPOINT" not in query["sql"]] == ["INSERT"]


def test_four_messages_cost_few_milliseconds(booked, now):
    """Of processor time, at best: what else the machine does is not the question."""
    row = locked(booked)
    row.decide_by = now + dt.timedelta(hours=5)
    times = []
    for _round in range(30):
        event = AppointmentEvent.objects.create(appointment=booked, kind=Verb.REQUEST, at=now, to_status="requested")
        began = time.process_time()
        announce(event=event, appointment=row, now=now)
        times.append(time.process_time() - began)

    assert min(times) < 0.010  # 2.5 ms where it was written


def test_the_clinics_news_leaves_when_it_can_no_longer_be_undone(asked, doctor_user, now):
    approve(appointment=asked, actor=doctor_user, now=now)

    leaves = set(Message.objects.filter(kind=Kind.APPROVED).values_list("send_after", flat=True))
    assert leaves == {now + dt.timedelta(seconds=60)}


def test_what_a_patient_did_is_told_at_once(booked, now):
    assert set(Message.objects.values_list("send_after", flat=True)) == {now}


def test_undoing_calls_the_news_back(asked, patient, doctor_user, now):
    approve(appointment=asked, actor=doctor_user, now=now)
    undo(appointment=asked, actor=doctor_user, now=now + dt.timedelta(seconds=30))

    assert set(Message.objects.filter(kind=Kind.APPROVED).values_list("status", flat=True)) == {Status.CANCELLED}
    shown = Message.objects.in_portal_of(patient.user, now=now + 10 * MINUTE)
    assert set(shown.values_list("kind", flat=True)) == {Kind.REQUESTED}


def test_what_was_read_or_sent_cannot_be_called_back(booked, now):
    event = booked.events.get()
    Message.objects.filter(channel=Channel.EMAIL).update(status=Status.SENT)

    assert call_back(event=event, now=now) == 0
    assert not Message.objects.filter(status=Status.CANCELLED).exists()


def test_an_undone_step_says_nothing(asked, doctor_user, now):
    approve(appointment=asked, actor=doctor_user, now=now)
    undo(appointment=asked, actor=doctor_user, now=now + dt.timedelta(seconds=30))

    assert told(asked, Verb.UNDO) == []


def test_a_booking_that_fails_leaves_no_message(book_it, booked, patient):
    written = Message.objects.count()

    with pytest.raises(Exception, match="another appointment at that time"):
        book_it(starts_at=booked.starts_at)
    assert Message.objects.count() == written


def test_a_doctor_whose_sign_in_is_closed_is_not_written_to(book_it, doctor_user):
    doctor_user.is_active = False
    doctor_user.save()
    book_it()

    assert not Message.objects.filter(user=doctor_user).exists()
    assert doctor_user.role == Role.DOCTOR


def test_a_doctor_who_has_left_is_not_written_to(booked, doctor, patient, now):
    set_active(doctor=doctor, is_active=False, actor=administrator(), now=now)
    cancel(appointment=booked, actor=patient.user, now=now + MINUTE)

    assert Message.objects.filter(event__kind="cancelled", kind="cancelled").exists()
    assert not Message.objects.filter(event__kind="cancelled", user=doctor.user).exists()
