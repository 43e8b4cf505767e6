"""May this be done about a visit? ``None``, or the sentence that says why not."""

from django.utils.translation import gettext as _

from appointments.lifecycle import Status

NOTED = (Status.CONFIRMED, Status.CHECKED_IN, Status.IN_PROGRESS, Status.COMPLETED, Status.NO_SHOW)
"""What has, had or should have had a visit; of somebody who did not come, that is what there is to write."""
BEGUN = (Status.IN_PROGRESS, Status.COMPLETED, Status.NO_SHOW)


def only_its_doctor(appointment, *, actor):
    """Refuse everybody but the doctor of the appointment, and them about themselves. Needs doctor and patient."""
    is_its_doctor = actor.is_active and actor.is_doctor and appointment.doctor.user_id == actor.pk
    if is_its_doctor and appointment.doctor.is_active and appointment.patient.user_id != actor.pk:
        return None
    return _("Only the doctor of this appointment can do this, and nobody about themselves.")


def may_write_note(appointment, *, actor):
    """The doctor writes as soon as the appointment is sure: some prepare. Called off, there is nothing to write."""
    refusal = only_its_doctor(appointment, actor=actor)
    if refusal or appointment.status in NOTED:
        return refusal
    words = {"status": Status(appointment.status).label}
    return _("This appointment is “%(status)s”, so there is no visit to write about.") % words


def may_sign_note(appointment, *, actor, now):
    """What is prepared cannot be signed before the appointment has begun."""
    return may_write_note(appointment, actor=actor) or _not_before_it_began(appointment, now)


def may_share_summary(appointment, *, actor, is_signed):
    """A patient is told what the doctor stands by: the note comes first, ``is_signed`` says whether it did."""
    refusal = may_write_note(appointment, actor=actor)
    if refusal or is_signed:
        return refusal
    return _("Sign the note first, then tell the patient.")


def may_suggest_follow_up(appointment, *, actor, now):
    """Once they have met, or should have."""
    return may_write_note(appointment, actor=actor) or _not_before_it_began(appointment, now)


def _not_before_it_began(appointment, now):
    if appointment.status in BEGUN or appointment.starts_at <= now:
        return None
    return _("You can do this once the appointment has begun.")
