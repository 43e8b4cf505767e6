"""Staff decide for their own clinics, and never about themselves or whom they act for."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import PatientAccess
from accounts.roles import StaffGroup
from appointments.lifecycle import Status, Verb
from appointments.models import Appointment
from appointments.policies import NotAllowed, may_approve, may_cancel, may_record, may_reject, may_reschedule
from appointments.services.booking_by_phone import book_by_phone
from appointments.services.deciding import approve
from appointments.services.moving_by_right import move
from appointments.services.recording import version_seen
from scheduling.models import ClinicStaff, TimeSlot
from scheduling.slot_value import slot_value
from tests.dashboards.staff import staff_member
from tests.factories import ClinicFactory, PatientFactory

pytestmark = pytest.mark.django_db

NOT_THEIRS = "This is not yours to decide: it is about you or somebody you act for, or at another clinic."


@pytest.fixture(autouse=True)
def clock(now):
    with time_machine.travel(now, tick=False):
        yield


@pytest.fixture(params=[StaffGroup.ADMINISTRATOR, StaffGroup.MANAGER, StaffGroup.FRONT_DESK])
def colleague(request, clinic):
    """Somebody who decides at the clinic, and falls ill too."""
    user = staff_member(request.param)
    ClinicStaff.objects.create(user=user, clinic=clinic)
    PatientFactory(user=user)
    return user


@pytest.fixture
def desk_elsewhere(db):
    user = staff_member(StaffGroup.FRONT_DESK)
    ClinicStaff.objects.create(user=user, clinic=ClinicFactory(name="Elsewhere"))
    return user


@pytest.fixture
def ask(book_it, by_doctor):
    """Return a function that asks the doctor for an appointment of ``person``."""

    def run(person, *, actor=None, **told):
        return book_it(offer=by_doctor, patient=person, actor=actor or person.user, as_patient=True, **told)

    return run


def past_the_cut_off(appointment, now):
    Appointment.objects.filter(pk=appointment.pk).update(changeable_until=now.replace(hour=1))
    appointment.refresh_from_db()
    return appointment


def test_decides_at_their_clinic(colleague, ask, patient, now):
    asked = ask(patient)
    approve(appointment=asked, actor=colleague, now=now)

    assert asked.events.last().by_staff


def test_a_front_desk_decides_nothing_at_another_clinic(desk_elsewhere, ask, patient, now):
    asked = ask(patient)

    assert may_approve(asked, actor=desk_elsewhere, now=now) == NOT_THEIRS
    assert may_reject(asked, actor=desk_elsewhere, now=now) == NOT_THEIRS
    assert may_cancel(past_the_cut_off(asked, now), actor=desk_elsewhere, now=now).startswith("It is less than")
    assert may_reschedule(asked, actor=desk_elsewhere, now=now).startswith("It is less than")


def test_nobody_decides_about_themselves(colleague, ask, now):
    asked = ask(colleague.patient)

    assert may_approve(asked, actor=colleague, now=now) == NOT_THEIRS
    with pytest.raises(NotAllowed, match="not yours to decide"):
        approve(appointment=asked, actor=colleague, now=now)


def test_nobody_records_who_came_about_themselves(colleague, book_it, now):
    booked = book_it(patient=colleague.patient, actor=colleague, as_patient=True)

    assert may_record(booked, Verb.CHECK_IN, actor=colleague, now=booked.starts_at) == NOT_THEIRS


def test_staff_decide_nothing_about_whom_they_act_for(colleague, ask, patient, now):
    access = PatientAccess.objects.create(user=colleague, patient=patient, relation="parent", scope="messages")
    asked = ask(patient)
    related = may_approve(asked, actor=colleague, now=now)
    access.delete()

    assert related == NOT_THEIRS
    assert may_approve(asked, actor=colleague, now=now) is None


def test_a_doctor_decides_about_patients_but_not_about_themselves(doctor, ask, patient, published, now):
    patients, own = ask(patient), ask(PatientFactory(user=doctor.user), starts_at=published[2])

    assert may_approve(patients, actor=doctor.user, now=now) is None
    assert may_approve(own, actor=doctor.user, now=now) == NOT_THEIRS


def test_on_the_patients_page_staff_cancel_as_patients(client, colleague, ask, now):
    asked = past_the_cut_off(ask(colleague.patient), now)
    client.force_login(colleague)
    answer = client.post(reverse("appointments:cancel", args=[asked.reference]), {"seen": version_seen(asked)})
    asked.refresh_from_db()

    assert answer.status_code == 422
    assert "so you cannot cancel it here" in answer.content.decode()
    assert asked.status == Status.REQUESTED


def test_a_doctor_who_is_a_parent_cancels_as_a_parent(client, doctor, ask, patient, now):
    PatientAccess.objects.create(user=doctor.user, patient=patient, relation="parent")
    asked = ask(patient)
    client.force_login(doctor.user)
    client.post(reverse("appointments:cancel", args=[asked.reference]), {"seen": version_seen(asked)})
    event = asked.events.last()

    assert (event.kind, event.by_staff, event.on_behalf_of) == (Verb.CANCEL, False, patient)


def test_on_the_patients_page_a_move_asks_the_doctor_again(client, colleague, ask, doctor, published, now):
    asked = ask(colleague.patient)
    client.force_login(colleague)
    to = slot_value(doctor.pk, asked.clinic_id, published[4])
    client.post(reverse("appointments:reschedule", args=[asked.reference]), {"to": to, "seen": version_seen(asked)})
    asked.refresh_from_db()

    assert (asked.starts_at, asked.status) == (published[4], Status.REQUESTED)
    assert not asked.events.last().by_staff


def test_no_time_is_made_by_right_for_oneself(colleague, ask, book_it, clinic, by_doctor, published, now):
    """Neither by moving nor by telephone: a start nobody planned stays unplanned."""
    asked, count = ask(colleague.patient), TimeSlot.objects.count()
    off_the_grid = published[6].replace(minute=7)
    with pytest.raises(NotAllowed, match="not yours to decide"):
        move(appointment=asked, clinic=clinic, starts_at=off_the_grid, by_hand=True, actor=colleague, now=now)
    with pytest.raises(Exception, match="taken"):
        book_by_phone(
            patient=colleague.patient,
            newcomer=None,
            offer=by_doctor,
            clinic=clinic,
            starts_at=off_the_grid,
            actor=colleague,
            now=now,
            by_right=True,
        )

    assert TimeSlot.objects.count() == count


def test_by_telephone_nobody_confirms_their_own_request(colleague, clinic, by_doctor, published, now):
    appointment = book_by_phone(
        patient=colleague.patient,
        newcomer=None,
        offer=by_doctor,
        clinic=clinic,
        starts_at=published[0],
        actor=colleague,
        now=now,
        by_right=True,
    )

    assert appointment.status == Status.REQUESTED
    assert not appointment.events.get().by_staff


def test_the_admin_shows_a_front_desk_no_appointment_of_theirs_elsewhere(client, desk_elsewhere, ask):
    """What they have as a patient is on their own pages."""
    asked = ask(PatientFactory(user=desk_elsewhere))
    client.force_login(desk_elsewhere)
    pages = [
        reverse("admin:appointments_appointment_change", args=[asked.pk]),
        reverse("admin:appointments_appointment_step", args=[asked.pk, "approve"]),
        reverse("admin:appointments_appointment_move", args=[asked.pk]),
    ]
    answers = [client.get(page).status_code for page in pages]
    listed = client.get(reverse("admin:appointments_appointment_changelist")).context["cl"].result_list

    assert answers == [302, 404, 404]
    assert list(listed) == []
    assert client.get(reverse("appointments:detail", args=[asked.reference])).status_code == 200


def test_the_admin_offers_no_decision_about_oneself(client, colleague, ask):
    asked = ask(colleague.patient)
    client.force_login(colleague)
    html = client.get(reverse("admin:appointments_appointment_change", args=[asked.pk])).content.decode()
    said = client.get(reverse("admin:appointments_appointment_step", args=[asked.pk, "approve"]), follow=True)

    assert reverse("admin:appointments_appointment_step", args=[asked.pk, "approve"]) not in html
    assert NOT_THEIRS in said.content.decode()
