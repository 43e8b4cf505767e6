"""A developer's machine and the demo: `make run`. Nothing to configure, nothing to build."""

from config.settings.base import *  # noqa: F403

# Off by default, so that the demo shows the pages people would see; DEBUG=1 turns it on.
DEBUG = env.bool("DEBUG", default=False)  # noqa: F405
SHOW_STYLE_PAGE = True
SECRET_KEY = env("SECRET_KEY", default="django-insecure-local-only-production-refuses-this-key")  # noqa: F405
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])  # noqa: F405

# Files are served from where they lie: no collectstatic before the first page.
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": PRIVATE_FILES,  # noqa: F405
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = DEBUG

# Printed by the worker, so that the demo has text messages to show.
SMS_BACKEND = env("SMS_BACKEND", default="appointments.notifications.sms.console.Console")  # noqa: F405

# Made when it is first asked for, so that the demo has notifications, too.
VAPID_KEY_FILE = VAR_DIR / "vapid_key"  # noqa: F405
