"""What the frame of every page says: the site's name, where to get help, where one can go."""

import re

from django.conf import settings
from django.utils.functional import SimpleLazyObject

from accounts.organisation import organisation
from accounts.preferences import THEME_COOKIE
from config.frame import Frame

THEMES = ("light", "dark")


def site(request):
    """
    Give templates SITE_NAME, SITE_URL, HELP_PHONE, HELP_PHONE_LINK, HELP_HOURS, EMERGENCY_NUMBER,
    ``theme`` and ``frame``.

    ``theme`` is light, dark or auto (the device decides). ``waiting_requests`` is not here, it costs
    a query: a view that knows it passes it itself. ``unread_messages`` comes from
    ``appointments.notifications.context`` and is counted where it is printed.
    """
    wanted = request.COOKIES.get(THEME_COOKIE, "")
    return {
        "SITE_NAME": organisation().name,
        "SITE_URL": settings.SITE_URL,
        "HELP_PHONE": organisation().help_phone,
        "HELP_PHONE_LINK": "tel:" + re.sub(r"[^0-9+]", "", organisation().help_phone),
        "HELP_HOURS": organisation().help_hours,
        "EMERGENCY_NUMBER": organisation().emergency_number,
        "theme": wanted if wanted in THEMES else "auto",
        "frame": SimpleLazyObject(lambda: Frame(request)),
    }
