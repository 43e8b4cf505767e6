"""What follows when somebody is stopped from booking online, and when they may again."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import PatientAccess
from appointments.admin.seen import seen_appointments
from dashboards.reading.what_follows.follow import Follow, WhatFollows, always, coming, of_appointments


def kept(count):
    return ngettext(
        "%(count)s appointment stays booked; it can still be changed or cancelled.",
        "%(count)s appointments stay booked; they can still be changed or cancelled.",
        count,
    ) % {"count": count}


def not_for_them_either(count):
    return ngettext(
        "%(count)s other person cannot book for them either.",
        "%(count)s other people cannot book for them either.",
        count,
    ) % {"count": count}


def blocked(patient, *, user, now):
    """Two queries; appointments are those at the reader's clinics."""
    follows = [Follow(always(_("They cannot book online: they are asked to call. The front desk can book for them.")))]
    if others := who_books_for(patient, now=now):
        follows.append(Follow(not_for_them_either, others))
    rows = coming(seen_appointments(user).filter(patient=patient), now=now)
    follows += of_appointments(kept, rows, q=patient.record_number, when="standing")
    follows.append(Follow(always(_("Messages about their appointments are still sent."))))
    return WhatFollows(follows, (patient.blocked_reason,))


def unblocked(patient, *, user, now):
    follows = [Follow(always(_("They can book online again, and so can whoever acts for them.")))]
    if patient.blocked_reason:
        follows.append(Follow(always(_("They were stopped because: %(reason)s") % {"reason": patient.blocked_reason})))
    return WhatFollows(follows, (patient.blocked_reason,))


def who_books_for(patient, *, now):
    scopes = PatientAccess.scopes_that_include(PatientAccess.Scope.BOOK)
    return PatientAccess.objects.current(now=now).filter(patient=patient, scope__in=scopes).count()
