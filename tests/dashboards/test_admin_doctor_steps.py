"""A doctor is made inactive, taken off the search, closed to new patients, and back: what follows is said first."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models.signals import pre_save
from django.test.utils import CaptureQueriesContext

from accounts.models import Doctor
from accounts.roles import Role, StaffGroup
from accounts.services.doctor_leaving import set_active
from accounts.services.showing_doctors import set_listed
from accounts.signals import doctor_leaving, doctor_returning
from appointments.models import Appointment
from appointments.schedule_check import check_schedule
from tests.dashboards.asking import address_of, ask, ask_about, lists_told, press, take, told
from tests.dashboards.staff import administrator, said, save, staff_member
from tests.factories import DoctorFactory, PatientFactory, SpecialtyFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

THERE_AND_BACK = [
    ("deactivate", "activate", "is_active"),
    ("take-off-search", "list-in-search", "is_listed"),
    ("stop-new-patients", "take-new-patients", "accepting_new_patients"),
]


@pytest.fixture
def booked(book_it, published, by_doctor):
    """Two visits and a request on Wednesday the 25th."""
    people = [PatientFactory() for _number in range(3)]
    made = [
        book_it(starts_at=published[number * 3], patient=person, actor=person.user)
        for number, person in enumerate(people[:2])
    ]
    return [*made, book_it(offer=by_doctor, starts_at=published[8], patient=people[2], actor=people[2].user)]


def attention(appointments):
    return [Appointment.objects.get(pk=appointment.pk).attention for appointment in appointments]


class TestLeaving:
    def test_what_follows_is_said_before_anything_changes(self, client, chief, doctor, booked):
        asked = ask(client, doctor, "deactivate")
        doctor.refresh_from_db()

        assert told(asked) == [
            "3 appointments stay booked and are marked “The doctor is away”. Move or cancel each: "
            "the patients are not told by this.",
            "1 of them is a request, and keeps waiting for an answer.",
            "Patients do not find them any more.",
            f"{free_of(doctor)} free times are not offered any more.",
            "Their doctor's pages close with the next click. Signing in still works.",
        ]
        assert "3 on Wed 25 Nov" in asked.content.decode()
        assert doctor.is_active

    def test_each_number_leads_to_its_list(self, client, chief, doctor, booked, other_doctor):
        counted = lists_told(ask(client, doctor, "deactivate"))

        assert [count for count, _address in counted] == [3, 1]
        for count, address in counted:
            assert client.get(address).context["cl"].result_count == count

    def test_nobody_with_an_appointment_is_said_too(self, client, chief, doctor):
        assert told(ask(client, doctor, "deactivate"))[0] == "Nobody has an appointment with them."

    def test_nothing_booked_is_lost_or_unseen(self, client, chief, doctor, booked, now):
        answer = take(client, doctor, "deactivate")

        assert answer == "Dr Amara Osei is not active any more."
        assert attention(booked) == ["doctor_away"] * 3
        assert [appointment.status for appointment in Appointment.objects.order_by("pk")] == [
            appointment.status for appointment in booked
        ]
        assert check_schedule(now=now) == []

    def test_coming_back_takes_the_marks_away(self, client, chief, doctor, booked, hours_ended_for_the_last):
        take(client, doctor, "deactivate")
        asked = ask(client, doctor, "activate")
        answer = said(press(client, asked))

        assert "3 appointments marked “The doctor is away” are compared with the hours again" in told(asked)[-1]
        assert answer == "Dr Amara Osei is active again."
        assert attention(booked) == ["", "", "outside_hours"]

    @pytest.fixture
    def hours_ended_for_the_last(self, booked, doctor):
        """Another clinic's appointment in all but name: its time lies beside the hours now."""
        last = booked[-1]
        doctor.working_hours.update(ends=last.starts_at.time())

    def test_the_sign_in_is_closed_with_it_where_that_is_asked(self, client, chief, doctor):
        take(client, doctor, "deactivate", sign_in="on")
        doctor.user.refresh_from_db()
        closed = doctor.user.is_active
        take(client, doctor, "activate", sign_in="on")
        doctor.user.refresh_from_db()

        assert (closed, doctor.user.is_active) == (False, True)

    def test_and_stays_open_where_it_is_not(self, client, chief, doctor):
        take(client, doctor, "deactivate")
        doctor.user.refresh_from_db()

        assert doctor.user.is_active

    def test_a_manager_is_not_asked_about_sign_ins(self, client, doctor):
        client.force_login(staff_member(StaffGroup.MANAGER))
        asked = ask(client, doctor, "deactivate")
        press(client, asked, sign_in="on")
        doctor.refresh_from_db()

        assert "sign_in" not in asked.context["adminform"].form.fields
        assert (doctor.is_active, doctor.user.is_active) == (False, True)

    def test_somebody_listens_to_both_pieces_of_news(self):
        assert doctor_leaving.receivers
        assert doctor_returning.receivers


def free_of(doctor):
    return doctor.slots.filter(status="open").count()


@pytest.mark.parametrize(("there", "back", "field"), THERE_AND_BACK)
class TestThereAndBack:
    def test_each_is_undone_by_its_inverse_and_written_down(self, client, chief, doctor, there, back, field):
        values = []
        for slug in (there, back):
            take(client, doctor, slug)
            doctor.refresh_from_db()
            values.append(getattr(doctor, field))

        assert values == [False, True]
        assert LogEntry.objects.filter(object_id=str(doctor.pk), user=chief).count() == 2

    def test_several_are_asked_about_together(self, client, chief, doctor, other_doctor, there, back, field):
        asked = ask_about(client, there.replace("-", "_"), doctor, other_doctor)
        before = Doctor.objects.filter(**{field: True}).count()
        answer = said(press(client, asked))

        assert asked.status_code == 200
        assert asked.context["together"]
        assert before == 2
        assert answer == "Done for 2."
        assert not Doctor.objects.filter(**{field: True}).exists()

    def test_who_is_so_already_is_named_and_left_out(self, client, chief, doctor, other_doctor, there, back, field):
        Doctor.objects.filter(pk=doctor.pk).update(**{field: False})
        asked = ask_about(client, there.replace("-", "_"), doctor, other_doctor)

        assert [row for row, *_told in asked.context["rows"]] == [other_doctor]
        assert "Dr Amara Osei" in said(asked)

    def test_the_second_of_two_is_told(self, client, chief, doctor, there, back, field):
        asked = ask(client, doctor, there)
        press(client, asked)
        later = press(client, asked)

        assert later.status_code == 302
        assert "Dr Amara Osei" in said(later)
        assert LogEntry.objects.count() == 1

    def test_only_who_may_change_doctors(self, client, doctor, there, back, field):
        for group in (StaffGroup.FRONT_DESK, StaffGroup.ANALYST, StaffGroup.AUDITOR):
            client.force_login(staff_member(group))

            assert ask(client, doctor, there).status_code == 403
            assert client.post(address_of(doctor, there), {"answer": [f"{doctor.pk}.x"]}).status_code == 403
        doctor.refresh_from_db()
        assert getattr(doctor, field)


def test_a_booking_made_meanwhile_is_shown_before_anything_is_done(client, chief, doctor, booked, book_it, published):
    asked = ask(client, doctor, "deactivate")
    late = PatientFactory()
    book_it(starts_at=published[1], patient=late, actor=late.user)
    answer = press(client, asked)
    doctor.refresh_from_db()
    still_active = doctor.is_active
    press(client, answer)
    doctor.refresh_from_db()

    assert answer.status_code == 409
    assert "Something changed while you had this open" in answer.content.decode()
    assert "4 appointments stay booked" in told(answer)[0]
    assert (still_active, doctor.is_active) == (True, False)


def test_among_several_who_has_changed_is_named_and_the_rest_is_done(client, chief, doctor, other_doctor, book_it):
    asked = ask_about(client, "deactivate", doctor, other_doctor)
    book_it()
    answer = said(press(client, asked))

    assert "Dr Amara Osei: Something changed" in answer
    assert "Done for 1." in answer
    assert list(Doctor.objects.filter(is_active=True)) == [doctor]


def test_numbers_of_several_are_summed(client, chief, doctor, other_doctor, booked):
    asked = ask_about(client, "deactivate", doctor, other_doctor)

    assert asked.context["together"][0].startswith("3 appointments stay booked")
    assert "Nobody has an appointment with them." in asked.context["together"]


def test_the_forms_ticks_are_gone_and_its_buttons_lead_on(client, chief, doctor):
    html = client.get(f"/admin/accounts/doctor/{doctor.pk}/change/").content.decode()

    for name in ("is_active", "is_listed", "accepting_new_patients"):
        assert f'name="{name}"' not in html
    for slug in ("deactivate", "take-off-search", "stop-new-patients"):
        assert f'href="{address_of(doctor, slug)}"' in html
    assert address_of(doctor, "activate") not in html


def test_a_profile_saved_at_that_moment_does_not_bring_the_doctor_back(client, chief, doctor):
    SpecialtyFactory()

    def be_quicker(sender, instance, **kwargs):
        Doctor.objects.filter(pk=instance.pk).update(is_active=False)

    pre_save.connect(be_quicker, sender=Doctor)
    try:
        fields = {
            "title": "Prof",
            "full_name": doctor.full_name,
            "slug": doctor.slug,
            "gender": doctor.gender,
            "specialties": [SpecialtyFactory().pk],
            "languages-TOTAL_FORMS": 0,
            "languages-INITIAL_FORMS": 0,
        }
        answer = save(client, f"/admin/accounts/doctor/{doctor.pk}/change/", fields)
    finally:
        pre_save.disconnect(be_quicker, sender=Doctor)
    doctor.refresh_from_db()

    assert answer.status_code == 302
    assert (doctor.title, doctor.is_active) == ("Prof", False)


@pytest.mark.parametrize("answers", [[], ["x"], ["x.y"], ["9" * 30 + ".y"], ["1\0.y"]])
def test_what_no_page_of_ours_wrote_does_nothing(client, chief, doctor, answers):
    one = client.post(address_of(doctor, "deactivate"), {"answer": answers})
    many = client.post("/admin/accounts/doctor/deactivate/selected/", {"answer": answers})
    doctor.refresh_from_db()

    assert (one.status_code, many.status_code) == (302, 302)
    assert doctor.is_active


def test_an_answer_about_somebody_else_does_nothing(client, chief, doctor, other_doctor):
    asked = ask(client, other_doctor, "deactivate")
    answers = [answer for *_told, answer in asked.context["rows"]]
    answer = client.post(address_of(doctor, "deactivate"), {"answer": answers})

    assert "about somebody else" in said(answer)
    assert Doctor.objects.filter(is_active=True).count() == 2


def test_who_is_nobody_and_steps_there_are_not_are_absent(client, chief, doctor):
    assert client.get("/admin/accounts/doctor/0/deactivate/do/").status_code == 404
    assert client.get(f"/admin/accounts/doctor/{doctor.pk}/erase/do/").status_code == 404
    assert client.post("/admin/accounts/doctor/deactivate/selected/", {"answer": ["0.x"]}).status_code == 404
    assert client.get("/admin/accounts/doctor/deactivate/selected/").status_code == 405


def test_the_page_costs_the_same_for_one_appointment_and_eight(client, chief, doctor, book_it, published):
    book_it()
    client.get("/admin/")
    with CaptureQueriesContext(connection) as few:
        ask(client, doctor, "deactivate")
    for number in range(1, 8):
        person = PatientFactory()
        book_it(starts_at=published[number], patient=person, actor=person.user)
    with CaptureQueriesContext(connection) as many:
        ask(client, doctor, "deactivate")

    assert len(many) == len(few)


def test_services_refuse_who_may_not(doctor, now):
    for actor in (staff_member(StaffGroup.FRONT_DESK), UserFactory(role=Role.DOCTOR), doctor.user):
        with pytest.raises(PermissionDenied):
            set_active(doctor=doctor, is_active=False, actor=actor, now=now)
        with pytest.raises(PermissionDenied):
            set_listed(doctor=doctor, is_listed=False, actor=actor, now=now)


def test_nobody_does_it_to_themselves(client, now):
    chief = administrator()
    own = DoctorFactory(user=chief)
    client.force_login(chief)
    with pytest.raises(PermissionDenied, match="about yourself"):
        set_active(doctor=own, is_active=False, actor=chief, now=now)

    assert "about yourself" in said(ask(client, own, "deactivate"))
