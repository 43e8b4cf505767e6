"""What follows by itself when somebody comes, leaves or loses a way in. Connected by ``AppointmentsConfig.ready``."""

from allauth.account.signals import password_changed, password_reset, password_set
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.utils import timezone

from accounts.signals import last_contact_asked, patient_erasing, sessions_ended, sign_in_closed
from appointments.booking_flow.own_drafts import session_drafts
from appointments.models import PushSubscription
from appointments.notifications.push.this_device import IN_SESSION, device_of, named_by_cookie, note_in_session
from appointments.services.drafts import adopt
from appointments.services.erasing import erase_bookings, last_visit
from appointments.services.push_devices import turn_off, turn_off_everywhere


@receiver(user_logged_in, dispatch_uid="appointments.adopt_drafts")
def adopt_drafts(sender, request, user, **kwargs):
    """Give the bookings begun in this browser to the person who signed in."""
    session = getattr(request, "session", None)
    if session is not None and (drafts := session_drafts(session)):
        adopt(user=user, session_drafts=drafts, now=timezone.now())


@receiver(user_logged_in, dispatch_uid="appointments.note_the_device")
def note_the_device(sender, request, **kwargs):
    """Let the new session say which device its browser is."""
    if hasattr(request, "session"):
        note_in_session(request.session, named_by_cookie(request))


@receiver(sessions_ended, dispatch_uid="appointments.leave_devices_elsewhere")
def leave_devices_elsewhere(sender, user, kept, **kwargs):
    """Send nothing more to a browser that was signed out from elsewhere: it may have been lost."""
    now = timezone.now()
    named = [session[IN_SESSION] for session in kept if IN_SESSION in session]
    for device in PushSubscription.objects.visible_to(user, now=now).filter(pk__in=named):
        turn_off(device=device, now=now)


@receiver(user_logged_out, dispatch_uid="appointments.leave_the_device")
def leave_the_device(sender, request, user, **kwargs):
    """
    Send nothing more to a device on which somebody signs out: the next at it may be somebody else.

    A session that ends by itself is no such wish: notifications are for the time between two visits.
    """
    if user is None or getattr(request, "ended_by_itself", False):
        return
    now = timezone.now()
    if (device := device_of(request, user, now=now)) is not None:
        turn_off(device=device, now=now)


@receiver(sign_in_closed, dispatch_uid="appointments.leave_closed_devices")
def leave_closed_devices(sender, user, now, **kwargs):
    turn_off_everywhere(user=user, now=now)


@receiver([password_changed, password_set, password_reset], dispatch_uid="appointments.leave_every_device")
def leave_every_device(sender, user, **kwargs):
    """Whoever knew the old password may have turned them on for a device of their own."""
    turn_off_everywhere(user=user, now=timezone.now())


@receiver(patient_erasing, dispatch_uid="appointments.erase_bookings")
def erase_what_we_hold(sender, patient, actor, now, with_record, addresses, **kwargs):
    return erase_bookings(patient=patient, actor=actor, with_record=with_record, addresses=addresses)


@receiver(last_contact_asked, dispatch_uid="appointments.last_visit")
def say_the_last_visit(sender, patient, **kwargs):
    return last_visit(patient)
