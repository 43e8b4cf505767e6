"""May somebody say how late a doctor runs, or take that back? ``None``, or the sentence that says why not."""

from django.utils.translation import gettext as _

from appointments.policies import works_at


def may_say_late(*, doctor, clinic, actor):
    """The doctor says it, or who decides for the clinic. One query for a front desk, else none."""
    if doctor.user_id == actor.pk or works_at(actor, clinic):
        return None
    return _("Only the clinic can do this.")


def may_take_lateness_back(said, *, newest, actor, now):
    """The same person, within the minute, while it is the last thing that was said of the session."""
    if said.said_by_id != actor.pk or said.undo_until is None or newest.pk != said.pk:
        return _("There is nothing of yours to undo here.")
    if now > said.undo_until:
        return _("It is too late to undo this.")
    return None
