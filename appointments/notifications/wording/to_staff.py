"""What the clinic is told: its front desk, managers and administrators."""

from django.utils.translation import gettext as _

from appointments.notifications.wording.words import Words


def staff_expired(facts):
    no_answer = _("Nobody answered.") if facts.private else _("%(doctor)s did not answer.") % {"doctor": facts.doctor}
    return Words(
        subject=_("A request ended without an answer"),
        fact=_("%(who)s. %(no_answer)s The patient was told, with other times to choose from.")
        % {"who": facts.patient_and_time, "no_answer": no_answer},
        link=facts.staff_view_path,
        button=_("Open the appointment"),
        button_path=facts.staff_view_path,
    )
