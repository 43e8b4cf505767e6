"""By email, through the backend ``OUTBOX_TRANSPORT`` names."""

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.organisation import organisation
from appointments.notifications import transport
from appointments.notifications.channels.channel import Channel
from appointments.notifications.facts import absolute
from appointments.notifications.kinds import FOR_DOCTORS
from appointments.reading.masking import masked_email


class Email(Channel):
    code = "email"
    label = gettext_lazy("Email")

    def reaches(self, recipient):
        return bool(recipient.address)

    def content(self, kind, words, facts):
        context = {
            "greeting": _("Hello %(name)s,") % {"name": facts.recipient.name},
            "words": words,
            "facts": facts,
            "is_doctor": kind in FOR_DOCTORS,
            "button_url": absolute(words.button_path),
            "other_times": facts.other_times,
            "words_url": absolute(facts.appointment_path) if facts.has_words_of_the_clinic else "",
            "instructions": facts.instructions if words.shows_instructions else "",
            "why": _why(kind, facts),
            "settings_url": absolute(reverse("me:settings")),
            "language": facts.recipient.language,
            "HELP_PHONE": organisation().help_phone,
            "HELP_HOURS": organisation().help_hours,
        }
        return {
            "address": facts.recipient.address,
            "text": render_to_string("appointments/messages/email.txt", context).strip() + "\n",
            "html": render_to_string("appointments/messages/email.html", context).strip() + "\n",
        }

    def address_now(self, message):
        """Return the address of the user it is for, else the patient's own."""
        if message.user is not None:
            return message.user.email
        if message.patient is not None and message.kind not in FOR_DOCTORS and message.patient.email:
            return message.patient.email
        return message.address

    def masked(self, address):
        return masked_email(address)

    def connect(self):
        return transport.connect()

    def hand_over(self, message, backend):
        transport.hand_over(message, backend)

    def in_words(self, error):
        return transport.in_words(error)


def _why(kind, facts):
    names = {"site": organisation().name, "name": facts.about}
    if kind in FOR_DOCTORS:
        return _("You get this because patients book with you at %(site)s.") % names
    if facts.about:
        return _("You get this because you act for %(name)s at %(site)s.") % names
    return _("You get this because you have an appointment at %(site)s.") % names
