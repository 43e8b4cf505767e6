"""The pages of the admin that find two records of one person, put them together, and take them apart."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, Patient, PatientMerge
from accounts.roles import StaffGroup
from tests.dashboards.staff import said, staff_member
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]


@pytest.fixture
def desk(client, chief_of_records):
    client.force_login(chief_of_records)
    return client


def address(kept, gone):
    return reverse("admin:accounts_patient_together", args=[kept.pk, gone.pk])


def answers(page, **told):
    """Return what a browser sends back from the page: what it hides, what is ticked, and what was typed."""
    form = page.context["adminform"].form
    return {name: form[name].value() for name in ["seen", *form.choices]} | told


def test_both_are_shown_side_by_side_with_what_moves(desk, full_record, kept, gone):
    page = desk.get(address(kept, gone))
    text = page.content.decode()

    assert page.status_code == 200
    assert "Maria Lopes" in text
    assert "Maria Lopez" in text
    assert "Moves: 1 appointment<" in text
    assert "Moves: 2 entries of the health history<" in text
    assert "Penicillin" not in text
    assert address(gone, kept) in text


def test_they_are_put_together_as_chosen(desk, full_record, kept, gone):
    page = desk.get(address(kept, gone))
    answer = desk.post(address(kept, gone), answers(page, reason="Same passport", take_full_name="gone"))
    kept.refresh_from_db()

    assert said(answer) == f"{gone.record_number} and this record are one now."
    assert (kept.full_name, str(kept.phone)) == ("Maria Lopez", "+441134960000")
    assert PatientMerge.objects.get().reason == "Same passport"


def test_a_reason_is_asked_for_and_the_choice_comes_back(desk, kept, gone):
    page = desk.get(address(kept, gone))
    answer = desk.post(address(kept, gone), answers(page, reason="", take_full_name="gone"))

    assert answer.status_code == 422
    assert "Say how you know that they are one person." in answer.content.decode()
    assert answer.context["adminform"].form["take_full_name"].value() == "gone"
    assert not PatientMerge.objects.exists()


def test_two_dates_of_birth_are_confirmed_by_typing(desk, kept, gone):
    Patient.objects.filter(pk=gone.pk).update(date_of_birth=dt.date(1964, 3, 26))
    page = desk.get(address(kept, gone))
    wrong = desk.post(address(kept, gone), answers(page, reason="Sure", confirmation=kept.record_number))
    right = desk.post(address(kept, gone), answers(page, reason="Sure", confirmation=gone.record_number.lower()))

    assert wrong.status_code == 422
    assert right.status_code == 302


def test_what_changed_meanwhile_is_shown_first(desk, kept, gone):
    page = desk.get(address(kept, gone))
    Patient.objects.filter(pk=gone.pk).update(full_name="Marina Lopez")
    sent = answers(page, reason="Sure")
    late = desk.post(address(kept, gone), sent)
    again = desk.post(address(kept, gone), answers(late, reason="Sure"))

    assert late.status_code == 409
    assert "Something changed while you had this open" in late.content.decode()
    assert again.status_code == 302


def test_pressed_twice_it_is_done_once(desk, kept, gone):
    page = desk.get(address(kept, gone))
    sent = answers(page, reason="Sure")
    desk.post(address(kept, gone), sent)

    assert desk.post(address(kept, gone), sent).status_code == 404
    assert PatientMerge.objects.count() == 1


def test_what_stands_against_it_is_said(desk, kept):
    other = PatientFactory(user__email="second@example.com")
    page = desk.get(address(kept, other))
    answer = desk.post(address(kept, other), answers(page, reason="Sure"))

    assert "Both of them sign in" in page.content.decode()
    assert answer.status_code == 409
    assert "Both of them sign in" in answer.content.decode()


def test_two_ticked_patients_lead_there_with_the_one_who_signs_in_first(desk, kept, gone):
    listed = reverse("admin:accounts_patient_changelist")
    two = desk.post(listed, {"action": "put_together", "_selected_action": [gone.pk, kept.pk]})
    one = desk.post(listed, {"action": "put_together", "_selected_action": [gone.pk]})

    assert two.url == address(kept, gone)
    assert "Choose two patients" in said(one)


def test_the_address_of_the_record_that_went_leads_to_the_other(desk, kept, gone, merge_them):
    merge_them()
    answer = desk.get(reverse("admin:accounts_patient_change", args=[gone.pk]))

    assert answer.url == reverse("admin:accounts_patient_change", args=[kept.pk])
    assert said(answer) == f"{gone.record_number} was put together with this record."


def test_it_is_in_no_list_and_no_search(desk, kept, gone, merge_them):
    merge_them()
    listed = desk.get(reverse("admin:accounts_patient_changelist"), {"q": gone.record_number})
    found = desk.get(reverse("admin:appointments_appointment_patients"), {"term": "Maria"}).json()["results"]

    assert listed.context["cl"].result_count == 0
    assert [row["id"] for row in found] == [str(kept.pk)]


def test_the_trail_of_both_is_found_under_the_one_that_stays(desk, full_record, kept, gone, merge_them):
    of_gone = AuditEntry.objects.filter(patient=gone).count()
    merge_them()
    found = desk.get(reverse("admin:accounts_auditentry_changelist"), {"q": kept.record_number})

    assert of_gone
    assert found.context["cl"].result_count >= of_gone + 2


def test_possibly_the_same_names_pairs_and_why(desk, kept, gone):
    PatientFactory(full_name="Zoe Young", user=None)
    PatientFactory(full_name="Lena Kurz", user=None, phone=gone.phone)
    page = desk.get(reverse("admin:accounts_patient_alike"))

    pairs = {(one.full_name, other.full_name): why for one, other, why in page.context["pairs"]}
    assert pairs == {("Maria Lopes", "Maria Lopez"): "name", ("Maria Lopez", "Lena Kurz"): "phone"}


def test_nobody_is_here_twice(desk, kept):
    assert "Nobody seems to be here twice." in desk.get(reverse("admin:accounts_patient_alike")).content.decode()


def test_possibly_the_same_asks_as_often_for_many(desk, kept, gone):
    listed = reverse("admin:accounts_patient_alike")
    with CaptureQueriesContext(
        connection,
    ) as one:
        desk.get(listed)
    for _more in range(7):
        PatientFactory(full_name="Maria Lopez", user=None)
    with CaptureQueriesContext(connection) as many:
        desk.get(listed)

    assert len(many) == len(one)


def test_the_other_record_is_looked_for(desk, kept, gone):
    PatientFactory(full_name="Zoe Young", user=None, date_of_birth=dt.date(1990, 1, 1))
    choose = reverse("admin:accounts_patient_merge", args=[kept.pk])
    likely, found = desk.get(choose), desk.get(choose, {"q": "young"})

    assert [row.full_name for row, _why in likely.context["others"]] == ["Maria Lopez"]
    assert [row.full_name for row, _why in found.context["others"]] == ["Zoe Young"]


def test_they_are_taken_apart_again(desk, full_record, kept, gone, merge_them):
    merge = merge_them()
    page = desk.get(reverse("admin:accounts_patientmerge_change", args=[merge.pk]))
    apart = reverse("admin:accounts_patientmerge_apart", args=[merge.pk])
    asked = desk.get(apart)
    answer = desk.post(apart)
    again = desk.post(apart)
    gone.refresh_from_db()

    assert apart in page.content.decode()
    assert "1 appointment" in asked.content.decode()
    assert said(answer) == "They are two records again."
    assert "taken apart already" in said(again)
    assert gone.merged_into is None


def test_the_front_desk_may_not(client, front_desk, kept, gone, merge_them):
    client.force_login(front_desk)
    pages = [address(kept, gone), reverse("admin:accounts_patient_alike")]

    assert {client.get(page).status_code for page in pages} == {403}
    assert client.post(address(kept, gone)).status_code == 403
    assert "Put together" not in client.get(reverse("admin:accounts_patient_changelist")).content.decode()


def test_an_auditor_reads_the_log_and_takes_nothing_apart(client, merge_them):
    merge = merge_them()
    client.force_login(staff_member(StaffGroup.AUDITOR))

    page = client.get(reverse("admin:accounts_patientmerge_change", args=[merge.pk]))
    assert page.status_code == 200
    assert "Take the two apart" not in page.content.decode()
    assert client.post(reverse("admin:accounts_patientmerge_apart", args=[merge.pk])).status_code == 403
