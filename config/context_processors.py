"""What the frame of every page says: the site's name and where to get help."""

from django.conf import settings


def site(request):
    """Give templates SITE_NAME, SITE_URL, HELP_PHONE, HELP_HOURS and EMERGENCY_NUMBER."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "HELP_PHONE": settings.HELP_PHONE,
        "HELP_HOURS": settings.HELP_HOURS,
        "EMERGENCY_NUMBER": settings.EMERGENCY_NUMBER,
    }
