"""Each database gets the options the promises rest on."""

import pytest
from django.core.management import call_command
from django.db import connection

from config.databases import with_options

POSTGRESQL = {"ENGINE": "django.db.backends.postgresql", "NAME": "clinic"}


def test_sqlite_takes_the_write_lock_when_a_transaction_begins(tmp_path):
    database = with_options({"ENGINE": "django.db.backends.sqlite3", "NAME": str(tmp_path / "new" / "db")}, pooled=True)

    assert database["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert database["OPTIONS"]["timeout"] == 20
    assert "pool" not in database["OPTIONS"]
    assert (tmp_path / "new").is_dir()


def test_postgresql_has_its_time_limits():
    options = with_options(POSTGRESQL, pooled=False)["OPTIONS"]["options"]

    assert "jit=off" in options
    assert "statement_timeout=10000" in options
    assert "lock_timeout=3000" in options
    assert "idle_in_transaction_session_timeout=30000" in options


def test_postgresql_pools_or_keeps_connections_but_never_both():
    pooled, kept = with_options(POSTGRESQL, pooled=True), with_options(POSTGRESQL, pooled=False)

    assert pooled["OPTIONS"]["pool"]
    assert pooled["CONN_MAX_AGE"] == 0
    assert "pool" not in kept["OPTIONS"]
    assert kept["CONN_MAX_AGE"] > 0


def test_this_database_really_has_them(db):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA synchronous")
            assert cursor.fetchone() == (2,)  # FULL
            cursor.execute("PRAGMA foreign_keys")
            assert cursor.fetchone() == (1,)
        else:
            cursor.execute("SHOW lock_timeout")
            assert cursor.fetchone() == ("3s",)
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("10s",)


@pytest.mark.django_db
def test_migrating_creates_the_table_of_the_cache(settings):
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "cache_of_this_test"}
    }
    assert "cache_of_this_test" not in connection.introspection.table_names()

    call_command("migrate", verbosity=0)

    assert "cache_of_this_test" in connection.introspection.table_names()
