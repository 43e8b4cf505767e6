"""Production starts with good settings and with no bad one; each refusal is a sentence."""

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

GOOD = {
    "DJANGO_SETTINGS_MODULE": "config.settings.production",
    "ENV_FILE": os.devnull,
    "SECRET_KEY": "q7ZtVx2LmR9cKe4WnB8sYd3HfJ6gPa1UoTi5MvXzQwErNbCy0D",
    "ALLOWED_HOSTS": "clinic.example",
    "SITE_URL": "https://clinic.example",
    "EMAIL_URL": "smtp+tls://user:password@mail.clinic.example:587",
    "MEDIA_ROOT": str(Path(__file__).parent),
    "PRIVATE_FILES_DIR": str(Path(__file__).parent),
}

BAD = {
    "debug": ({"DEBUG": "1"}, "DEBUG is on"),
    "no key": ({"SECRET_KEY": ""}, "SECRET_KEY is missing"),
    "default key": ({"SECRET_KEY": "django-insecure-" + "a1b2c3d4e5" * 5}, "SECRET_KEY is a default"),
    "short key": ({"SECRET_KEY": "short"}, "SECRET_KEY is a default or too short"),
    "default key among former ones": (
        {"SECRET_KEY_FALLBACKS": f"{GOOD['SECRET_KEY']},django-insecure-local-only-production-refuses-this-key"},
        "SECRET_KEY_FALLBACKS holds a default key",
    ),
    "fewer proxies than none": ({"TRUSTED_PROXY_COUNT": "-1"}, "TRUSTED_PROXY_COUNT is negative"),
    "no hosts": ({"ALLOWED_HOSTS": ""}, "ALLOWED_HOSTS is empty"),
    "any host": ({"ALLOWED_HOSTS": "*"}, "ALLOWED_HOSTS contains *"),
    "any host among others": ({"ALLOWED_HOSTS": "clinic.example,*"}, "ALLOWED_HOSTS contains *"),
    "no mail": ({"EMAIL_URL": ""}, "Mail would not leave this machine"),
    "console mail": ({"EMAIL_URL": "consolemail://"}, "Mail would not leave this machine"),
    "mail nowhere": ({"EMAIL_URL": "dummymail://"}, "Mail would not leave this machine"),
    "text messages that are printed": (
        {"SMS_BACKEND": "appointments.notifications.sms.console.Console"},
        "Text messages would be printed, not sent",
    ),
    "cache in memory": (
        {"CACHE_BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
        "the server and the worker would each count",
    ),
    "cache in memory, four processes": (
        {"CACHE_BACKEND": "django.core.cache.backends.locmem.LocMemCache", "WEB_CONCURRENCY": "4"},
        "the 4 server processes would each count",
    ),
    "cache that keeps nothing": ({"CACHE_BACKEND": "django.core.cache.backends.dummy.DummyCache"}, "keeps nothing"),
    "cache that lets several through": (
        {"CACHE_BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "CACHE_LOCATION": "var/cache"},
        "lets several through where one may pass",
    ),
    "plain http": ({"SITE_URL": "http://clinic.example"}, "SITE_URL must be the https://"),
    "no address": ({"SITE_URL": ""}, "SITE_URL must be the https://"),
}


def start(code, **changes):
    """Run `code` in a new Python with the good environment and `changes`."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "-c", code],
        env={**inherited, **GOOD, **changes},
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


ONLY_SETTINGS = "from django.conf import settings; settings.DEBUG; print('started')"


@pytest.mark.parametrize(("changes", "sentence"), BAD.values(), ids=BAD)
def test_refuses(changes, sentence):
    run = start(ONLY_SETTINGS, **changes)

    assert run.returncode != 0
    assert sentence in run.stderr
    assert "started" not in run.stdout


def test_names_every_reason_at_once():
    run = start(ONLY_SETTINGS, DEBUG="1", ALLOWED_HOSTS="*", SITE_URL="http://clinic.example")

    assert run.stderr.count("\n- ") == 3


def test_never_prints_the_secret():
    run = start(ONLY_SETTINGS, SECRET_KEY="django-insecure-do-not-print-me", DEBUG="1")

    assert "do-not-print-me" not in run.stderr + run.stdout


def test_good_settings_start_both_servers(tmp_path):
    run = start(
        "import config.asgi, config.wsgi; from django.conf import settings; "
        "print(settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME, settings.SECURE_HSTS_SECONDS)",
        DATABASE_URL=f"sqlite:///{tmp_path / 'db.sqlite3'}",
    )

    assert run.returncode == 0, run.stderr
    assert run.stdout.split() == ["__Host-sessionid", "__Host-csrftoken", "31536000"]


@pytest.mark.parametrize("door", ["config.wsgi", "config.asgi"])
def test_no_door_opens_on_a_database_with_demo_accounts(tmp_path, door):
    with sqlite3.connect(tmp_path / "db.sqlite3") as database:
        database.execute("CREATE TABLE accounts_user (email text, is_active bool)")
        database.execute("INSERT INTO accounts_user VALUES ('admin@example.com', 1)")
    run = start(
        # As uvicorn does it: inside a running event loop.
        f"import asyncio, importlib\nasync def load(): importlib.import_module('{door}')\n"
        "asyncio.run(load()); print('started')",
        DATABASE_URL=f"sqlite:///{tmp_path / 'db.sqlite3'}",
    )

    assert run.returncode != 0
    assert "This installation does not start:\n- This database holds demo accounts" in run.stderr
    assert "started" not in run.stdout


@pytest.mark.parametrize("door", ["config.wsgi", "config.asgi"])
def test_no_door_opens_where_photos_would_be_lost(tmp_path, door):
    run = start(
        f"import {door}; print('started')",
        DATABASE_URL=f"sqlite:///{tmp_path / 'db.sqlite3'}",
        MEDIA_ROOT=str(tmp_path / "not mounted"),
    )

    assert run.returncode != 0
    assert "not mounted) does not exist or cannot be written" in run.stderr
    assert "started" not in run.stdout


def test_good_settings_pass_the_deployment_check():
    run = start(
        "import sys; sys.argv = ['manage.py', 'check', '--deploy', '--fail-level', 'WARNING'];"
        "from django.core.management import execute_from_command_line as run; run(sys.argv)"
    )

    assert run.returncode == 0, run.stderr


def test_postgresql_without_redis_uses_the_database_for_its_cache():
    run = start(
        "from django.conf import settings; print(settings.CACHES['default']['BACKEND'])",
        DATABASE_URL="postgres://clinic@127.0.0.1/clinic",
    )

    assert "DatabaseCache" in run.stdout


def test_redis_is_the_cache_where_there_is_one():
    run = start(
        "from django.conf import settings; print(settings.CACHES['default']['BACKEND'])",
        REDIS_URL="redis://127.0.0.1:6379/0",
    )

    assert "RedisCache" in run.stdout
