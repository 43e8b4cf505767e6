"""
The words of every kind of message: subject, first line, text message, and what the button leads to.

Call inside ``translation.override`` of the reader's language. No subject and no
text message holds a reason, a specialty or a patient's name: they are shown on
locked screens. Nothing at all names the doctor or the kind of visit to somebody
who keeps their messages private.
"""

from appointments.notifications.kinds import Kind
from appointments.notifications.wording import running_late, to_doctors, to_patients, to_staff
from appointments.notifications.wording.words import LONGEST_SUBJECT, Words

__all__ = ["LONGEST_SUBJECT", "WORDS", "Words"]

WORDS = {
    Kind.BOOKED: to_patients.booked,
    Kind.REQUESTED: to_patients.requested,
    Kind.APPROVED: to_patients.approved,
    Kind.REJECTED: to_patients.rejected,
    Kind.EXPIRED: to_patients.expired,
    Kind.MOVED: to_patients.moved,
    Kind.MOVED_BY_CLINIC: to_patients.moved_by_clinic,
    Kind.CANCELLED: to_patients.cancelled,
    Kind.CANCELLED_BY_CLINIC: to_patients.cancelled_by_clinic,
    Kind.MISSED: to_patients.missed,
    Kind.OFFERED: to_patients.offered,
    Kind.OFFER_WITHDRAWN: to_patients.offer_withdrawn,
    Kind.RUNNING_LATE: running_late.running_late,
    Kind.NOTE_SHARED: to_patients.note_shared,
    Kind.REMINDER_WEEK: to_patients.reminder_week,
    Kind.REMINDER_DAY: to_patients.reminder_day,
    Kind.DOCTOR_BOOKED: to_doctors.doctor_booked,
    Kind.DOCTOR_REQUESTED: to_doctors.doctor_requested,
    Kind.DOCTOR_MOVED: to_doctors.doctor_moved,
    Kind.DOCTOR_CANCELLED: to_doctors.doctor_cancelled,
    Kind.DOCTOR_DECLINED: to_doctors.doctor_declined,
    Kind.DOCTOR_EXPIRED: to_doctors.doctor_expired,
    Kind.DOCTOR_OFFER_ACCEPTED: to_doctors.doctor_offer_accepted,
    Kind.DOCTOR_OFFER_REFUSED: to_doctors.doctor_offer_refused,
    Kind.DOCTOR_OFFER_LAPSED: to_doctors.doctor_offer_lapsed,
    Kind.STAFF_EXPIRED: to_staff.staff_expired,
}
