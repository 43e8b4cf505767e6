"""A clinic's own installation. It refuses to start with settings that would betray its patients."""

from django.core.exceptions import ImproperlyConfigured

from config.safety import reasons_to_refuse
from config.settings.base import *  # noqa: F403

DEBUG = env.bool("DEBUG", default=False)  # noqa: F405
DEMO_ACCOUNTS_ALLOWED = False
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=True)  # noqa: F405
SITE_URL = env("SITE_URL", default="").rstrip("/")  # noqa: F405

if env("CACHE_BACKEND", default=""):  # noqa: F405
    CACHES["default"] = {"BACKEND": env("CACHE_BACKEND"), "LOCATION": env("CACHE_LOCATION", default="")}  # noqa: F405

# --- HTTPS only. The __Host- prefix lets no neighbouring subdomain set these cookies --------------
SECURE_SSL_REDIRECT = True
SECURE_REDIRECT_EXEMPT = [r"^health/"]  # asked from inside, over plain HTTP
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
if TRUSTED_PROXY_COUNT:  # noqa: F405
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-sessionid"
CSRF_COOKIE_NAME = "__Host-csrftoken"
LANGUAGE_COOKIE_NAME = "__Host-language"
DEVICES_COOKIE_NAME = "__Host-devices"
PUSH_COOKIE_NAME = "__Host-notifications"
CSRF_TRUSTED_ORIGINS = [SITE_URL] if SITE_URL else []

STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": PRIVATE_FILES,  # noqa: F405
    "staticfiles": {"BACKEND": "config.storage.HashedStaticFilesStorage"},
}

if refusals := reasons_to_refuse(
    globals(),
    processes=env.int("WEB_CONCURRENCY", default=1),  # noqa: F405
):
    raise ImproperlyConfigured("This installation does not start:\n- " + "\n- ".join(refusals))
