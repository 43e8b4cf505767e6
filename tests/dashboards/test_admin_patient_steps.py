"""A patient is stopped from booking online, with a reason, and let again: what follows is said first."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.db.models.signals import pre_save
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry, Patient, PatientAccess
from accounts.roles import StaffGroup
from appointments.policies import NotAllowed
from appointments.services.blocking import block, unblock
from scheduling.models import ClinicStaff
from tests.dashboards.asking import address_of, ask, ask_about, lists_told, press, take, told
from tests.dashboards.staff import administrator, said, save, staff_member
from tests.factories import ClinicFactory, PatientFactory, UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

REASON = "Missed three visits"


@pytest.fixture
def desk(client, front_desk):
    client.force_login(front_desk)
    return client


@pytest.fixture
def booked(book_it):
    return book_it()


def reason_of(patient):
    return Patient.objects.values_list("blocked_reason", flat=True).get(pk=patient.pk)


def test_what_follows_is_said_first(desk, patient, booked):
    PatientAccess.objects.create(user=UserFactory(), patient=patient, relation="carer", scope="book")
    asked = ask(desk, patient, "block")
    ((count, address),) = lists_told(asked)

    assert told(asked) == [
        "They cannot book online: they are asked to call. The front desk can book for them.",
        "1 other person cannot book for them either.",
        "1 appointment stays booked; it can still be changed or cancelled.",
        "Messages about their appointments are still sent.",
    ]
    assert "1 on Wed 25 Nov" in asked.content.decode()
    assert f"27 Mar 1964, {patient.record_number}" in asked.content.decode().replace("March", "Mar")
    assert desk.get(address).context["cl"].result_count == count
    assert reason_of(patient) == ""


def test_a_block_keeps_what_is_booked_and_books_no_more(desk, patient, booked, book_it, published):
    answer = take(desk, patient, "block", reason=REASON)
    booked.refresh_from_db()

    assert answer == "Maria Lopes cannot book online any more."
    assert reason_of(patient) == REASON
    assert booked.status == "confirmed"
    patient.refresh_from_db()
    with pytest.raises(NotAllowed, match="cannot book online at the moment"):
        book_it(starts_at=published[5])


def test_it_is_undone(desk, patient, booked, book_it, published):
    take(desk, patient, "block", reason=REASON)
    asked = ask(desk, patient, "unblock")
    answer = said(press(desk, asked))
    patient.refresh_from_db()

    assert told(asked) == [
        "They can book online again, and so can whoever acts for them.",
        f"They were stopped because: {REASON}",
    ]
    assert answer == "Maria Lopes can book online again."
    assert reason_of(patient) == ""
    assert book_it(starts_at=published[5]).pk


def test_both_are_in_the_trail_and_in_the_history_without_the_reason(desk, patient, booked, front_desk):
    take(desk, patient, "block", reason=REASON)
    take(desk, patient, "unblock")
    entries = AuditEntry.objects.filter(action="changed", patient=patient)

    assert [entry.object_label for entry in entries] == ["details:blocked_reason"] * 2
    assert LogEntry.objects.filter(user=front_desk, object_id=str(patient.pk)).count() == 2
    assert REASON not in str(list(LogEntry.objects.values()) + list(entries.values()))


@pytest.mark.parametrize("reason", ["", "   ", "x" * 201])
def test_a_reason_is_needed(desk, patient, booked, reason):
    answer = press(desk, ask(desk, patient, "block"), reason=reason)

    assert answer.status_code == 422
    assert told(answer)[0].startswith("They cannot book online")
    assert reason_of(patient) == ""


def test_the_second_of_two_is_told_and_the_first_reason_stays(desk, patient, booked):
    asked = ask(desk, patient, "block")
    press(desk, asked, reason=REASON)
    later = said(press(desk, asked, reason="Another"))

    assert later.endswith("Maria Lopes cannot book online already.")
    assert reason_of(patient) == REASON


def test_a_block_that_was_changed_is_not_lifted_unread(desk, patient, booked, front_desk, now):
    block(patient=patient, reason=REASON, actor=front_desk, now=now)
    asked = ask(desk, patient, "unblock")
    block(patient=patient, reason="Threatened a nurse", actor=front_desk, now=now)
    answer = press(desk, asked)

    assert answer.status_code == 409
    assert "They were stopped because: Threatened a nurse" in told(answer)
    assert reason_of(patient) == "Threatened a nurse"


def test_several_with_one_reason(client, chief, patient, other_patient):
    asked = ask_about(client, "block", patient, other_patient)
    missing = press(client, asked)
    answer = press(client, missing, reason=REASON)

    assert missing.status_code == 422
    assert said(answer) == "Done for 2."
    assert reason_of(patient) == reason_of(other_patient) == REASON


class TestWhoMay:
    def test_a_front_desk_not_for_somebody_never_booked_there(self, client, patient, booked):
        elsewhere = staff_member(StaffGroup.FRONT_DESK)
        ClinicStaff.objects.create(user=elsewhere, clinic=ClinicFactory())
        client.force_login(elsewhere)
        page = client.get(f"/admin/accounts/patient/{patient.pk}/change/").content.decode()

        assert "no appointment at your clinics" in said(ask(client, patient, "block"))
        answer = client.post(address_of(patient, "block"), {"answer": [f"{patient.pk}.x"], "reason": REASON})
        assert "no appointment at your clinics" in said(answer)
        assert "row-steps" not in page
        assert reason_of(patient) == ""

    def test_another_clinics_appointments_are_not_told(self, client, desk, patient, booked, front_desk, book_it):
        other = book_it(starts_at=booked.ends_at)
        type(other).objects.filter(pk=other.pk).update(clinic=ClinicFactory())

        assert "1 appointment stays booked; it can still be changed or cancelled." in told(ask(desk, patient, "block"))

    @pytest.mark.parametrize("group", [StaffGroup.ADMINISTRATOR, StaffGroup.MANAGER])
    def test_administration_for_anybody(self, client, patient, group):
        client.force_login(staff_member(group))

        assert "cannot book online any more" in take(client, patient, "block", reason=REASON)

    @pytest.mark.parametrize("group", [StaffGroup.ANALYST, StaffGroup.AUDITOR])
    def test_nobody_else(self, client, patient, group):
        client.force_login(staff_member(group))

        assert ask(client, patient, "block").status_code == 403

    def test_nobody_for_themselves(self, now):
        chief = administrator()
        own = PatientFactory(user=chief)
        for service, said_with in ((block, {"reason": REASON}), (unblock, {})):
            with pytest.raises(PermissionDenied, match="about yourself"):
                service(patient=own, actor=chief, now=now, **said_with)

    def test_and_no_patient_at_all(self, patient, other_patient, now):
        with pytest.raises(PermissionDenied, match="Only people who work"):
            unblock(patient=patient, actor=patient.user, now=now)


def test_the_reason_is_shown_and_not_typed_among_the_details(desk, patient, booked):
    take(desk, patient, "block", reason=REASON)
    html = desk.get(f"/admin/accounts/patient/{patient.pk}/change/").content.decode()

    assert REASON in html
    assert 'name="blocked_reason"' not in html
    assert f'href="{address_of(patient, "unblock")}"' in html


def test_details_saved_at_that_moment_do_not_lift_the_block(desk, patient, booked):
    def be_quicker(sender, instance, **kwargs):
        Patient.objects.filter(pk=instance.pk).update(blocked_reason=REASON)

    pre_save.connect(be_quicker, sender=Patient)
    try:
        page = desk.get(f"/admin/accounts/patient/{patient.pk}/change/")
        form = page.context["adminform"].form
        fields = {name: form[name].value() or "" for name in form.fields} | {"date_of_birth": "1958-03-27"}
        answer = save(desk, f"/admin/accounts/patient/{patient.pk}/change/", fields)
    finally:
        pre_save.disconnect(be_quicker, sender=Patient)
    patient.refresh_from_db()

    assert answer.status_code == 302
    assert (patient.date_of_birth.year, patient.blocked_reason) == (1958, REASON)


def test_several_cost_the_same_however_many_were_booked(client, chief, patient, book_it, published):
    book_it()
    client.get("/admin/")
    with CaptureQueriesContext(connection) as few:
        ask(client, patient, "block")
    for number in range(1, 6):
        book_it(starts_at=published[number])
    with CaptureQueriesContext(connection) as many:
        ask(client, patient, "block")

    assert len(many) == len(few)
