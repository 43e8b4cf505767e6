"""The test run: quick hashing, mail and cache in memory, a database of its own."""

import os

from config.settings.base import *  # noqa: F403

SECRET_KEY = "a-key-for-tests-only-that-no-installation-uses"  # noqa: S105
ALLOWED_HOSTS = ["testserver", "localhost", "127.0.0.1"]
SHOW_STYLE_PAGE = True
SETTINGS_WATCHED = False

DATABASES["default"] = with_options(  # noqa: F405
    env.db_url_config(env("DATABASE_URL", default="") or "sqlite://:memory:"),  # noqa: F405
    pooled=False,
)
# Two people may run the suite on one server at once: each names a database of their own.
if TEST_DB_SUFFIX := os.environ.get("TEST_DB_SUFFIX", ""):
    if DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
        DATABASES["default"]["TEST"] = {"NAME": f"test_clinic_{TEST_DB_SUFFIX}"}  # noqa: F405
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):  # noqa: F405
    DATABASES["default"]["TEST"] = {"NAME": "test_clinic"}  # noqa: F405

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
ACCOUNT_RATE_LIMITS = False  # the tests of the limits turn them on
REQUIRE_SECOND_FACTOR = False  # likewise
SESSION_IDLE_SECONDS = None  # likewise: tests move the clock by days
MEASURING = False  # likewise, and tests of measuring turn it on
SMS_BACKEND = ""  # tests of text messages name one
VAPID_PRIVATE_KEY = ""  # likewise of notifications
OUTBOX_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "private": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
CRISPY_FAIL_SILENTLY = False
