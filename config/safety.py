"""Why production settings are refused, each reason a sentence that says what to do."""

from urllib.parse import urlsplit

DEFAULT_KEY_MARKS = ("django-insecure", "change-me", "changeme")
MINIMUM_KEY_LENGTH = 50
TRANSPORTS_THAT_SEND_NOTHING = ("console", "locmem", "dummy", "filebased")


def reasons_to_refuse(settings, *, processes):
    """Return the sentences that stand against starting with `settings`; none is good news."""
    return [
        *_debug(settings),
        *_secret_key(settings),
        *_hosts(settings),
        *_proxies(settings),
        *_site_url(settings),
        *_mail(settings),
        *_text_messages(settings),
        *_cache(settings, processes),
    ]


def _debug(settings):
    if settings["DEBUG"]:
        yield "DEBUG is on: error pages would show patients' data. Remove DEBUG from the environment."


def _secret_key(settings):
    if not settings["SECRET_KEY"]:
        yield "SECRET_KEY is missing. Set it to 50 or more random characters."
    elif _is_guessable(settings["SECRET_KEY"]):
        yield "SECRET_KEY is a default or too short. Set it to 50 or more random characters."
    if any(_is_guessable(key) for key in settings["SECRET_KEY_FALLBACKS"]):
        yield "SECRET_KEY_FALLBACKS holds a default key or one too short: what it signed is believed. Remove it."


def _is_guessable(key):
    return len(key) < MINIMUM_KEY_LENGTH or len(set(key)) < 5 or any(mark in key for mark in DEFAULT_KEY_MARKS)


def _hosts(settings):
    hosts = settings["ALLOWED_HOSTS"]
    if not hosts:
        yield "ALLOWED_HOSTS is empty. List the host names this site answers to."
    elif any("*" in host for host in hosts):
        yield "ALLOWED_HOSTS contains *: anyone could make up the host name. List the names."


def _proxies(settings):
    if settings["TRUSTED_PROXY_COUNT"] < 0:
        yield "TRUSTED_PROXY_COUNT is negative. Set it to the number of proxies of yours in front, or remove it."


def _site_url(settings):
    address = urlsplit(settings["SITE_URL"])
    if address.scheme != "https" or not address.hostname:
        yield "SITE_URL must be the https:// address of this site: links in messages are built from it."


def _mail(settings):
    transport = settings["OUTBOX_TRANSPORT"].lower()
    if any(f".{name}." in transport for name in TRANSPORTS_THAT_SEND_NOTHING):
        yield "Mail would not leave this machine: set EMAIL_URL to an SMTP server (smtp+tls://user:password@host:587)."


def _text_messages(settings):
    if settings["SMS_BACKEND"].endswith(".Console"):
        yield "Text messages would be printed, not sent: set SMS_BACKEND to a service's, or leave it empty."


def _cache(settings, processes):
    for alias, cache in settings["CACHES"].items():
        backend = cache["BACKEND"].lower()
        if ".dummy." in backend:
            yield f"The cache '{alias}' keeps nothing, and rate limits with it: use Redis or the database cache."
        elif ".filebased." in backend:
            yield (
                f"The cache '{alias}' lets several through where one may pass: use Redis, the database cache or "
                "config.file_cache.OneAtATimeFileCache."
            )
        elif ".locmem." in backend:
            several = f"the {processes} server processes" if processes > 1 else "the server and the worker"
            yield (
                f"The cache '{alias}' lives in one process's memory, so {several} would each count "
                "their own rate limits: use Redis or the database cache."
            )
