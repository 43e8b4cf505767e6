"""What a message can be about; the value is ``Message.kind``."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """To the patient's side first, then to the doctor and the clinic, then about the account."""

    BOOKED = "booked", _("Booked")
    REQUESTED = "requested", _("Request sent")
    APPROVED = "approved", _("Approved")
    REJECTED = "rejected", _("Declined")
    EXPIRED = "expired", _("Not answered in time")
    MOVED = "moved", _("Changed by the patient")
    MOVED_BY_CLINIC = "moved_by_clinic", _("Changed by the clinic")
    CANCELLED = "cancelled", _("Cancelled by the patient")
    CANCELLED_BY_CLINIC = "cancelled_by_clinic", _("Cancelled by the clinic")
    MISSED = "missed", _("Missed")
    OFFERED = "offered", _("Another time offered")
    OFFER_WITHDRAWN = "offer_withdrawn", _("Offer of another time taken back")
    RUNNING_LATE = "running_late", _("The doctor runs late")
    NOTE_SHARED = "note_shared", _("A note was shared")
    REMINDER_WEEK = "reminder_week", _("Reminder")
    REMINDER_DAY = "reminder_day", _("Reminder, the day before")

    DOCTOR_BOOKED = "doctor_booked", _("To the doctor: booked")
    DOCTOR_REQUESTED = "doctor_requested", _("To the doctor: a request")
    DOCTOR_MOVED = "doctor_moved", _("To the doctor: changed")
    DOCTOR_CANCELLED = "doctor_cancelled", _("To the doctor: cancelled")
    DOCTOR_DECLINED = "doctor_declined", _("To the doctor: a request was declined")
    DOCTOR_EXPIRED = "doctor_expired", _("To the doctor: a request ended unanswered")
    DOCTOR_OFFER_ACCEPTED = "doctor_offer_accepted", _("To the doctor: an offered time was taken")
    DOCTOR_OFFER_REFUSED = "doctor_offer_refused", _("To the doctor: offered times were refused")
    DOCTOR_OFFER_LAPSED = "doctor_offer_lapsed", _("To the doctor: an offer was not answered")
    DOCTOR_DIGEST = "doctor_digest", _("To the doctor: what waits, once a day")

    STAFF_EXPIRED = "staff_expired", _("To the clinic: a request ended unanswered")
    STAFF_UNDELIVERED = "staff_undelivered", _("To the clinic: messages that did not arrive")

    ACCOUNT = "account", _("About the account")
    PUSH_TEST = "push_test", _("A test of notifications")


FOR_DOCTORS = tuple(kind for kind in Kind if kind.value.startswith("doctor_"))
FOR_STAFF = (Kind.STAFF_EXPIRED, Kind.STAFF_UNDELIVERED)
REMINDERS = (Kind.REMINDER_WEEK, Kind.REMINDER_DAY)
OF_NO_APPOINTMENT = (Kind.DOCTOR_DIGEST, Kind.STAFF_UNDELIVERED, Kind.ACCOUNT, Kind.PUSH_TEST)
"""Written elsewhere than in ``wording``, which puts an appointment into words."""
