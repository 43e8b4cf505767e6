"""The database reports changes itself, in their transaction; each process reads every report once."""

import datetime as dt

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.state import ProjectState
from django.utils import timezone

from accounts.database_guards import check_for, install, missing, remove
from appointments.models import Appointment
from appointments.services.cancelling import cancel
from dashboards.guards import GUARDS
from dashboards.live.memory import KEPT_EVENTS, Memory
from dashboards.live.news import News, NewsReader, StartedOver
from dashboards.live.pruning import prune_live_events
from dashboards.models import LiveEvent
from scheduling.models import TimeSlot

HOUR = dt.timedelta(hours=1)


def event(**more):
    facts = {"at": timezone.now(), "kind": "appointment", "appointment_id": 1, "doctor_id": 1, "clinic_id": 1}
    return LiveEvent.objects.create(**facts | more)


def begun():
    reader = NewsReader()
    reader.begin(KEPT_EVENTS)
    return reader


# --- What is reported -----------------------------------------------------------------------------
@pytest.mark.django_db
def test_a_booking_is_reported_with_its_time(book_it):
    LiveEvent.objects.all().delete()

    booked = book_it()

    (slot,) = TimeSlot.objects.filter(status="booked")
    assert list(
        LiveEvent.objects.values_list("kind", "appointment_id", "patient_id", "doctor_id", "clinic_id", "minute")
    ) == [
        ("time", None, None, booked.doctor_id, booked.clinic_id, slot.minute),
        ("appointment", booked.pk, booked.patient_id, booked.doctor_id, booked.clinic_id, None),
    ]
    assert abs(LiveEvent.objects.first().at - timezone.now()) < dt.timedelta(minutes=1)


@pytest.mark.django_db
def test_an_offer_of_another_time_is_reported_when_it_begins_and_when_it_ends(book_it):
    booked = Appointment.objects.filter(pk=book_it().pk)
    told = []

    for until in (timezone.now() + HOUR, None):
        LiveEvent.objects.all().delete()
        booked.update(offered_until=until)
        told.append(list(LiveEvent.objects.values_list("kind", flat=True)))

    assert told == [["appointment"], ["appointment"]]


@pytest.mark.django_db
def test_that_the_doctor_runs_late_is_reported_by_how_much_and_until_it_is_over(book_it):
    booked = Appointment.objects.filter(pk=book_it().pk)
    told = []

    for minutes in (10, 20, 20, None):
        LiveEvent.objects.all().delete()
        booked.update(late_minutes=minutes)
        told.append(LiveEvent.objects.count())

    assert told == [1, 1, 0, 1]


@pytest.mark.django_db
def test_what_changes_nothing_for_others_is_not_reported(book_it, now, published):
    booked = book_it()
    TimeSlot.objects.filter(status="open").update(
        held_until=timezone.now() + HOUR, hold_key="5b0ff7d6-3c1b-4f2c-9a55-0a7d4a4a0d11"
    )
    LiveEvent.objects.all().delete()

    Appointment.objects.update(reason="Another reason.", status=booked.status)
    TimeSlot.objects.filter(hold_key__isnull=False).update(held_until=timezone.now() + 2 * HOUR)

    assert not LiveEvent.objects.exists()


@pytest.mark.django_db
def test_a_hold_taken_anew_after_it_had_run_out_is_reported(published):
    key = "5b0ff7d6-3c1b-4f2c-9a55-0a7d4a4a0d11"
    one = TimeSlot.objects.filter(pk=TimeSlot.objects.first().pk)
    one.update(held_until=timezone.now() - HOUR, hold_key=key)
    LiveEvent.objects.all().delete()

    one.update(held_until=timezone.now() + HOUR)

    assert LiveEvent.objects.get().kind == "time"


@pytest.mark.django_db
def test_what_is_rolled_back_was_never_reported(book_it, patient, now):
    booked = book_it()
    before = LiveEvent.objects.count()
    with transaction.atomic():
        cancel(appointment=booked, actor=patient.user, now=now)
        assert LiveEvent.objects.count() > before
        transaction.set_rollback(True)

    assert LiveEvent.objects.count() == before


# --- The triggers stay ----------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("guard", GUARDS, ids=lambda guard: guard.name)
def test_a_trigger_that_is_missing_is_noticed_and_put_back(guard):
    remove([guard], connection)
    try:
        (error,) = check_for(GUARDS, app_label="dashboards")(databases=["default"])
        assert guard.name in error.msg
    finally:
        call_command("migrate", "dashboards", verbosity=0, skip_checks=True)

    assert missing(GUARDS, connection) == []


@pytest.mark.django_db(transaction=connection.vendor == "sqlite")
@pytest.mark.parametrize("model", [Appointment, TimeSlot])
def test_rebuilding_a_table_loses_no_report(model):
    """Django rebuilds a SQLite table to change a column, and drops its triggers with it."""
    old = ProjectState.from_apps(apps).apps.get_model(model._meta.label_lower)
    field = old._meta.get_field("attention" if model is Appointment else "origin")
    _name, _path, arguments, options = field.deconstruct()
    wider = type(field)(*arguments, **options | {"max_length": 40})
    wider.set_attributes_from_name(field.name)
    wider.model = old
    try:
        with connection.schema_editor() as editor:
            editor.alter_field(old, field, wider)
        install(GUARDS, connection)
        assert missing(GUARDS, connection) == []
    finally:
        with connection.schema_editor() as editor:
            editor.alter_field(old, wider, field)
        call_command("migrate", verbosity=0, skip_checks=True)


# --- Reading --------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_reads_each_report_once_and_in_order():
    event()
    reader = begun()

    events = [event(appointment_id=number) for number in range(3)]

    assert [news.pk for news in reader.read()] == [one.pk for one in events]
    assert reader.read() == []


@pytest.mark.django_db
def test_a_lower_number_that_turns_up_late_is_read_too():
    first = event()
    reader = begun()
    event(pk=first.pk + 3)
    assert [news.pk for news in reader.read()] == [first.pk + 3]
    event(pk=first.pk + 2)

    assert [news.pk for news in reader.read()] == [first.pk + 2]
    assert set(reader.missing) == {first.pk + 1}


@pytest.mark.django_db
def test_a_number_that_never_comes_is_given_up(monkeypatch):
    first = event()
    reader = begun()
    event(pk=first.pk + 2)
    reader.read()
    monkeypatch.setattr("dashboards.live.news.LATE_SECONDS", 0)
    event(pk=first.pk + 3)
    reader.read()

    assert reader.missing == {}


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_transaction_that_ends_after_a_later_one_is_not_passed_over():
    """Two more connections: the first writes and waits, the second writes and ends."""
    parameters = {name: value for name, value in connection.get_connection_params().items() if name != "cursor_factory"}
    write = (
        "INSERT INTO dashboards_liveevent (at, kind, doctor_id, clinic_id)"
        " VALUES (now(), 'appointment', 1, 1) RETURNING id"
    )
    event()
    reader = begun()
    with psycopg.connect(**parameters) as slow, psycopg.connect(**parameters, autocommit=True) as quick:
        late = slow.execute(write).fetchone()[0]
        later = quick.execute(write).fetchone()[0]
        seen = [news.pk for news in reader.read()]
        slow.commit()
        seen_then = [news.pk for news in reader.read()]
        quick.execute("DELETE FROM dashboards_liveevent")

    assert late < later
    assert seen == [later]
    assert seen_then == [late]


@pytest.mark.django_db
def test_a_database_that_was_restored_is_noticed():
    event()
    reader = begun()
    LiveEvent.objects.all().delete()

    with pytest.raises(StartedOver):
        reader.read()


# --- Forgetting -----------------------------------------------------------------------------------
@pytest.mark.django_db
def test_forgets_news_of_more_than_an_hour_ago_but_never_the_newest(now):
    for minutes in (200, 90, 61):
        event(at=now - dt.timedelta(minutes=minutes))
    assert prune_live_events(now=now) == 2
    event(at=now - dt.timedelta(minutes=59))

    assert prune_live_events(now=now) == 1
    assert prune_live_events(now=now) == 0
    assert LiveEvent.objects.count() == 1


def test_memory_says_when_it_does_not_know():
    now = timezone.now()
    memory = Memory()
    memory.add([News(number, now, "appointment", 1, 1, 1, 1, None) for number in range(KEPT_EVENTS - 1)])
    assert [news.pk for news in memory.after(KEPT_EVENTS - 4)] == [KEPT_EVENTS - 3, KEPT_EVENTS - 2]
    assert len(memory.since(now)) == KEPT_EVENTS - 1
    memory.add([News(number, now, "appointment", 1, 1, 1, 1, None) for number in (KEPT_EVENTS - 1, KEPT_EVENTS)])

    assert memory.after(0) is None
    assert memory.since(now - HOUR) is None
    assert memory.after(KEPT_EVENTS) == []
