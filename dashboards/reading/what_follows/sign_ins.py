"""What follows when somebody's sign-in is closed, and when it is opened again."""

from allauth.usersessions.models import UserSession
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Doctor, Invitation, Patient, PatientAccess
from accounts.services.sign_ins import awaits_invitation
from appointments.admin.seen import seen_appointments
from dashboards.reading.what_follows.follow import Follow, WhatFollows, always, coming, of_appointments


def signed_out(count):
    return ngettext(
        "%(count)s device where they are signed in is signed out with its next click.",
        "%(count)s devices where they are signed in are signed out with their next click.",
        count,
    ) % {"count": count}


def invitations_withdrawn(count):
    return ngettext(
        "%(count)s invitation they have not accepted is withdrawn.",
        "%(count)s invitations they have not accepted are withdrawn.",
        count,
    ) % {"count": count}


def still_booked(count):
    return ngettext(
        "%(count)s appointment of their own stays booked. Messages about it are still sent.",
        "%(count)s appointments of their own stay booked. Messages about them are still sent.",
        count,
    ) % {"count": count}


def left_alone(count):
    return ngettext(
        "%(count)s person they act for has to be looked after by somebody else.",
        "%(count)s people they act for have to be looked after by somebody else.",
        count,
    ) % {"count": count}


def closed(person, *, user, now):
    """Six queries at most. Sessions come and go by themselves: they are told, and the answer does not stand on them."""
    follows = [Follow(always(_("They cannot sign in any more, and ask for no new password.")))]
    if devices := UserSession.objects.filter(user=person).count():
        follows.append(Follow(signed_out, devices))
    if invitations := Invitation.objects.open().filter(user=person).count():
        follows.append(Follow(invitations_withdrawn, invitations))
    if doctor := Doctor.objects.filter(user=person, is_active=True).first():
        address = reverse("admin:accounts_doctor_step", args=[doctor.pk, "deactivate"])
        still = always(_("Patients can still book with them. To end that, make the doctor inactive, too."))
        follows.append(Follow(still, address=address))
    if patient := Patient.objects.filter(user=person).first():
        rows = coming(seen_appointments(user).filter(patient=patient), now=now)
        follows += of_appointments(still_booked, rows, q=patient.record_number, when="standing")
    if others := PatientAccess.objects.current(now=now).filter(user=person).count():
        follows.append(Follow(left_alone, others))
    return WhatFollows(follows, (person.is_active, person.role))


def signed_out_everywhere(person, *, user, now):
    devices = UserSession.objects.filter(user=person).count()
    follows = [Follow(signed_out, devices), Follow(always(_("They can sign in again at once, with their password.")))]
    return WhatFollows(follows, (person.is_active,))


def opened(person, *, user, now):
    if awaits_invitation(person):
        follows = [Follow(always(_("They have no password yet: they need their invitation once more.")))]
    else:
        follows = [Follow(always(_("They can sign in again, with the password they had. Old sessions stay ended.")))]
    return WhatFollows(follows, (person.is_active, person.role))
