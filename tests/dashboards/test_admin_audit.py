"""What an account saw and who saw a patient, in the admin; the trail searched by key; and whether it is whole."""

import csv
import datetime as dt
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.database_guards import install, remove
from accounts.guards import GUARDS
from accounts.models import AuditEntry, AuditSeal, EmergencyOpening
from accounts.origin import Origin, current
from accounts.roles import StaffGroup
from accounts.services.auditing import audit, audit_read, audit_refusal
from accounts.services.sealing import seal_due
from dashboards import duties
from dashboards.models import AuditCheck, DutyRun
from tests.dashboards.staff import staff_member
from tests.dashboards.test_duties import carried_out
from tests.factories import PatientFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock")]

SEEN, READERS, CHECK = (reverse(f"admin:audit_{page}") for page in ("seen", "readers", "check"))
TRAIL, INDEX = reverse("admin:accounts_auditentry_changelist"), reverse("admin:index")
HOUR = dt.timedelta(hours=1)
MORNING = {"since": "2026-11-24T08:00", "until": "2026-11-24T09:00", "zone": "UTC"}


@pytest.fixture
def auditor(client):
    user = staff_member(StaffGroup.AUDITOR)
    client.force_login(user)
    return user


@pytest.fixture
def spell(doctor, patient, other_patient, now):
    """An hour of one doctor's, from half past eight: a record opened in an emergency, and a refusal."""
    token = current.set(Origin(address="192.0.2.7", request_id="abc-1"))
    opening = EmergencyOpening.objects.create(
        doctor=doctor, patient=patient, reason="Found unconscious", opened_at=now - HOUR / 2, until=now + HOUR / 2
    )
    audit_read(actor=doctor.user, patient=patient, purpose=opening.because, now=now - HOUR / 2)
    audit_refusal(actor=doctor.user, patient=other_patient, object_label="appointment:K7QD2M9X", now=now - HOUR / 3)
    current.reset(token)
    audit(actor=doctor.user, action="changed", object_label="details:phone", patient=patient, now=now - 3 * HOUR)
    return opening


def html_of(client, page, status=200, **query):
    answer = client.get(page, query)
    assert answer.status_code == status
    return answer.content.decode()


class TestWhatAnAccountSaw:
    def test_by_patient_with_why_and_from_where(self, client, auditor, spell, doctor, patient, other_patient):
        html = html_of(client, SEEN, who=doctor.user.email, **MORNING)

        assert patient.full_name in html
        assert other_patient.record_number in html
        assert "Opened: the record" in html
        assert "Emergency, without an appointment" in html
        assert "192.0.2.7" in html
        assert "1 refused" in html
        assert "1 in an emergency" in html
        assert "details" not in html  # three hours ago
        assert f"{READERS}?who={patient.record_number}&amp;since=2026-11-24T08%3A00" in html

    def test_is_in_the_trail_itself_once_a_quarter_of_an_hour(self, client, auditor, spell, doctor):
        for _time in range(2):
            html_of(client, SEEN, who=doctor.user.pk, **MORNING)

        entry = AuditEntry.objects.get(actor=auditor)
        assert entry.object_label == f"trail-of:{doctor.user.pk} 2026-11-24T08:00Z/2026-11-24T09:00Z"
        assert (entry.action, entry.purpose, entry.patient) == ("read", "administration", None)

    def test_the_times_are_on_the_clock_that_is_named(self, client, auditor, spell, doctor, patient):
        there = {"since": "2026-11-24T03:00", "until": "2026-11-24T04:00", "zone": "America/New_York"}
        assert 'id="id_zone_error"' in html_of(client, SEEN, status=422, who=doctor.user.pk, **there)
        from tests.factories import ClinicFactory

        ClinicFactory(time_zone="America/New_York")
        html = html_of(client, SEEN, who=doctor.user.pk, **there)

        assert patient.full_name in html
        assert "New York time" in html

    def test_without_times_it_is_the_last_week(self, client, auditor, spell, doctor):
        html = html_of(client, SEEN, who=doctor.user.pk)

        assert "details, phone" in html

    def test_of_several_it_asks_which(self, client, auditor, doctor, patient, other_patient):
        html = html_of(client, SEEN, who="a")

        assert "Whom do you mean?" in html
        assert f"{SEEN}?who={patient.user.pk}&amp;since=" in html

    @pytest.mark.parametrize(
        ("query", "words"),
        [
            ({"who": "zzz"}, "Nobody found with this name or number."),
            ({"who": "a", "since": ""}, "Enter a day and a time."),
            ({"since": "soon"}, "Enter a day and a time."),
            ({"since": "2026-11-24T09:00", "until": "2026-11-24T09:00"}, "The end must be after the start."),
            ({"since": "2020-01-01T09:00"}, "Choose a year at most."),
            ({"zone": "Mars"}, "Choose from the list"),
            ({"who": "a\0b"}, "cannot be seen"),
            ({"who": "9" * 60}, "Nobody found"),
        ],
    )
    def test_says_what_it_cannot_read_and_keeps_what_was_typed(self, client, auditor, query, words):
        html = html_of(client, SEEN, status=422, **query)

        assert words in html
        assert all(f'value="{value}"' in html for value in query.values() if value.isalnum() and value != "Mars")

    def test_too_many_of_one_name_are_no_answer(self, client, auditor):
        for _number in range(21):
            PatientFactory(full_name="Ann Smith")

        assert "Too many people" in html_of(client, READERS, status=422, who="smith")

    def test_before_anything_is_asked_it_asks(self, client, auditor):
        assert "Whom do you mean" not in html_of(client, SEEN)
        assert not AuditEntry.objects.exists()

    def test_is_a_file_of_harmless_cells_that_is_in_the_trail_too(self, client, auditor, spell, doctor, patient):
        type(patient).objects.filter(pk=patient.pk).update(full_name="=1+1")
        answer = client.get(SEEN, {"who": doctor.user.pk, "format": "csv", **MORNING})
        heads, *rows = csv.reader(io.StringIO(answer.content.decode()))

        assert answer["Content-Type"].startswith("text/csv")
        assert len(heads) == len(rows[0]) == 12
        assert {row[1][:5] for row in rows} == {"'=1+1", "Nadia"}
        assert rows[0][-3:] == ["2026-11-24 08:40", "2026-11-24 08:40", "UTC"]
        assert AuditEntry.objects.filter(actor=auditor, object_label__endswith=" csv").exists()

    def test_costs_the_same_for_one_patient_and_for_eight(self, client, auditor, doctor, now):
        def cost():
            with CaptureQueriesContext(connection) as queries:
                html_of(client, SEEN, who=doctor.user.pk, **MORNING)
            return len(queries)

        audit(actor=doctor.user, action="read", object_label="x", patient=PatientFactory(), now=now - HOUR / 2)
        cost()
        few = cost()
        for number in range(8):
            label = f"x{number}"
            audit(actor=doctor.user, action="read", object_label=label, patient=PatientFactory(), now=now - HOUR / 2)

        assert cost() == few


class TestWhoSawAPatient:
    def test_is_the_mirror(self, client, auditor, spell, doctor, patient):
        html = html_of(client, READERS, who=patient.record_number, **MORNING)

        assert doctor.user.email in html
        assert f"{SEEN}?who={doctor.user.pk}&amp;since=" in html
        assert AuditEntry.objects.get(actor=auditor).patient == patient


@pytest.mark.parametrize("page", [SEEN, READERS, CHECK, TRAIL])
@pytest.mark.parametrize("group", list(StaffGroup))
def test_opens_for_auditors_and_administrators(client, group, page):
    client.force_login(staff_member(group))
    opens = group in {StaffGroup.ADMINISTRATOR, StaffGroup.AUDITOR}

    assert client.get(page).status_code == (200 if opens else 403)
    assert client.post(page).status_code in ({302, 405, 200} if opens else {403, 405})


class TestTheWaysThere:
    def test_from_a_person_a_patient_and_an_emergency(self, client, spell, doctor, patient):
        client.force_login(staff_member(StaffGroup.ADMINISTRATOR))
        user = html_of(client, reverse("admin:accounts_user_change", args=[doctor.user.pk]))
        record = html_of(client, reverse("admin:accounts_patient_change", args=[patient.pk]))
        emergency = html_of(client, reverse("admin:accounts_emergencyopening_change", args=[spell.pk]))

        assert f'href="{SEEN}?who={doctor.user.pk}"' in user
        assert f'href="{READERS}?who={patient.record_number}"' in record
        assert f"{SEEN}?who={doctor.user.pk}&amp;since=2026-11-24T08%3A30&amp;until=2026-11-24T09%3A31" in emergency
        assert "Opened: the record" in emergency

    def test_not_for_a_front_desk(self, client, patient, front_desk, book_it):
        book_it()
        client.force_login(front_desk)

        assert READERS not in html_of(client, reverse("admin:accounts_patient_change", args=[patient.pk]))

    def test_an_auditor_reads_what_followed_an_emergency(self, client, auditor, spell):
        html = html_of(client, reverse("admin:accounts_emergencyopening_change", args=[spell.pk]))

        assert "Found unconscious" in html
        assert "Opened: the record" in html


class TestTheSearchedTrail:
    def labels(self, client, **query):
        return sorted(entry.object_label for entry in client.get(TRAIL, query).context["cl"].result_list)

    def test_by_request_purpose_and_several_at_once(self, client, auditor, spell, patient, doctor):
        record = f"record:{patient.record_number}"

        assert self.labels(client, request="abc-1") == ["appointment:K7QD2M9X", record]
        assert self.labels(client, purpose="emergency") == [record]
        assert self.labels(client, who=doctor.user.pk, patient="lopes", address="192.0.2.7") == [record]
        assert self.labels(client, patient="nobody there") == []

    @pytest.mark.parametrize("query", [{"address": "here"}, {"since": "soon"}, {"who": "a\0"}, {"patient": "x" * 200}])
    def test_says_what_it_cannot_read_and_finds_nothing(self, client, auditor, spell, query):
        html = html_of(client, TRAIL, **query)

        assert '<span class="errornote"' in html
        assert self.labels(client, **query) == []

    def test_keeps_the_sidebar_and_the_question_together(self, client, auditor, spell):
        html = html_of(client, TRAIL, patient="lopes", outcome__exact="allowed")

        assert '<input type="hidden" name="outcome__exact" value="allowed">' in html
        assert "patient=lopes&amp;what=read" in html or "what=read" in html
        assert 'value="lopes"' in html

    def test_asks_the_trail_by_key_alone(self, client, auditor, spell, doctor):
        with CaptureQueriesContext(connection) as queries:
            client.get(TRAIL, {"patient": "lopes", "who": doctor.user.full_name})

        asked = [query["sql"] for query in queries if 'FROM "accounts_auditentry"' in query["sql"]]
        assert asked
        assert not [sql for sql in asked if "LIKE" in sql.partition("WHERE")[2].upper()]

    def test_counts_no_further_than_anybody_pages(self, client, auditor, doctor, now, monkeypatch):
        monkeypatch.setattr("dashboards.admin.audit.MOST_COUNTED", 60)
        told = {"actor": doctor.user, "role": "doctor", "action": "changed"}
        entries = [AuditEntry(at=now - n * HOUR, object_label=f"x{n}", **told) for n in range(70)]
        AuditEntry.objects.bulk_create(entries)
        html = html_of(client, TRAIL)

        assert "The newest 60 are listed." in html
        assert html_of(client, TRAIL, p=2).count('class="field-did"') == 10


class TestWhetherItIsWhole:
    @pytest.fixture
    def sealed(self, spell, now):
        list(seal_due(now=now + HOUR))

    def verify(self, now):
        return carried_out(duties.verify_the_audit_trail(now), now)

    def test_is_said_on_the_page_and_on_the_first_one(self, client, auditor, sealed, now):
        assert self.verify(now) == "The trail is whole up to 3."
        html = html_of(client, CHECK)
        assert "no entry was altered, taken out or put in" in html
        assert AuditSeal.objects.get(number=3).digest in html
        assert f'href="{CHECK}"' in html_of(client, INDEX)

    def test_a_tampered_row_is_named_and_stands_out(self, client, auditor, sealed, now):
        entry = AuditEntry.objects.order_by("pk")[1]
        remove(GUARDS, connection)
        AuditEntry.objects.filter(pk=entry.pk).update(outcome="allowed")
        install(GUARDS, connection)

        assert self.verify(now) == "1 places do not fit."
        assert f"Entry {entry.pk} was altered" in html_of(client, CHECK)
        assert "place of the audit trail does not fit" in html_of(client, INDEX)

    def test_an_end_that_was_cut_off_is_missed_by_the_next_check(self, sealed, now):
        self.verify(now)
        remove(GUARDS, connection)
        AuditSeal.objects.filter(number=3).delete()
        install(GUARDS, connection)
        self.verify(now + HOUR)

        assert "the trail was cut off" in AuditCheck.objects.first().findings[0]

    def test_keeps_thirty(self, now):
        for day in range(32):
            self.verify(now + dt.timedelta(days=day))

        assert AuditCheck.objects.count() == 30

    def test_is_verified_now_by_the_worker(self, client, auditor, now):
        assert "No worker has run yet" in client.post(CHECK, follow=True).content.decode()
        run = DutyRun.objects.create(duty="verify_audit", due_at=now + HOUR)
        answer = client.post(CHECK, follow=True)

        run.refresh_from_db()
        assert run.due_at == now
        assert "It is being checked." in answer.content.decode()
        assert AuditEntry.objects.filter(object_label="audit_check", actor=auditor).exists()
