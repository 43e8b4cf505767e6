"""What follows by itself in the house of time. Connected by ``SchedulingConfig.ready``."""

from django.dispatch import receiver

from accounts.signals import invitation_accepted
from scheduling.services.front_desks import seat_invited


@receiver(invitation_accepted, dispatch_uid="scheduling.seat_invited")
def give_the_invited_their_clinics(sender, invitation, **kwargs):
    seat_invited(invitation=invitation)
