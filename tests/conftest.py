"""What every test may ask for: a fixed moment, a morning of open slots, and people."""

import datetime as dt
import gc
import os
from contextlib import contextmanager

import pytest
from django.core.cache import cache
from django.core.management import call_command
from hypothesis import HealthCheck
from hypothesis import settings as hypothesis_settings

from accounts.models import OrganisationSettings
from accounts.remembering import forget_everything, remembered
from accounts.roles import Role, StaffGroup
from tests.appointments.notifications.installation import Installation, make_database
from tests.factories import (
    ClinicFactory,
    DoctorFactory,
    OfferFactory,
    PatientFactory,
    UserFactory,
    VisitTypeFactory,
    WorkingHoursFactory,
)
from tests.proved_rows import ProvedRows
from tests.two_servers import TwoServers

# A machine under load is slow, and that is no finding.
hypothesis_settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
hypothesis_settings.load_profile("suite")


@pytest.fixture(autouse=True)
def _nothing_remembered():
    """Settings rows, clocks and counters of tries are remembered: one test's must not outlive its rollback."""
    cache.clear()
    forget_everything()
    # Who we are is asked on every page, and known in a process that has served one: pages are counted as in those.
    remembered(OrganisationSettings, OrganisationSettings)


@pytest.fixture
def cache_in_the_database(settings, db):
    """The cache of PostgreSQL without Redis: asking it is a query, which tests that count queries then see."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}
    }
    call_command("createcachetable", verbosity=0)


@pytest.fixture
def now():
    """Tuesday 24 November 2026, nine in the morning in London and in UTC."""
    return dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)


@pytest.fixture
def clock(time_machine, now):
    """Stop the clock at ``now``; ``clock.shift(seconds)`` and ``clock.move_to(moment)`` move it."""
    time_machine.move_to(now, tick=False)
    return time_machine


@pytest.fixture
def disk(settings, tmp_path):
    """Keep uploads on a disk of this test's own, and return where."""
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.PRIVATE_FILES_DIR = tmp_path / "private"
    settings.STORAGES = settings.STORAGES | {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "private": settings.PRIVATE_FILES,
    }
    return settings.MEDIA_ROOT


@pytest.fixture
def clinic(db):
    return ClinicFactory(name="Fernhill Clinic", slug="fernhill-clinic")


@pytest.fixture
def doctor(db):
    return DoctorFactory(full_name="Amara Osei", slug="amara-osei")


@pytest.fixture
def patient(db):
    return PatientFactory(full_name="Maria Lopes", user__full_name="Maria Lopes", user__email="maria@example.com")


@pytest.fixture
def other_patient(db):
    return PatientFactory(full_name="Nadia Vogel", user__email="nadia@example.com")


@pytest.fixture
def signed_in(client, patient):
    """The browser of Maria Lopes."""
    client.force_login(patient.user)
    return client


@pytest.fixture
def follow_up(db):
    return VisitTypeFactory(name="Follow-up", slug="follow-up", minutes=20)


@pytest.fixture
def offer(doctor, follow_up):
    """A follow-up of twenty minutes that is booked straight away."""
    return OfferFactory(doctor=doctor, visit_type=follow_up)


@pytest.fixture
def by_doctor(doctor):
    """A first visit of forty minutes that the doctor must approve."""
    visit_type = VisitTypeFactory(name="First visit", slug="first-visit", minutes=40, approval="by_doctor")
    return OfferFactory(doctor=doctor, visit_type=visit_type, is_default=False)


@pytest.fixture
def published(doctor, clinic, now):
    """The starts of Wednesday 25 November, nine to one, published from working hours of every Wednesday."""
    from scheduling.models import TimeSlot
    from scheduling.services.publishing import publish

    WorkingHoursFactory(doctor=doctor, clinic=clinic, weekday=2, starts=dt.time(9), ends=dt.time(13))
    publish(doctor=doctor, now=now)
    day = dt.date(2026, 11, 25)
    return list(
        TimeSlot.objects.filter(doctor=doctor, local_date=day).order_by("minute").values_list("starts_at", flat=True)
    )


@pytest.fixture
def front_desk(db, clinic):
    """Somebody at the front desk of the clinic."""
    from django.contrib.auth.models import Group

    from scheduling.models import ClinicStaff

    user = UserFactory(role=Role.ADMINISTRATOR, email="frontdesk@example.org")
    user.groups.add(Group.objects.get_or_create(name=StaffGroup.FRONT_DESK)[0])
    ClinicStaff.objects.create(user=user, clinic=clinic)
    return user


@pytest.fixture
def chief(client):
    """An administrator with every right, signed in."""
    from tests.dashboards.staff import administrator

    user = administrator(email="chief@example.org", full_name="Ada Chief")
    client.force_login(user)
    return user


@pytest.fixture
def book_it(offer, clinic, published, patient, now):
    """Return a function that books; everything it is not told is the usual."""
    from appointments.services.booking import book

    def run(**told):
        arguments = {
            "patient": patient,
            "offer": offer,
            "clinic": clinic,
            "starts_at": published[0],
            "actor": patient.user,
            "now": now,
            **told,
        }
        return book(**arguments)

    return run


@pytest.fixture(scope="session")
def migrated(tmp_path_factory):
    """The address of a database with every table, and in them what migrating writes; it is only ever copied."""
    directory = tmp_path_factory.mktemp("migrated")
    databases = make_database(directory, f"migrated_{os.getpid()}")
    url = next(databases)
    Installation(url, directory).manage("migrate", "--no-input", "--verbosity", "0")
    yield url
    next(databases, None)


@pytest.fixture(scope="session")
def own_database(migrated):
    """
    Return a block in which there is a migrated database only its test knows, on the server of ``DATABASE_URL`` if any.

    For processes of their own: what a test's transaction holds, no other process sees.
    """

    @contextmanager
    def made(directory, name):
        databases = make_database(directory, f"{name}_{os.getpid()}", like=migrated)
        try:
            yield next(databases)
        finally:
            next(databases, None)

    return made


@pytest.fixture(scope="session")
def two_servers(tmp_path_factory, own_database):
    """Two server processes on a database of their own."""
    directory = tmp_path_factory.mktemp("two_servers")
    with own_database(directory, "two_servers") as url, TwoServers(url, directory) as servers:
        yield servers


def pytest_configure(config):
    if not hasattr(config, "workerinput"):
        config.pluginmanager.register(ProvedRows(config))


def pytest_collection_finish():
    """What is loaded by now stays: the collector need not walk it again and again, which took a tenth of the run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    """Let a file that skips itself fail, for the same reason as a test."""
    report = yield
    if report.skipped:
        report.outcome = "failed"
        report.longrepr = f"{collector.nodeid} was skipped, so it proved nothing."
    return report


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    """Let a skipped test fail: a check that could not run has proved nothing. Deselect by marker instead."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"{item.nodeid} was skipped, so it proved nothing."
    return report
