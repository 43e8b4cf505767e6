"""What is kept for a time goes when the time is over, no sooner, a batch at a time; and the rest stays."""

import datetime as dt

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.management import CommandError, call_command
from django.db import DatabaseError
from django.urls import reverse

from accounts.models import AuditEntry, Invitation, Patient, RetentionSettings
from accounts.privacy.retention import PERIODS, TENDED_BY_DUTY, WITHOUT_CLOCK, Rule
from accounts.privacy.tables import Keeping
from accounts.roles import Role, StaffGroup
from accounts.services.history.adding import add_history
from appointments.models import CalendarFeed, Message, PushSubscription
from appointments.notifications.sending_again import NotSentAgain, send_again
from dashboards import duties
from dashboards.duties import DUTIES, SomeFailed
from dashboards.models import ImportFinding, ImportJob, RetentionRun
from dashboards.privacy.inventory import TABLES
from dashboards.privacy.rules import RULES
from dashboards.reading.records_due import records_due
from dashboards.services import retaining
from tests.dashboards.staff import staff_member
from tests.dashboards.test_duties import carried_out
from tests.factories import PatientFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:privacy")
DAY, SECOND = dt.timedelta(days=1), dt.timedelta(seconds=1)
RULE = {rule.label: rule for rule in RULES}


def message(at, *, number=0, **told):
    facts = {
        "address": "maria@example.com", "channel": "email", "kind": "booked", "language": "en-gb", "subject": "Booked",
        "text": "Wednesday", "html": "<p>Wednesday", "error": "451", "status": "sent", "send_after": at,
        "created_at": at, "dedupe_key": f"{at.timestamp()}:{number}",
    }  # fmt: skip
    return Message.objects.create(**facts | told)


def device(at, **told):
    facts = {"user": UserFactory(), "endpoint": "https://push.example", "endpoint_hash": str(at), "created_at": at}
    return PushSubscription.objects.create(**facts | told)


def feed(at, **told):
    return CalendarFeed.objects.create(
        **{"user": UserFactory(), "side": "patient", "token_hash": str(at), "created_at": at, **told}
    )


def invitation(at, **told):
    facts = {"email": f"n{at.timestamp()}@example.org", "role": Role.ADMINISTRATOR, "invited_by": UserFactory()}
    times = {"sent_at": at - 7 * DAY, "expires_at": at, "token_hash": str(at)}
    return Invitation.objects.create(**facts | times | told)


def log_line(at):
    row = LogEntry.objects.create(
        user=UserFactory(), content_type=ContentType.objects.get_for_model(Patient), object_id="1", action_flag=2
    )
    LogEntry.objects.filter(pk=row.pk).update(action_time=at)
    return row


def import_job(at):
    return ImportJob.objects.create(
        kind="patients", state="done", by=UserFactory(), file_name="p.csv", stored_name=str(at)[:32], asked_at=at,
        ended_at=at,
    )  # fmt: skip


def finding(at):
    return ImportFinding.objects.create(job=import_job(at), kind="bad", line=1, sentence="No date")


MADE = {
    "accounts.invitation": (invitation, 90),
    "admin.logentry": (log_line, 2190),
    "appointments.message": (message, 730),
    "appointments.pushsubscription": (device, 400),
    "appointments.calendarfeed": (feed, 400),
    "dashboards.importfinding": (finding, 30),
    "dashboards.importjob": (import_job, 30),
}


def retain(now, **told):
    return carried_out(retaining.retain(now=now, **told), now)


def left(rule):
    rows = rule.table.model._base_manager
    return set((rows.exclude(text="") if rule.blanks else rows).values_list("pk", flat=True))


# --- Every rule ---------------------------------------------------------------------------------


def test_what_ends_by_the_clock_has_a_rule_or_a_duty_and_each_rule_its_row():
    ending = {table.label for table in TABLES if table.keeping in PERIODS}
    named = {duty.name for duty in DUTIES}

    assert {rule.label for rule in RULES} == ending == set(MADE)
    assert len(RULES) == len(ending)
    assert {*PERIODS, *TENDED_BY_DUTY, *WITHOUT_CLOCK} == set(Keeping)
    assert set(TENDED_BY_DUTY.values()) <= named
    assert {rule.table for rule in RULES} <= set(TABLES)
    fields = {field.name for field in RetentionSettings._meta.fields}
    assert set(PERIODS.values()) <= fields


@pytest.mark.parametrize("label", MADE)
def test_what_is_due_goes_and_nothing_younger(label, now):
    make, days = MADE[label]
    make(now - days * DAY)
    younger = make(now - days * DAY + SECOND)
    run = retain(now, rules=[RULE[label]])

    assert left(RULE[label]) == {younger.pk}
    assert run.rows == {label: 1}
    assert (run.failed, RetentionRun.objects.get().rows) == ([], {label: 1})


@pytest.mark.parametrize("label", MADE)
def test_the_period_that_is_set_is_the_one_that_holds(label, now):
    make, days = MADE[label]
    row = make(now - days * DAY)
    column = PERIODS[RULE[label].table.keeping]
    RetentionSettings(**{column: days + 1}).save()
    retain(now, rules=[RULE[label]])

    assert left(RULE[label]) == {row.pk}
    retain(now + DAY, rules=[RULE[label]])
    assert left(RULE[label]) == set()


@pytest.mark.parametrize("label", MADE)
def test_a_look_counts_and_changes_nothing(label, now, django_assert_num_queries):
    make, days = MADE[label]
    for more in range(3):
        make(now - (days + more) * DAY)
    before, _settings = left(RULE[label]), RetentionSettings.load()
    with django_assert_num_queries(1):
        (told,) = retaining.due(now=now, rules=[RULE[label]])

    assert (told.count, told.oldest) == (3, now - (days + 2) * DAY)
    assert left(RULE[label]) == before
    assert not RetentionRun.objects.exists()


# --- What each means ----------------------------------------------------------------------------


def test_a_message_loses_its_words_and_stays(now, patient):
    old = message(now - 730 * DAY, patient=patient)
    retain(now)
    old.refresh_from_db()

    assert (old.address, old.subject, old.text, old.html, old.error) == ("", "", "", "", "")
    assert (old.kind, old.status, old.created_at) == ("booked", "sent", now - 730 * DAY)


def test_what_waits_to_be_sent_is_left_alone(now):
    waiting = message(now - 731 * DAY, status="queued")
    retain(now)
    waiting.refresh_from_db()

    assert waiting.text == "Wednesday"


def test_without_words_it_is_neither_read_nor_sent_again(now, patient):
    told = {"patient": patient, "user": patient.user}
    message(now - 730 * DAY, channel="in_app", number=1, **told)
    failed = message(now - 730 * DAY, status="failed", number=2, **told)
    assert Message.objects.in_portal_of(patient.user, now=now).count() == 1
    retain(now)

    assert not Message.objects.in_portal_of(patient.user, now=now).exists()
    with pytest.raises(NotSentAgain, match="is gone"):
        send_again(message=failed, now=now)


def test_a_device_or_a_calendar_in_use_stays(now):
    device(now - 900 * DAY, last_used_at=now - 3 * DAY)
    feed(now - 900 * DAY, last_read_at=now - 3 * DAY)
    feed(now - 901 * DAY, last_read_at=now - 3 * DAY, revoked_at=now - 400 * DAY)
    run = retain(now)

    assert run.rows == {"appointments.calendarfeed": 1}
    assert CalendarFeed.objects.get().revoked_at is None


def test_an_open_import_and_an_open_invitation_stay(now):
    ImportJob.objects.filter(pk=import_job(now - 60 * DAY).pk).update(ended_at=None, state="checked")
    invitation(now - 900 * DAY, expires_at=now + DAY)

    assert retain(now).rows == {}


def test_what_the_law_wants_kept_is_no_rules_business(patient, now):
    add_history(patient=patient, kind="note", text="Asthma", source="patient", actor=patient.user, now=now)
    entries = AuditEntry.objects.count()
    retain(now + 365 * 60 * DAY)

    assert patient.history.count() == 1
    assert AuditEntry.objects.count() == entries


# --- Runs ---------------------------------------------------------------------------------------


def test_many_go_in_batches_and_leave_one_entry(now, monkeypatch):
    monkeypatch.setattr(retaining, "BATCH", 2)
    for number in range(5):
        message(now - 800 * DAY, number=number)
    device(now - 800 * DAY)
    work = retaining.retain(now=now)
    next(work)

    assert Message.objects.filter(text="").count() == 2
    assert RetentionRun.objects.get().rows == {"appointments.message": 2}
    run = carried_out(work, now)
    assert run.rows == {"appointments.message": 5, "appointments.pushsubscription": 1}
    entry = AuditEntry.objects.get()
    assert (entry.action, entry.role, entry.object_label) == ("erased", "system", f"retention:{run.pk}")


def test_a_night_on_which_nothing_went_leaves_no_entry(now):
    assert retain(now).finished_at
    assert not AuditEntry.objects.exists()


def test_runs_of_long_ago_are_forgotten(now, monkeypatch):
    monkeypatch.setattr(retaining, "MOST_KEPT", 2)
    for night in range(4):
        retain(now + night * DAY)

    assert [run.started_at for run in RetentionRun.objects.all()] == [now + 3 * DAY, now + 2 * DAY]


@pytest.fixture
def devices_fail(monkeypatch):
    clear = Rule.clear

    def fail(rule, keys):
        if rule.label == "appointments.pushsubscription":
            raise DatabaseError("no")
        return clear(rule, keys)

    monkeypatch.setattr(Rule, "clear", fail)


def test_a_rule_that_fails_stops_no_other(now, devices_fail):
    device(now - 800 * DAY)
    feed(now - 800 * DAY)

    with pytest.raises(SomeFailed, match=r"^1 retention rules failed, the others are done\.$"):
        carried_out(duties.let_go_what_was_kept_long_enough(now), now)
    assert RetentionRun.objects.get().failed == ["appointments.pushsubscription"]
    assert not CalendarFeed.objects.exists()


def test_the_worker_does_it_at_night(now):
    device(now - 800 * DAY)

    assert carried_out(duties.let_go_what_was_kept_long_enough(now), now) == "1 rows kept long enough."
    assert carried_out(duties.let_go_what_was_kept_long_enough(now), now) == "0 rows kept long enough."


# --- The command --------------------------------------------------------------------------------


def test_the_command_says_what_is_due_and_with_dry_run_does_nothing(now, clock, capsys):
    device(now - 401 * DAY)
    call_command("retention", "--dry-run")
    told = capsys.readouterr().out.splitlines()

    assert "appointments.pushsubscription: after 400 days, due 1, oldest 2025-10-19, not done" in told
    assert "appointments.message: after 730 days, due 0, oldest -, not done" in told
    assert told[-1] == "Nothing was changed."
    assert PushSubscription.objects.exists()
    assert not RetentionRun.objects.exists()

    call_command("retention")

    assert "due 1, oldest 2025-10-19, done 1" in capsys.readouterr().out
    assert not PushSubscription.objects.exists()


def test_the_command_ends_with_an_error_when_a_rule_fails(now, clock, devices_fail):
    device(now - 401 * DAY)

    with pytest.raises(CommandError, match="failed for appointments") as failure:
        call_command("retention")
    assert failure.value.returncode == 1


# --- The page -----------------------------------------------------------------------------------


@pytest.fixture
def page(client, clock):
    client.force_login(staff_member(StaffGroup.ADMINISTRATOR))
    return lambda: client.get(PAGE)


def test_the_page_says_what_would_go_and_what_went(page, now):
    device(now - 401 * DAY)
    assert "Nothing was let go so far" in page().content.decode()
    line = next(line for line in page().context["lines"] if line.rule.label == "appointments.pushsubscription")
    assert (line.count, line.oldest, line.went) == (1, now - 401 * DAY, None)
    retain(now)
    retain(now + DAY)

    answer = page()
    line = next(line for line in answer.context["lines"] if line.rule.label == "appointments.pushsubscription")
    assert (line.count, line.went, line.went_at) == (0, 1, now)
    assert "to its end" in answer.content.decode()


def test_the_page_costs_the_same_for_much_and_for_little(page, now, django_assert_max_num_queries):
    page()
    with django_assert_max_num_queries(21) as few:
        page()
    for number in range(8):
        message(now - 800 * DAY, number=number)
        seen(PatientFactory(date_of_birth=dt.date(1960, 1, 1)), now - 3000 * DAY)
        retain(now + number * DAY)
    with django_assert_max_num_queries(21) as many:
        page()

    assert len(many) == len(few)


def seen(patient, at):
    add_history(patient=patient, kind="note", text=f"Asthma {at}", source="patient", actor=patient.user, now=at)
    return patient


def test_lists_the_records_past_their_term_and_no_others(page, now):
    grown, child = dt.date(1960, 1, 1), dt.date(2010, 1, 1)
    over = seen(PatientFactory(date_of_birth=grown), now.replace(year=2018) - SECOND)
    seen(PatientFactory(date_of_birth=grown), now.replace(year=2018))
    seen(seen(PatientFactory(date_of_birth=grown), now - 4000 * DAY), now - DAY)
    seen(PatientFactory(date_of_birth=child), now - 4000 * DAY)
    PatientFactory(date_of_birth=grown)

    assert records_due(now=now).shown == [over]
    html = page().content.decode()
    assert f'href="{reverse("admin:accounts_patient_change", args=[over.pk])}"' in html
    assert over.full_name not in html
    seen(over, now)
    assert records_due(now=now).count == 0


def test_periods_stand_on_the_page_of_settings(client, now):
    client.force_login(staff_member(StaffGroup.ADMINISTRATOR))
    RetentionSettings(message_days=365).save()
    groups = client.get(reverse("admin:settings")).context["groups"]
    told = {setting.name: setting for group in groups for setting in group.settings}

    words = told["Words of messages, days after they were written"]
    assert (words.now, words.default, words.is_own) == ("365", "730", True)
    assert all(setting.about for setting in told.values())


def test_a_period_that_is_too_short_comes_back(client, now):
    client.force_login(staff_member(StaffGroup.ADMINISTRATOR))
    fields = [field for field in RetentionSettings._meta.fields if field.editable and not field.primary_key]
    told = {field.name: field.default for field in fields}
    address = reverse("admin:accounts_retentionsettings_add")

    assert client.post(address, told | {"admin_log_days": 30}).context["errors"]
    client.post(address, told | {"import_days": 60})
    assert RetentionSettings.objects.get().import_days == 60
    labels = list(AuditEntry.objects.values_list("object_label", flat=True))
    assert labels == ["setting:retentionsettings.import_days 30 → 60"]
