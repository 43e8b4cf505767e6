"""Choices a browser keeps in a cookie, so that signed-out pages follow them too."""

from django.conf import settings

from accounts.time_zones import known_zone

THEME_COOKIE = "theme"
TIME_ZONE_COOKIE = "time_zone"
A_YEAR = 365 * 24 * 60 * 60


def keep_theme(response, theme):
    """Make the browser remember ``theme``; ``auto`` means the device decides, so nothing is kept."""
    if theme == "auto":
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )


def keep_time_zone(response, zone):
    """
    Make the browser remember the IANA zone its reader lives by; ``""`` forgets it.

    Without it ``static/js/time-zone.js`` says what the device says; what was
    chosen here is out of a script's reach, so that a choice stays one.
    """
    if zone:
        response.set_cookie(
            TIME_ZONE_COOKIE,
            zone,
            max_age=A_YEAR,
            secure=settings.SESSION_COOKIE_SECURE,
            httponly=True,
            samesite="Lax",
        )
    else:
        response.delete_cookie(TIME_ZONE_COOKIE, samesite="Lax")


def time_zone_of_browser(request):
    """Return the IANA zone this browser was told, or told us; ``""`` without one that exists."""
    return known_zone(request.COOKIES.get(TIME_ZONE_COOKIE, ""))


def keep_language(response, code):
    """Make the browser ask for the pages in the language ``code``."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=A_YEAR,
        path=settings.LANGUAGE_COOKIE_PATH,
        domain=settings.LANGUAGE_COOKIE_DOMAIN,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite=settings.LANGUAGE_COOKIE_SAMESITE,
    )
