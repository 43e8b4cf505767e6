"""The number beside *Messages* in the header, for every template; counted only where it is printed."""

from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from appointments.notifications.reading import unread_count


def unread_messages(request):
    """Give templates ``unread_messages``; signed out it is 0 without a query."""
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        return {"unread_messages": 0}
    return {"unread_messages": SimpleLazyObject(lambda: unread_count(user, now=timezone.now()))}
