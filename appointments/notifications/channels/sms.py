"""By text message, through the backend ``SMS_BACKEND`` names; to numbers that may be a mobile's."""

import http.client

import phonenumbers
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from phonenumbers import PhoneNumberType

from appointments.models.preference import Group
from appointments.notifications.channels.channel import Channel
from appointments.notifications.sms import backend as sms_backend
from appointments.notifications.sms.backend import NotSent
from appointments.reading.masking import masked_phone

MAY_BE_MOBILE = {
    PhoneNumberType.MOBILE,
    PhoneNumberType.FIXED_LINE_OR_MOBILE,  # North America does not tell them apart
    PhoneNumberType.PERSONAL_NUMBER,
    PhoneNumberType.UNKNOWN,  # newer than the table of numbers
}
SIGN_IN_REFUSED = {http.client.UNAUTHORIZED, http.client.FORBIDDEN}


def may_be_mobile(number):
    """Return whether text messages may arrive at ``number`` (E.164), as far as the table of numbers knows."""
    try:
        return phonenumbers.number_type(phonenumbers.parse(number)) in MAY_BE_MOBILE
    except phonenumbers.NumberParseException:
        return False


class Sms(Channel):
    code = "sms"
    label = _("Text message")
    only_if_asked = True
    missing = _("No mobile number")

    @property
    def is_offered(self):
        return bool(settings.SMS_BACKEND)

    def reaches(self, recipient):
        return bool(recipient.phone) and may_be_mobile(recipient.phone)

    def by_default(self, group, recipient):
        """Reminders; all of it for whoever has no email address."""
        return group == Group.REMINDERS or not recipient.address

    def content(self, kind, words, facts):
        return {"address": facts.recipient.phone, "text": words.sms} if words.sms else None

    def address_now(self, message):
        """Return the number in the patient's own record where it is for them, else that of the user it is for."""
        user, patient = message.user, message.patient
        is_own = patient is not None and user in (None, patient.user)
        return str((patient.phone if is_own else "") or (user.phone if user else "") or message.address)

    def masked(self, address):
        return masked_phone(address)

    def connect(self):
        return sms_backend.connect()

    def hand_over(self, message, backend):
        backend.send(to=message.address, text=message.text)

    def in_words(self, error):
        """Only the service's numbers are kept: its sentences quote the number written to."""
        if isinstance(error, NotSent):
            return _in_words(error)
        if isinstance(error, TimeoutError):
            return "The text message service did not answer in time."
        if isinstance(error, (http.client.HTTPException, ConnectionResetError, BrokenPipeError)):
            return "The text message service hung up."
        if isinstance(error, OSError):
            return "The text message service could not be reached."
        return super().in_words(error)

    def is_final(self, error):
        return isinstance(error, NotSent) and error.is_final


def _in_words(refusal):
    if refusal.is_final:
        return f"The text message service refused the number ({refusal.code})."
    if refusal.status in SIGN_IN_REFUSED:
        return f"The text message service refused our sign-in ({refusal.status})."
    return f"The text message service answered {refusal.status}."
