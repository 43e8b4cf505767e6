"""What follows when somebody is stopped from booking online, and when they may again."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import PatientAccess
from accounts.roles import Role
from accounts.services.erasing import record_kept_until
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


def erased(patient, *, user, now):
    """Say what goes and what stays, as the inventory of ``accounts.privacy`` has it."""
    kept_until = record_kept_until(patient)
    gone = [
        _("There is no way back. Nobody finds them by name, address or number to call any more."),
        _("Name, contact, address and birthday go; the record number and the year of birth stay."),
        _("The text of every message to them or about them is emptied; that it was sent is kept."),
        _("Notes of calls, words said with a change, titles of documents, drafts, devices and calendars go."),
        sign_in_words(patient),
        _("Nobody acts for them, and no doctor reads their record any more."),
        record_words(kept_until, now=now),
        _("What was signed and measured, and the audit trail, always stay: they carry the record number alone."),
    ]
    return WhatFollows([Follow(always(words)) for words in gone if words], (patient.erased_at, kept_until))


def sign_in_words(patient):
    if patient.user is None:
        return ""
    if patient.user.role != Role.PATIENT:
        return _("They work here: their sign-in stays, and does not lead to this record any more.")
    return _("Their sign-in is closed, and they are signed out everywhere.")


def record_words(kept_until, *, now):
    if kept_until > now.date():
        words = _("What was written about their health is kept under the record number until %(day)s: the law asks it.")
        return words % {"day": date_format(kept_until)}
    return _("What was written about their health is emptied, too, and the files of their documents are deleted.")
