"""Privacy requests, on the pages of who asks and of who answers."""

import datetime as dt
import io
import zipfile

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import AuditEntry, SubjectRequest
from accounts.roles import StaffGroup
from accounts.services.subject_requests import answer_request, open_request
from tests.dashboards.staff import administrator, errors, said, staff_member
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "disk")]

MINE = "/me/privacy/"
LIST = "/admin/accounts/subjectrequest/"


@pytest.fixture
def chief(db):
    return administrator()


@pytest.fixture
def asked(patient, now):
    return taken(patient, now=now)


def taken(patient, *, now, days=0, kind="access"):
    told = {"kind": kind, "channel": "portal", "received_on": now.date() - dt.timedelta(days=days)}
    return open_request(patient=patient, actor=patient.user, now=now, **told)


def press(client, request, slug, **typed):
    """Open the page that asks, and answer it as a browser does."""
    address = reverse("admin:accounts_subjectrequest_step", args=[request.pk, slug])
    page = client.get(address)
    answer = page.context["rows"][0][3] if page.status_code == 200 else ""
    return client.post(address, {"answer": answer} | typed)


# --- The patient ------------------------------------------------------------------------------


def test_asks_for_a_copy_and_reads_by_when(signed_in):
    answer = signed_in.post(f"{MINE}ask/access/", follow=True)

    html = answer.content.decode()
    assert SubjectRequest.objects.get().channel == "portal"
    assert "You get an answer by 24 December 2026" in html
    assert "Ask for a copy of my data" not in html


def test_asking_twice_takes_one_request(signed_in):
    signed_in.post(f"{MINE}ask/access/")

    assert "asked for already" in said(signed_in.post(f"{MINE}ask/access/"))
    assert SubjectRequest.objects.count() == 1


def test_only_a_copy_and_erasing_are_asked_here(signed_in):
    assert signed_in.post(f"{MINE}ask/rectification/").status_code == 404
    assert signed_in.get(f"{MINE}ask/access/").status_code == 405


def test_takes_it_back(signed_in, asked):
    signed_in.post(f"{MINE}{asked.pk}/withdraw/")
    asked.refresh_from_db()

    assert asked.state == "withdrawn"


def test_somebody_elses_is_not_there(signed_in, other_patient, chief, now):
    theirs = taken(other_patient, now=now)
    answer_request(request=theirs, actor=chief, now=now)

    assert signed_in.get(f"{MINE}{theirs.pk}/copy/").status_code == 404
    assert signed_in.post(f"{MINE}{theirs.pk}/withdraw/").status_code == 404


def test_downloads_the_copy_once_it_is_answered(signed_in, asked, patient, chief, now):
    address = f"{MINE}{asked.pk}/copy/"
    assert signed_in.get(address).status_code == 404
    answer_request(request=asked, actor=chief, now=now)
    answer = signed_in.get(address)

    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    assert "data.json" in zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content))).namelist()
    assert AuditEntry.objects.filter(object_label=f"subjectrequest:{asked.pk}:copy", patient=patient).exists()


def test_the_copy_is_there_for_two_weeks(signed_in, asked, chief, now):
    answer_request(request=asked, actor=chief, now=now)
    SubjectRequest.objects.update(closed_at=now - dt.timedelta(days=15))

    assert signed_in.get(f"{MINE}{asked.pk}/copy/").status_code == 404
    assert "Download your copy" not in signed_in.get(MINE).content.decode()


# --- The administration -----------------------------------------------------------------------


def test_the_list_is_by_the_day_due_with_days_in_words(client, chief, patient, other_patient, now):
    taken(patient, now=now)
    taken(other_patient, now=now, days=33)
    client.force_login(chief)
    listed = client.get(LIST, {"due": "open"})
    html = listed.content.decode()

    assert [row.patient for row in listed.context["cl"].result_list] == [other_patient, patient]
    assert "30 days left" in html
    assert "2 days late" in html
    assert [row.patient for row in client.get(LIST, {"due": "late"}).context["cl"].result_list] == [other_patient]


def test_the_index_counts_what_is_due(client, chief, patient, now):
    taken(patient, now=now, days=25)
    client.force_login(chief)
    html = client.get("/admin/").content.decode()

    assert "privacy request due" in html
    assert f"{LIST}?due=soon" in html


def test_takes_what_came_by_letter(client, chief, patient):
    client.force_login(chief)
    fields = {"kind": "rectification", "patient": patient.pk, "channel": "letter", "received_on": "2026-11-20"}
    client.post(f"{LIST}add/", fields)
    request = SubjectRequest.objects.get()

    assert (request.taken_by, request.due_on) == (chief, dt.date(2026, 12, 20))
    assert "asked for already" in errors(client.post(f"{LIST}add/", fields))


def test_a_day_that_has_begun_nowhere_is_still_to_come(client, chief, patient, clock, now):
    client.force_login(chief)
    tomorrow = now.date() + dt.timedelta(days=1)
    fields = {"kind": "rectification", "patient": patient.pk, "channel": "letter", "received_on": f"{tomorrow}"}

    assert "still to come" in errors(client.post(f"{LIST}add/", fields))
    clock.move_to(now.replace(hour=11))  # one o'clock in the morning in Kiritimati
    client.post(f"{LIST}add/", fields)
    assert SubjectRequest.objects.get().received_on == tomorrow


@pytest.mark.parametrize(
    ("slug", "typed", "state"),
    [
        ("answer", {}, "answered"),
        ("extend", {"reason": "Paper files"}, "extended"),
        ("refuse", {"reason": "The third time this week"}, "refused"),
        ("withdraw", {}, "withdrawn"),
    ],
)
def test_each_step_does_what_it_says(client, chief, asked, slug, typed, state):
    client.force_login(chief)
    press(client, asked, slug, **typed)
    asked.refresh_from_db()

    assert asked.state == state


def test_a_refusal_needs_a_reason(client, chief, asked):
    client.force_login(chief)

    assert press(client, asked, "refuse").status_code == 422
    asked.refresh_from_db()
    assert asked.state == "open"


def test_an_erasure_leads_to_erasing(client, chief, patient, now):
    request = taken(patient, now=now, kind="erasure")
    client.force_login(chief)
    html = client.get(f"{LIST}{request.pk}/change/").content.decode()

    assert reverse("admin:accounts_patient_step", args=[patient.pk, "erase"]) in html
    assert reverse("admin:accounts_subjectrequest_step", args=[request.pk, "answer"]) not in html


def test_staff_download_the_copy(client, chief, asked):
    client.force_login(chief)
    answer = client.get(f"{LIST}{asked.pk}/copy/")

    assert answer["Content-Disposition"].startswith("attachment")
    assert AuditEntry.objects.filter(object_label=f"subjectrequest:{asked.pk}:copy", actor=chief).exists()


def test_an_auditor_reads_and_does_nothing(client, asked):
    client.force_login(staff_member(StaffGroup.AUDITOR))

    assert client.get(f"{LIST}{asked.pk}/change/").status_code == 200
    assert client.get(f"{LIST}{asked.pk}/copy/").status_code == 403
    assert client.post(reverse("admin:accounts_subjectrequest_step", args=[asked.pk, "answer"])).status_code == 403


def test_a_list_costs_the_same_for_few_rows_and_many(client, chief, asked, now):
    client.force_login(chief)
    client.get(LIST)

    def queries():
        with CaptureQueriesContext(connection) as made:
            client.get(LIST)
        return len(made)

    few = queries()
    for _number in range(6):
        taken(PatientFactory(), now=now)

    assert queries() == few
