"""Choices a browser keeps in a cookie, so that signed-out pages follow them too."""

from django.conf import settings

THEME_COOKIE = "theme"
A_YEAR = 365 * 24 * 60 * 60


def keep_theme(response, theme):
    """Make the browser remember ``theme``; ``auto`` means the device decides, so nothing is kept."""
    if theme == "auto":
        response.delete_cookie(THEME_COOKIE, samesite="Lax")
    else:
        response.set_cookie(
            THEME_COOKIE, theme, max_age=A_YEAR, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
        )


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
