"""What follows by itself when something about a person changes. Connected by ``AccountsConfig.ready``."""

from allauth.account.models import EmailAddress
from allauth.account.signals import email_changed, password_changed, password_reset, password_set
from allauth.mfa.signals import authenticator_added, authenticator_removed
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import m2m_changed, post_save
from django.dispatch import receiver

from accounts.models import Doctor, Patient, Specialty, User
from accounts.notices import tell
from accounts.second_factor import FACTORS
from accounts.services.doctor_search_text import refresh, refresh_many
from accounts.services.ending_sessions import end_sessions
from accounts.services.sign_ins import add_primary_address


@receiver(password_reset)
def prove_the_address(sender, user, **kwargs):
    """Count the address as proven: the link that set the password was read there."""
    address = EmailAddress.objects.filter(user=user, email=user.email).first()
    if address is None:
        address = EmailAddress(user=user, email=user.email)
    if not address.verified and address.can_set_verified():
        address.verified = True
        address.primary = not EmailAddress.objects.filter(user=user, primary=True).exclude(pk=address.pk).exists()
        address.save()


@receiver(email_changed)
def follow_the_address(sender, user, from_email_address, to_email_address, **kwargs):
    """
    Write to the patient at the new address where the record held the old one, and tell the new one, too.

    allauth tells the old one.
    """
    old = from_email_address.email if from_email_address else ""
    Patient.objects.filter(user=user, email__in=["", old]).update(email=to_email_address.email)
    if old:
        tell(user, "email_changed", to=[to_email_address.email], from_email=old, to_email=to_email_address.email)


@receiver([password_changed, password_set, password_reset])
def end_every_session(sender, user, **kwargs):
    """Leave no device signed in with the old password; Django would find that out at its next request only."""
    end_sessions(user=user)


@receiver([authenticator_added, authenticator_removed])
def end_other_sessions(sender, request, user, authenticator, **kwargs):
    """Leave no device signed in that came through a door which is now another."""
    if authenticator.type in FACTORS:
        end_sessions(user=user, but=request.session.session_key)


@receiver(user_logged_out)
def forget_the_session(sender, request, **kwargs):
    """Take it off the list of places where the person is signed in."""
    UserSession.objects.filter(session_key=request.session.session_key).delete()


@receiver(post_save, sender=User)
def forget_other_addresses(sender, instance, created, raw, update_fields, **kwargs):
    """
    Let nobody sign in, or ask for a new password, by an address that was replaced.

    An administrator who corrects a wrong address does so because somebody
    else may read what is sent there.
    """
    if raw or created or (update_fields is not None and "email" not in update_fields):
        return
    EmailAddress.objects.filter(user=instance).exclude(email=instance.email).delete()


@receiver(post_save, sender=User)
def write_down_the_address(sender, instance, created, raw, **kwargs):
    """
    Give whoever ``createsuperuser`` makes the address to prove that every other way of joining brings along.

    allauth would write it on their first look at the page of their address,
    and looking writes nothing here.
    """
    if created and not raw and instance.is_superuser:
        add_primary_address(user=instance, verified=False)


@receiver(post_save, sender=Doctor)
def write_search_words(sender, instance, raw, **kwargs):
    if not raw:
        refresh(instance)


@receiver(m2m_changed, sender=Doctor.specialties.through)
def write_search_words_of_specialties(sender, instance, action, reverse, pk_set, **kwargs):
    if not action.startswith("post_"):
        return
    if reverse:
        refresh_many(Doctor.objects.filter(pk__in=pk_set or ()))
    else:
        refresh(instance)


@receiver(post_save, sender=Specialty)
def write_search_words_of_its_doctors(sender, instance, created, raw, **kwargs):
    if not raw and not created:
        refresh_many(instance.doctors.all())
