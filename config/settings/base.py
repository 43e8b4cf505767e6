"""What every installation shares; local, test and production change the rest."""

from email.utils import parseaddr

import django

from config.databases import STATEMENT_TIMEOUT_MS, with_options
from config.environment import BASE_DIR, env

# Database, cache and joined files, unless told to lie elsewhere.
VAR_DIR = BASE_DIR / (env("VAR_DIR", default="") or "var")

# --- Who we are -------------------------------------------------------------------------------
SITE_NAME = env("SITE_NAME", default="Fernhill Health")
SITE_SHORT_NAME = env("SITE_SHORT_NAME", default=SITE_NAME.partition(" ")[0])  # text messages begin with it
# Links in messages are built from this, never from a request's Host header.
SITE_URL = env("SITE_URL", default=f"http://127.0.0.1:{env('PORT', default='') or 8000}").rstrip("/")
HELP_PHONE = env("HELP_PHONE", default="0113 496 0000")
HELP_HOURS = env("HELP_HOURS", default="8am to 6pm")
EMERGENCY_NUMBER = env("EMERGENCY_NUMBER", default="112")
SHOW_STYLE_PAGE = False
# Each server process looks for settings changed by another.
SETTINGS_WATCHED = True

# The sign-ins `seed_demo` creates. A production database that holds an address of this domain, which
# belongs to nobody (RFC 2606), is refused (config.checks): all share the one password.
DEMO_ACCOUNTS_ALLOWED = True
DEMO_PASSWORD = "demo-pass-2026"  # noqa: S105 - public on purpose, printed by `make run`
DEMO_DOMAIN = "example.com"
DEMO_EMAILS = [f"{name}@{DEMO_DOMAIN}" for name in ("patient", "patient2", "doctor", "doctor2", "frontdesk", "admin")]

# --- Application ------------------------------------------------------------------------------
DEBUG = False
SECRET_KEY = env("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[])

INSTALLED_APPS = [
    "config.apps.ConfigConfig",
    "dashboards",
    "appointments",
    "scheduling",
    "accounts",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "django_filters",
    "django_htmx",
    *(["template_partials"] if django.VERSION < (6, 0) else []),
    "phonenumber_field",
    "config.apps.ClinicAdminConfig",  # django.contrib.admin
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.forms",
]

MIDDLEWARE = [
    "config.measuring.MeasuringMiddleware",
    "config.request_id.RequestIdMiddleware",
    "config.origin.OriginMiddleware",
    # Before Django's own, which answers by itself: a redirect to HTTPS, or a 400 for a host of nobody's.
    (
        "django.middleware.csp.ContentSecurityPolicyMiddleware"
        if django.VERSION >= (6, 0)
        else "config.csp.ContentSecurityPolicyMiddleware"
    ),
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "config.headers.PrivacyHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "config.sessions.IdleSessionMiddleware",
    "config.sessions.SignInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.second_factor.SecondFactorMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            # Fragments inside their page: Django's own from version 6.
            "builtins": ["template_partials.templatetags.partials"] if django.VERSION < (6, 0) else [],
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context_processors.site",
                "appointments.notifications.context.unread_messages",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# --- Facts: database, cache, sessions ---------------------------------------------------------
DATABASES = {
    "default": with_options(
        env.db_url_config(env("DATABASE_URL", default="") or f"sqlite:///{VAR_DIR / 'db.sqlite3'}"),
        pooled=env.bool("DATABASE_POOL", default=False),
        pool_size=env.int("DATABASE_POOL_SIZE", default=10),
        statement_timeout_ms=env.int("DATABASE_STATEMENT_TIMEOUT_MS", default=STATEMENT_TIMEOUT_MS),
    )
}

# Rate limits and codes live in the cache: it is shared by every process, in memory never. SQLite has one lock for
# writing, which bookings need: there it lies in files. The table of PostgreSQL is created by `migrate` (config.apps).
CACHES = {
    "default": {
        "BACKEND": "config.file_cache.OneAtATimeFileCache",
        "LOCATION": VAR_DIR / "cache",
        # Beyond this many entries some are dropped at random: counters of tries among them.
        "OPTIONS": {"MAX_ENTRIES": 20_000},
    }
}
if env("REDIS_URL", default=""):
    CACHES["default"] = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env("REDIS_URL")}
elif DATABASES["default"]["ENGINE"].endswith("postgresql"):
    CACHES["default"] |= {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "django_cache"}

# What a page says next names patients: in the row of the session, not in a cookie anybody at the browser can read.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
SESSION_ENGINE = "config.session_store"
SESSION_COOKIE_AGE = SESSION_ABSOLUTE_SECONDS = 12 * 60 * 60
SESSION_IDLE_SECONDS: dict[str, int] | None = {"patient": 30 * 60, "staff": 15 * 60}
SESSION_STAMP_SECONDS = 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

# --- Language and time: instants are UTC; wall clocks belong to clinics -------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]  # a language joins when it is translated whole
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
DEVICES_COOKIE_NAME = "devices"  # browsers people have signed in with (accounts.known_devices)
PUSH_COOKIE_NAME = "notifications"  # which device of whom a browser is (appointments.notifications.push.this_device)
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
PHONENUMBER_DEFAULT_REGION = env("PHONE_REGION", default="GB")
PHONENUMBER_DB_FORMAT = "E164"
CLINIC_COUNTRY = env("CLINIC_COUNTRY", default=PHONENUMBER_DEFAULT_REGION)  # of a new clinic: its public holidays

# --- People signing in ------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
# A ModelBackend itself. Django's own beside it would hash every wrong password twice.
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/me/"
LOGOUT_REDIRECT_URL = "/"
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "accounts.password_rules.MinimumLength", "OPTIONS": {"min_length": 12}},
    {"NAME": "accounts.password_rules.MaximumLength"},
    {"NAME": "accounts.password_rules.NotCommon"},
    {"NAME": "accounts.password_rules.NotAboutYou", "OPTIONS": {"user_attributes": ("email", "full_name")}},
]
PASSWORD_RESET_TIMEOUT = 3600

# Closed, only those come in whom the clinic signed up.
SIGN_UP_OPEN = env.bool("SIGN_UP_OPEN", default=True)
TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXY_COUNT", default=0)
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXY_COUNT
ACCOUNT_ADAPTER = "accounts.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "add_email": "accounts.forms.sign_in.ChangeEmailForm",
    "change_password": "accounts.forms.passwords.ChangePasswordForm",
    "confirm_email_verification_code": "accounts.forms.sign_in.ConfirmCodeForm",
    "login": "accounts.forms.sign_in.SignInForm",
    "reauthenticate": "accounts.forms.passwords.ReauthenticateForm",
    "reset_password": "accounts.forms.passwords.ResetPasswordForm",
    "reset_password_from_key": "accounts.forms.passwords.ResetPasswordKeyForm",
    "set_password": "accounts.forms.passwords.SetPasswordForm",
    "signup": "accounts.forms.sign_up.SignUpForm",
}
ACCOUNT_RATE_LIMITS = {
    "confirm_email": "1/30s/key,10/h/key",
    "reset_password": "20/m/ip,5/h/key",
    # Per account and address, so that a stranger's guesses do not lock the owner out ...
    "login_failed": "10/m/ip,5/5m/key",
    # ... and per account alone, far above what its owner mistypes, against many addresses at once.
    "login_failed_account": "100/h/key",
    # Wrong dates of birth behind the links of reminders, per network, and per person and appointment.
    "answer_link": "30/h/ip,5/d/key",
    # Not allauth's: a doctor's tries at a record they have no appointment for.
    "open_in_emergency": "10/h/user",
    # Nor these: guesses at private calendars, and how often a program may read the one it has.
    "unknown_calendar": "30/m/ip",
    "read_calendar": "60/h/key",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = 600
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = 5
ALLAUTH_USER_CODE_FORMAT = {"numeric": True, "length": 6, "dashed": False}
ACCOUNT_LOGIN_TIMEOUT = 60 * 60  # each code sent again has its ten minutes within this hour
ACCOUNT_CHANGE_EMAIL = True  # one address per person, replaced once the new one is proven
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
USERSESSIONS_TRACK_ACTIVITY = False  # it would write with every request; config.sessions does once a minute

# --- The second factor ------------------------------------------------------------------------
# Doctors and administrators get no further than its set-up without one (config.second_factor).
REQUIRE_SECOND_FACTOR = env.bool("REQUIRE_SECOND_FACTOR", default=False)
MFA_ADAPTER = "accounts.mfa_adapter.SecondFactorAdapter"
MFA_FORMS = {
    "activate_totp": "accounts.forms.second_factor.ActivateAppForm",
    "add_webauthn": "accounts.forms.second_factor.AddPasskeyForm",
    "authenticate": "accounts.forms.second_factor.SecondStepForm",
    "edit_webauthn": "accounts.forms.second_factor.RenamePasskeyForm",
    "reauthenticate": "accounts.forms.second_factor.SecondStepAgainForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = SITE_NAME
# A code counts for its own half minute only: the cache remembers a used one exactly that long.
MFA_TOTP_TOLERANCE = 0

# --- Messages out: rows of the outbox first, the worker hands them to the transport --------------
EMAIL_BACKEND = "appointments.notifications.email_backend.OutboxEmailBackend"
_transport = env.email_url_config(env("EMAIL_URL", default="") or "consolemail://")
OUTBOX_TRANSPORT = env("OUTBOX_TRANSPORT", default="") or _transport["EMAIL_BACKEND"]
EMAIL_HOST = _transport.get("EMAIL_HOST") or "localhost"
EMAIL_PORT = _transport.get("EMAIL_PORT") or 25
EMAIL_HOST_USER = _transport.get("EMAIL_HOST_USER") or ""
EMAIL_HOST_PASSWORD = _transport.get("EMAIL_HOST_PASSWORD") or ""
EMAIL_USE_TLS = bool(_transport.get("EMAIL_USE_TLS"))
EMAIL_USE_SSL = bool(_transport.get("EMAIL_USE_SSL"))
EMAIL_FILE_PATH = _transport.get("EMAIL_FILE_PATH") or None  # filemail:////directory, one file a delivery
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default=f"{SITE_NAME} <no-reply@fernhill.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Text messages: without a backend they are not offered ------------------------------------------
SMS_BACKEND = env("SMS_BACKEND", default="")
TWILIO_BASE_URL = env("TWILIO_BASE_URL", default="https://api.twilio.com")
TWILIO_ACCOUNT_SID = env("TWILIO_ACCOUNT_SID", default="")
TWILIO_AUTH_TOKEN = env("TWILIO_AUTH_TOKEN", default="")
TWILIO_FROM = env("TWILIO_FROM", default="")

# --- Notifications on devices: without a key they are not offered (`manage.py vapid_key` makes one) --------
VAPID_PRIVATE_KEY = env("VAPID_PRIVATE_KEY", default="")
VAPID_KEY_FILE = None
# Where push services write to when something is wrong with what we send.
VAPID_SUBJECT = env("VAPID_SUBJECT", default="") or f"mailto:{parseaddr(DEFAULT_FROM_EMAIL)[1]}"
# The only places they are sent to: browsers name the address, and so could somebody who wants us to ask another.
PUSH_HOSTS = env.list(
    "PUSH_HOSTS",
    default=[
        "fcm.googleapis.com",
        "jmt17.google.com",
        "updates.push.services.mozilla.com",
        "*.push.services.mozilla.com",
        "*.notify.windows.com",
        "web.push.apple.com",
        "*.push.apple.com",
    ],
)

# --- Live updates: open pages hear of changes (`/events/…`, under ASGI only) -----------------------
# Whoever was signed out, or lost a right, hears nothing after this long; news are judged one by one beside it.
LIVE_RECHECK_SECONDS = 25
LIVE_PING_SECONDS = 15
LIVE_SLOW_SECONDS = 30  # a client that takes nothing for so long is let go
# Counted by each server process. Beyond them pages ask by the clock.
LIVE_STREAMS_PER_USER = env.int("LIVE_STREAMS_PER_USER", default=6)
LIVE_STREAMS_PER_ADDRESS = env.int("LIVE_STREAMS_PER_ADDRESS", default=30)
LIVE_STREAMS_PER_PROCESS = env.int("LIVE_STREAMS_PER_PROCESS", default=1000)

# --- How the system does: measured in memory, added to tables four times a minute ----------------
MEASURING = env.bool("MEASURING", default=True)
SLOW_STATEMENT_SECONDS = env.float("SLOW_STATEMENT_SECONDS", default=0.2)

# --- Static files: ours, and a few from packages; nothing from elsewhere ------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATICFILES_FINDERS = [
    "config.finders.VendorFinder",
    "config.bundles.BundleFinder",
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
]

# --- Photos of doctors: given out by a view that asks who may see them, so they have no MEDIA_URL --------
MEDIA_ROOT = BASE_DIR / (env("MEDIA_ROOT", default="") or VAR_DIR / "media")
UPLOAD_MAX_BYTES = PHOTO_MAX_BYTES = 10_000_000
PHOTO_MAX_PIXELS = 25_000_000

# --- Documents of a record: the same, in a place of their own ------------------------------------
PRIVATE_FILES_DIR = BASE_DIR / (env("PRIVATE_FILES_DIR", default="") or VAR_DIR / "private")
PRIVATE_FILES = {"BACKEND": "config.storage.PrivateFileStorage"}  # under the name "private" in STORAGES
DOCUMENT_MAX_BYTES = UPLOAD_MAX_BYTES
DOCUMENT_MAX_PIXELS = 50_000_000
DOCUMENTS_PER_PATIENT = 50
DOCUMENT_BYTES_PER_PATIENT = 100_000_000
DOCUMENT_SCANNER = env("DOCUMENT_SCANNER", default="")

# Far above what may be uploaded, so that a file too large is told so by its form; what is larger still is cut off.
BODY_MAX_BYTES = 60_000_000
FILE_UPLOAD_HANDLERS = [
    "config.uploads.NoMoreThanWanted",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

# --- Headers ----------------------------------------------------------------------------------
SECURE_CSP = {
    "default-src": ["'none'"],
    "script-src": ["'self'"],
    "style-src": ["'self'"],
    "img-src": ["'self'", "data:"],
    "font-src": ["'self'"],
    "connect-src": ["'self'"],
    "worker-src": ["'self'"],
    "manifest-src": ["'self'"],
    "form-action": ["'self'"],
    "base-uri": ["'none'"],
    "frame-ancestors": ["'none'"],
}
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
PERMISSIONS_POLICY: dict[str, list[str]] = {
    feature: []
    for feature in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
}

# --- Logs: one JSON object a line, ids only -----------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "config.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own handlers would mail tracebacks and print request lines: ours takes all.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
    },
}
