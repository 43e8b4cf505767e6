"""What follows by itself when somebody signs in. Connected by ``AppointmentsConfig.ready``."""

from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.utils import timezone

from appointments.booking_flow.own_drafts import session_drafts
from appointments.services.drafts import adopt


@receiver(user_logged_in, dispatch_uid="appointments.adopt_drafts")
def adopt_drafts(sender, request, user, **kwargs):
    """Give the bookings begun in this browser to the person who signed in."""
    session = getattr(request, "session", None)
    if session is not None and (drafts := session_drafts(session)):
        adopt(user=user, session_drafts=drafts, now=timezone.now())
