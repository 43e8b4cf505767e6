"""In the portal: shown by ``/me/notifications/`` from ``send_after`` on; nothing has to carry it there."""

from django.utils.translation import gettext_lazy as _

from appointments.notifications.channels.channel import Channel


class InApp(Channel):
    code = "in_app"
    label = _("In the portal")
    is_carried = False
    is_record = True

    def reaches(self, recipient):
        return recipient.user_id is not None

    def is_written_to(self, recipient):
        """Everybody: what is written to a patient without a sign-in is for those who act for them."""
        return True

    def content(self, kind, words, facts):
        return {"text": words.fact}
