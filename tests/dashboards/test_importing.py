"""Rows from files: checked, every bad one named, imported by the worker once each, whatever is killed when."""

import datetime as dt
import io

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.urls import reverse
from openpyxl import Workbook

from accounts.models import AuditEntry, Doctor, Invitation, Patient
from accounts.roles import StaffGroup
from dashboards import duties
from dashboards.importing.services import working
from dashboards.importing.services.asking import NotNow, ask_for_import, cancel_import, start_import
from dashboards.models import ImportJob
from scheduling.models import Clinic, WorkingHours
from tests.dashboards.staff import administrator, staff_member
from tests.dashboards.test_duties import carried_out
from tests.factories import PatientFactory, SpecialtyFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "disk")]
PAGE = reverse("admin:imports")
HEAD = "full name,date of birth,phone\n"


@pytest.fixture
def boss(db):
    return administrator()


@pytest.fixture
def sent(boss, now):
    """Return a function that sends ``text`` and lets the worker look at it."""

    def send(text, kind="patients", **told):
        content = text if isinstance(text, bytes) else text.encode()
        job = ask_for_import(kind=kind, content=content, file_name="rows.csv", actor=boss, now=now, **told)
        carried_out(duties.import_rows(now), now)
        job.refresh_from_db()
        return job

    return send


@pytest.fixture
def imported(sent, boss, now):
    def run(*args, **told):
        job = sent(*args, **told)
        assert job.state == "checked", job.why
        start_import(job=job, actor=boss, now=now)
        carried_out(duties.import_rows(now), now)
        job.refresh_from_db()
        return job

    return run


def people(count):
    return HEAD + "".join(f"Maria Lopes {number},1964-03-27,07700 900123\n" for number in range(count))


def found(job):
    return [(finding.line, finding.column, finding.sentence) for finding in job.findings.all()]


def test_the_check_writes_nothing_and_counts(sent):
    job = sent(people(3))

    assert (job.state, job.rows, job.new, job.bad) == ("checked", 3, 3, 0)
    assert not Patient.objects.exists()


def test_every_bad_row_and_column_is_named(sent, boss, now):
    job = sent(HEAD + "Maria Lopes,03/27/1964,07700 900123\n,1964-03-27,12\nJo Bell,1964-03-27,,more\n")

    assert [(line, column) for line, column, _why in found(job)] == [
        (2, "date of birth"),
        (3, "full name"),
        (3, "phone"),
        (4, ""),
    ]
    assert job.bad == 3
    with pytest.raises(NotNow):
        start_import(job=job, actor=boss, now=now)


def test_rows_become_patients_with_an_entry_each(imported, boss):
    job = imported(people(3))

    assert (job.state, job.made, Patient.objects.count()) == ("done", 3, 3)
    assert AuditEntry.objects.filter(actor=boss, action="added", patient__isnull=False).count() == 3
    assert AuditEntry.objects.filter(object_label=f"import:{job.pk}:patients").count() == 2


def test_the_same_file_again_finds_them_here(imported, sent):
    imported(people(3))

    job = sent(people(3))

    assert (job.new, job.same) == (0, 3)


def test_somebody_of_the_same_name_and_birth_is_told_and_not_made(sent, imported):
    known = PatientFactory(full_name="Maria Lopes", date_of_birth="1964-03-27", phone="+447700900999")

    job = sent(HEAD + "MARIA LOPES,27/03/1964,07700 900123\n")
    assert (job.new, job.differing) == (0, 1)
    assert known.record_number in found(job)[0][2]

    job = imported("full name;date of birth;phone;another person\nMaria Lopes;27/03/1964;07700 900123;yes\n")
    assert job.made == 1


def test_a_row_that_is_there_twice_is_bad(sent):
    job = sent(HEAD + "Maria Lopes,1964-03-27,\nMaria Lopes,27.03.1964,\n")

    assert found(job) == [(3, "", "Row 2 says the same.")]


def test_a_killed_worker_goes_on_behind_the_last_unit(sent, boss, now):
    job = sent(people(250))
    start_import(job=job, actor=boss, now=now)
    job.refresh_from_db()
    steps = working.work(job, now=now)
    next(steps)
    steps.close()
    assert Patient.objects.count() == 100

    carried_out(duties.import_rows(now), now)

    job.refresh_from_db()
    assert (job.state, job.made, Patient.objects.count()) == ("done", 250, 250)


def test_two_workers_make_each_row_once(sent, boss, now):
    job = sent(people(250))
    start_import(job=job, actor=boss, now=now)
    one, other = (working.work(ImportJob.objects.get(pk=job.pk), now=now) for _worker in range(2))
    next(one)
    next(other, None)
    for steps in (one, other):
        for _unit in steps:
            pass

    job.refresh_from_db()
    assert (job.state, job.made, Patient.objects.count()) == ("done", 250, 250)


def test_cancelled_half_way_what_is_in_stays(sent, boss, now):
    job = sent(people(250))
    start_import(job=job, actor=boss, now=now)
    job.refresh_from_db()
    steps = working.work(job, now=now)
    next(steps)
    cancel_import(job=job, actor=boss, now=now)
    assert list(steps) == []

    job.refresh_from_db()
    assert (job.state, Patient.objects.count()) == ("cancelled", 100)


def test_whoever_loses_the_right_imports_no_more(sent, boss, now):
    job = sent(people(3))
    start_import(job=job, actor=boss, now=now)
    boss.groups.clear()

    carried_out(duties.import_rows(now), now)

    job.refresh_from_db()
    assert (job.state, Patient.objects.count()) == ("refused", 0)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (HEAD.encode() + "José,1964-03-27,".encode("cp1252"), "CSV UTF-8"),
        (b"PK\x03\x04nonsense", "Excel workbook"),
        (b"name\nMaria", "missing: full name"),
        (HEAD.encode(), "There are no rows in it"),
    ],
)
def test_a_file_that_is_none_is_refused_with_a_sentence(sent, content, why):
    job = sent(content)

    assert job.state == "refused"
    assert why in job.why


def test_reads_a_workbook_and_computes_nothing(imported):
    book, file = Workbook(), io.BytesIO()
    book.active.append(["full name", "date of birth", "phone"])
    book.active.append(["Maria Lopes", dt.date(1964, 3, 27), "07700 900123"])
    book.save(file)

    assert imported(file.getvalue()).made == 1
    assert str(Patient.objects.get().date_of_birth) == "1964-03-27"


def test_doctors_are_invited_only_where_that_was_asked(imported):
    SpecialtyFactory(name="Dermatology")
    head = "email,full name,specialties,languages,licence number\n"

    imported(head + "a@example.org,Amara Osei,dermatology,en | Polish,1\n", kind="doctors")
    assert not Invitation.objects.exists()
    imported(head + "b@example.org,Ben Osei,Dermatology,,2\n", kind="doctors", invites=True)

    assert Invitation.objects.get().email == "b@example.org"
    assert {one.code for one in Doctor.objects.get(user__email="a@example.org").languages.all()} == {"en", "pl"}


def test_a_licence_number_somebody_has_is_named(sent, doctor):
    SpecialtyFactory(name="Dermatology")
    Doctor.objects.update(licence_number="77")

    job = sent("email,full name,specialties,licence number\nx@example.org,Amara Osei,Dermatology,77\n", kind="doctors")

    assert found(job)[0][1] == "licence number"


def test_clinics_and_hours_are_added_and_found_again(imported, sent, doctor):
    clinics = "name,address,city,step-free\nQuay Clinic,3 Quay Street,Oakford,yes\n"
    imported(clinics, kind="clinics")
    assert Clinic.objects.get(name="Quay Clinic").step_free
    hours = f"doctor,clinic,weekday,from,to\n{doctor.user.email},Quay Clinic,Mon,09:00,12:00\n"

    assert imported(hours, kind="hours").made == 1
    assert WorkingHours.objects.filter(doctor=doctor, clinic__name="Quay Clinic").count() == 1
    assert sent(hours, kind="hours").same == 1
    assert sent(clinics, kind="clinics").same == 1


def test_hours_that_overlap_are_named_by_row(sent, doctor, clinic):
    who = f"{doctor.user.email},{clinic.name},Mon"

    job = sent(f"doctor,clinic,weekday,from,to\n{who},09:00,12:00\n{who},11:00,13:00\n", kind="hours")

    assert [line for line, _column, _why in found(job)] == [3]
    assert not WorkingHours.objects.exists()


@pytest.mark.parametrize("group", [StaffGroup.MANAGER, StaffGroup.FRONT_DESK, StaffGroup.ANALYST, StaffGroup.AUDITOR])
def test_only_administrators_import(client, group, now):
    user = staff_member(group)
    client.force_login(user)

    assert client.get(PAGE).status_code == 403
    with pytest.raises(PermissionDenied):
        ask_for_import(kind="patients", content=b"x", file_name="x", actor=user, now=now)


def test_from_the_page_to_the_rows(client, boss, now):
    client.force_login(boss)
    upload = io.BytesIO(people(2).encode())
    upload.name = "people.csv"

    answer = client.post(PAGE, {"kind": "patients", "file": upload}, follow=True)
    address = answer.redirect_chain[-1][0]
    assert "waits to be read" in answer.content.decode()
    carried_out(duties.import_rows(now), now)
    assert "Import 2 rows" in client.get(address).content.decode()
    client.post(address, {"step": "start"})
    client.post(address, {"step": "start"})
    carried_out(duties.import_rows(now), now)

    assert "2 rows imported" in client.get(address).content.decode()
    assert Patient.objects.count() == 2


def test_nothing_chosen_comes_back_with_a_sentence(client, boss):
    client.force_login(boss)

    answer = client.post(PAGE, {"kind": "patients"})

    assert answer.status_code == 422
    assert "Choose a file" in answer.content.decode()


@pytest.mark.parametrize("kind", ImportJob.Kind.values)
@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_template_left_as_it_is_has_no_rows(client, boss, sent, kind, suffix):
    client.force_login(boss)
    answer = client.get(reverse("admin:import_template", args=[kind, suffix]))

    assert "no rows in it" in sent(answer.content, kind=kind).why


def test_the_report_tells_all(client, boss, sent):
    client.force_login(boss)
    job = sent(HEAD + "=1+1,never,\n" * 150)

    text = client.get(reverse("admin:import_report", args=[job.pk])).content.decode("utf-8-sig")

    assert len(text.splitlines()) == 1 + job.findings.count() == 151


def test_the_command_imports_and_says_what_is_wrong(boss, tmp_path):
    good, bad = tmp_path / "good.csv", tmp_path / "bad.csv"
    good.write_text(people(2))
    bad.write_text(HEAD + "Maria Lopes,never,\n")

    call_command("import_rows", "patients", str(good), by=boss.email, dry_run=True)
    assert not Patient.objects.exists()
    call_command("import_rows", "patients", str(good), by=boss.email)
    assert Patient.objects.count() == 2
    with pytest.raises(CommandError, match="Nothing was imported"):
        call_command("import_rows", "patients", str(bad), by=boss.email)
