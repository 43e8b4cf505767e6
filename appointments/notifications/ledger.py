"""What was sent about an appointment, to whom and by what way; and why something was not."""

import datetime as dt
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from appointments.models import Message
from appointments.notifications.channels import registry
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF, Kind

WITHOUT_WHOM = {
    Kind.DOCTOR_BOOKED: gettext_lazy("Booked"),
    Kind.DOCTOR_REQUESTED: gettext_lazy("New request"),
    Kind.DOCTOR_MOVED: gettext_lazy("Changed"),
    Kind.DOCTOR_CANCELLED: gettext_lazy("Cancelled"),
    Kind.DOCTOR_DECLINED: gettext_lazy("The request was declined"),
    Kind.DOCTOR_EXPIRED: gettext_lazy("The request ended unanswered"),
    Kind.DOCTOR_OFFER_ACCEPTED: gettext_lazy("The offered time was taken"),
    Kind.DOCTOR_OFFER_REFUSED: gettext_lazy("The offered times were refused"),
    Kind.DOCTOR_OFFER_LAPSED: gettext_lazy("The offer was not answered"),
    Kind.STAFF_EXPIRED: gettext_lazy("The request ended unanswered"),
}
"""The label of a kind says whom it is for, too; a line of the ledger has that already."""

SOON = dt.timedelta(minutes=2)
"""Until then a wait is told in seconds: it is the time in which a decision can be taken back."""


@dataclass(frozen=True)
class LedgerRow:
    """
    One message in words: ``how`` *to* ``to``, ``at``: ``about``. Empty ``at``: it did not leave, and ``told`` says why.

    ``address`` is masked outside the admin, and empty where it is not the reader's to know.
    """

    pk: int
    about: str
    channel: str
    how: str
    to: str
    at: str
    address: str
    has_failed: bool
    told: str


def patients_ledger(appointment, *, reader, moment, now):
    """
    Return the rows for ``reader`` on the patient's side, oldest first; one query.

    They see where their own messages and those to the patient's own contact went.
    Of somebody else who acts for the patient they see only that it was written to
    them. ``moment(instant)`` puts a time into words as the page does. Needs the patient.
    """
    patient = appointment.patient
    rows = _of(appointment).filter(patient=patient.pk).exclude(kind__in=[*FOR_DOCTORS, *FOR_STAFF])
    is_own = patient.user_id == reader.pk

    def to(message):
        if message.user_id == reader.pk:
            return _("you"), True
        if message.user_id in {None, patient.user_id}:
            return patient.full_name, is_own or message.user_id is None
        return _("somebody else who acts for %(name)s") % {"name": patient.full_name}, False

    return [_row(message, *to(message), moment=moment, now=now) for message in rows]


def doctors_ledger(appointment, *, reader, moment, now):
    """Return the rows to the patient's side and those to the doctor ``reader``; one query. Needs the patient."""
    patient = appointment.patient
    to_patient = _of(appointment).filter(patient=patient.pk).exclude(kind__in=[*FOR_DOCTORS, *FOR_STAFF])
    rows = to_patient | _of(appointment).filter(user=reader, kind__in=FOR_DOCTORS)

    def to(message):
        if message.kind in FOR_DOCTORS:
            return _("you"), True
        if message.user_id in {None, patient.user_id}:
            return patient.full_name, True
        return _("somebody who acts for %(name)s") % {"name": patient.full_name}, False

    return [_row(message, *to(message), moment=moment, now=now) for message in rows]


def clinics_ledger(appointment, *, moment, now):
    """Return every row, with whole addresses, for who may read messages in the admin; one query."""
    rows = _of(appointment).select_related("user", "patient")
    return [
        replace(
            _row(message, str(message.user or message.patient or ""), True, moment=moment, now=now),
            address=message.address,
        )
        for message in rows
    ]


def _of(appointment):
    return Message.objects.filter(event__appointment=appointment).order_by("created_at", "pk")


def _row(message, to, shows_address, *, moment, now):
    channel = registry.channel(message.channel)
    return LedgerRow(
        pk=message.pk,
        about=_about(message.kind),
        channel=str(channel.label),
        how=str(channel.label) if channel.is_carried else _("Message in the portal"),
        to=to,
        at=moment(message.sent_at or message.send_after) if _has_left(message, now=now) else "",
        address=channel.masked(message.address) if shows_address and message.address else "",
        has_failed=message.status == Message.Status.FAILED,
        told=what_became_of(message, moment=moment, now=now),
    )


def _about(kind):
    """Return what a message is about; whom it was for stands beside it."""
    if kind in WITHOUT_WHOM:
        return str(WITHOUT_WHOM[kind])
    return str(Kind(kind).label) if kind in Kind else kind


def _has_left(message, *, now):
    return message.status == Message.Status.SENT and not (message.sent_at and message.sent_at > now)


def what_became_of(message, *, moment, now):
    """Return the sentence: when it left or will leave, or why it did not. ``moment`` puts an instant into words."""
    match message.status:
        case Message.Status.QUEUED if message.error:
            words = {"why": message.error, "time": moment(message.send_after)}
            return _("Not sent yet. %(why)s Next try: %(time)s.") % words
        case Message.Status.QUEUED:
            return _leaves(message.send_after, moment=moment, now=now)
        case Message.Status.SENT if not _has_left(message, now=now):
            return _leaves(message.sent_at, moment=moment, now=now)
        case Message.Status.SENT:
            return _("Sent %(time)s.") % {"time": moment(message.sent_at or message.send_after)}
        case Message.Status.FAILED:
            tries = ngettext("%(count)s try", "%(count)s tries", message.attempts) % {"count": message.attempts}
            words = {"tries": tries, "why": message.error}
            return (_("Not delivered after %(tries)s. %(why)s") % words).strip()
        case Message.Status.SUPPRESSED:
            return (_("Not sent. %(why)s") % {"why": message.error}).strip()
        case _unsent:
            return _("Called back before it left.")


def _leaves(at, *, moment, now):
    left = at - now
    if left <= dt.timedelta(0):
        return _("Leaves in a moment.")
    if left > SOON:
        return _("Leaves %(time)s.") % {"time": moment(at)}
    seconds = -(-left // dt.timedelta(seconds=1))
    return ngettext("Leaves in %(count)s second.", "Leaves in %(count)s seconds.", seconds) % {"count": seconds}
