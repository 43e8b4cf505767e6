"""May this be done to an appointment? ``None``, or the sentence that says why not."""

import datetime as dt

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Patient
from accounts.organisation import organisation
from accounts.roles import DECIDE_AT_THEIR_CLINICS, DECIDE_EVERYWHERE, decides_everywhere
from appointments.lifecycle import CORRECTIONS, MAY_MOVE, STEPS, Status, TransitionNotAllowed, Verb, next_status
from appointments.models import Appointment, BookingSettings
from scheduling.clinic_time import local_date
from scheduling.models import ClinicStaff

STAFF_GROUPS = DECIDE_EVERYWHERE | DECIDE_AT_THEIR_CLINICS


class NotAllowed(Exception):
    """A rule of the clinic stands against it. The message can be read aloud."""


def require(refusal):
    """Raise ``NotAllowed`` with the sentence a policy gave, if it gave one."""
    if refusal:
        raise NotAllowed(refusal)


def works_at(user, clinic):
    """Say whether the user books and decides for others at ``clinic``. One query for a front desk, else none."""
    if not (user.is_administrator and (user.is_superuser or user.group_names & STAFF_GROUPS)):
        return False
    return decides_everywhere(user) or ClinicStaff.objects.filter(user=user, clinic=clinic).exists()


def stands_for_the_clinic(*, actor, doctor, clinic, patient, now):
    """
    Say whether ``actor`` decides for the clinic: the doctor, its staff, or the system (``None``).

    Nobody does about themselves, and staff not about whom they act for: a
    colleague decides that. Two queries for a front desk, one for other staff.
    """
    if actor is None:
        return True
    if patient.user_id == actor.pk:
        return False
    if actor.is_doctor and doctor.user_id == actor.pk:
        return True
    if not works_at(actor, clinic):
        return False
    return not Patient.objects.accessible_to(actor, now=now).filter(pk=patient.pk).exists()


def acts_for_the_clinic(appointment, *, actor, now, as_patient=False):
    """
    Say whether ``actor`` decides for the clinic here.

    ``as_patient`` is true on the patient's own pages: whoever presses a button
    there is the patient or acts for them, wherever they work.
    """
    if as_patient:
        return False
    return stands_for_the_clinic(
        actor=actor,
        doctor=appointment.doctor,
        clinic=appointment.clinic_id,
        patient=appointment.patient,
        now=now,
    )


def may_step(appointment, verb):
    """Say whether the lifecycle leads anywhere from here by ``verb``."""
    try:
        next_status(appointment.status, verb)
    except TransitionNotAllowed as error:
        return str(error)
    return None


def only_the_clinic(appointment, *, actor, now):
    """Refuse whoever does not decide for the clinic here; whoever works there learns why not."""
    if acts_for_the_clinic(appointment, actor=actor, now=now):
        return None
    if actor.is_administrator or (actor.is_doctor and appointment.patient.user_id == actor.pk):
        return _("This is not yours to decide: it is about you or somebody you act for, or at another clinic.")
    return _("Only the clinic can do this.")


def _call(sentence):
    return sentence % {"phone": organisation().help_phone}


def _too_late(appointment, *, cancelling):
    """Say how a patient who is past the cut-off goes on: by telephone."""
    minutes = int((appointment.starts_at - appointment.changeable_until).total_seconds() // 60)
    hours = max(1, round(minutes / 60))
    if cancelling:
        sentence = ngettext(
            "It is less than %(hours)s hour to your appointment, so you cannot cancel it here."
            " Call %(phone)s and we will cancel it for you.",
            "It is less than %(hours)s hours to your appointment, so you cannot cancel it here."
            " Call %(phone)s and we will cancel it for you.",
            hours,
        )
    else:
        sentence = ngettext(
            "It is less than %(hours)s hour to your appointment, so you cannot change it here."
            " Call %(phone)s and we will change it for you.",
            "It is less than %(hours)s hours to your appointment, so you cannot change it here."
            " Call %(phone)s and we will change it for you.",
            hours,
        )
    return sentence % {"hours": hours, "phone": organisation().help_phone}


def is_past_cut_off(appointment, *, now):
    """Say whether the patient's time to change is over. A clinic that runs late itself holds nobody to it."""
    return now > appointment.changeable_until and not appointment.runs_late


def may_reschedule(appointment, *, actor, now, as_patient=False):
    """Patients move theirs before the cut-off; the clinic moves what has not begun."""
    if appointment.status not in MAY_MOVE:
        return str(TransitionNotAllowed(status=appointment.status, verb=Verb.RESCHEDULE))
    if appointment.starts_at <= now:
        return _("This appointment has started, so it cannot be changed. To book again, choose a time.")
    too_late = is_past_cut_off(appointment, now=now)
    if too_late and not acts_for_the_clinic(appointment, actor=actor, now=now, as_patient=as_patient):
        return _too_late(appointment, cancelling=False)
    return None


def may_cancel(appointment, *, actor, now, as_patient=False):
    """
    Patients cancel before the cut-off and before they have checked in; the clinic until it begins, or the day is over.

    On the day a doctor who runs late may be called away with the patient still waiting. On a later day what
    happened is recorded, not called off.
    """
    refusal = may_step(appointment, Verb.CANCEL)
    if refusal:
        return refusal
    if acts_for_the_clinic(appointment, actor=actor, now=now, as_patient=as_patient):
        zone = appointment.time_zone
        if local_date(now, zone) > local_date(appointment.starts_at, zone):
            return _("This appointment was on an earlier day. Say whether the patient was seen or missed.")
        return None
    if appointment.status == Status.CHECKED_IN:
        return _call(_("You have checked in, so you cannot cancel here. Tell the front desk, or call %(phone)s."))
    if appointment.starts_at <= now:
        return _("This appointment has started, so it cannot be changed. To book again, choose a time.")
    if is_past_cut_off(appointment, now=now):
        return _too_late(appointment, cancelling=True)
    return None


def may_say_coming(appointment, *, now):
    """May the patient's side say that they will come? While it is confirmed, until it begins."""
    if appointment.status != Status.CONFIRMED:
        return str(TransitionNotAllowed(status=appointment.status, verb=Verb.COMING))
    if appointment.starts_at <= now:
        return _("This appointment has started, so there is nothing to answer any more.")
    return None


def why_closed():
    """Return what patients read while they cannot book online, or ``None``. The desk and offered times go on."""
    booking = BookingSettings.load()
    if booking.online_booking_open:
        return None
    return booking.closed_words or _call(_("Online booking is paused at the moment. Call %(phone)s and we will help."))


def may_be_seen(*, patient, offer, actor):
    """May this patient book this offer online at all? At most one query."""
    if patient.blocked_reason and _is_oneself(patient, actor):
        return _call(_("You cannot book online at the moment. Call %(phone)s and we will help."))
    if patient.blocked_reason:
        return _call(_("This person cannot book online at the moment. Call %(phone)s and we will help."))
    known_only, new_only = not offer.doctor.accepting_new_patients, offer.visit_type.new_patients_only
    if known_only or new_only:
        known = Appointment.objects.filter(patient=patient, doctor=offer.doctor_id, status=Status.COMPLETED).exists()
        names = {"doctor": offer.doctor.display_name}
        if known_only and not known:
            return _("%(doctor)s takes no new patients at the moment. Choose another doctor.") % names
        if new_only and known and _is_oneself(patient, actor):
            return _("You have seen %(doctor)s before: choose a kind of visit that is not for new patients.") % names
        if new_only and known:
            names["name"] = patient.full_name
            return (
                _("%(name)s has seen %(doctor)s before: choose a kind of visit that is not for new patients.") % names
            )
    return None


def may_ask(coming, *, patient, actor):
    """May this patient have one more request that waits? ``coming`` holds what they have that is not over."""
    most = BookingSettings.load().requests_per_patient
    requests = sum(appointment.is_request for appointment in coming if appointment.patient_id == patient.pk)
    if requests < most:
        return None
    return _requests_wait(requests, _is_oneself(patient, actor)) % {"name": patient.full_name, "count": requests}


def may_have_more(coming, *, patient, actor):
    """
    May this patient have one more appointment, and this account book one more?

    ``coming`` holds what either of them has booked and is not over. Without an
    ``actor`` no account is counted.
    """
    caps = BookingSettings.load()
    of_patient = [appointment for appointment in coming if appointment.patient_id == patient.pk]
    by_account = sum(actor is not None and appointment.booked_by_id == actor.pk for appointment in coming)
    whose = {"name": patient.full_name}
    for_oneself = _is_oneself(patient, actor)
    if len(of_patient) >= caps.active_per_patient:
        return _enough_coming(caps.active_per_patient, for_oneself) % (whose | {"count": caps.active_per_patient})
    if by_account >= caps.active_per_account:
        return ngettext(
            "%(count)s coming appointment is the most that can be booked from one account. Cancel one, or call us.",
            "%(count)s coming appointments are the most that can be booked from one account. Cancel one, or call us.",
            caps.active_per_account,
        ) % {"count": caps.active_per_account}
    return None


def _is_oneself(patient, actor):
    return actor is not None and patient.user_id == actor.pk


def _requests_wait(count, for_oneself):
    if for_oneself:
        return ngettext(
            "You have %(count)s request that waits for an answer. Wait for it, or cancel it, before you ask.",
            "You have %(count)s requests that wait for an answer. Wait for one, or cancel one, before you ask.",
            count,
        )
    return ngettext(
        "%(name)s has %(count)s request that waits for an answer. Wait for it, or cancel it, before you ask.",
        "%(name)s has %(count)s requests that wait for an answer. Wait for one, or cancel one, before you ask.",
        count,
    )


def _enough_coming(count, for_oneself):
    if for_oneself:
        return ngettext(
            "You have %(count)s coming appointment, the most that can be booked online. Cancel one, or call us.",
            "You have %(count)s coming appointments, the most that can be booked online. Cancel one, or call us.",
            count,
        )
    return ngettext(
        "%(name)s has %(count)s coming appointment, the most that can be booked online. Cancel one, or call us.",
        "%(name)s has %(count)s coming appointments, the most that can be booked online. Cancel one, or call us.",
        count,
    )


def is_late(appointment, *, now):
    """Say whether a cancellation at ``now`` counts as late: never where the clinic itself runs late."""
    return now > appointment.late_after and not appointment.runs_late


def may_approve(appointment, *, actor, now):
    """A yes counts until expiry has the row, and never after the start."""
    refusal = may_step(appointment, Verb.APPROVE) or only_the_clinic(appointment, actor=actor, now=now)
    if not refusal and appointment.starts_at <= now:
        return _("The time has passed, so it cannot be approved. Suggest another time.")
    return refusal


def may_reject(appointment, *, actor, now):
    return may_step(appointment, Verb.REJECT) or only_the_clinic(appointment, actor=actor, now=now)


def _on_the_day(appointment, now):
    zone = appointment.time_zone
    if local_date(now, zone) != local_date(appointment.starts_at, zone):
        return _("This can be said on the day of the appointment only.")
    return None


def may_record(appointment, verb, *, actor, now):
    """
    May attendance be recorded by ``verb``: check in, start, complete or no-show?

    On the day, from the start plus the grace for a no-show, and by the clinic
    only. Putting an earlier record right needs the right to, at any later time.
    """
    refusal = may_step(appointment, verb) or only_the_clinic(appointment, actor=actor, now=now)
    if refusal:
        return refusal
    if is_correction(appointment, verb):
        owns = actor is None or (actor.is_doctor and appointment.doctor.user_id == actor.pk)
        if not owns and not actor.has_perm("appointments.correct_attendance"):
            return _("You may not put this right. Ask a manager.")
        return None
    if verb == Verb.NO_SHOW:
        grace = BookingSettings.load().no_show_grace_minutes
        if now < appointment.starts_at + dt.timedelta(minutes=grace):
            return ngettext(
                "This can be said %(minutes)s minute after the start, not before.",
                "This can be said %(minutes)s minutes after the start, not before.",
                grace,
            ) % {"minutes": grace}
        return None
    if verb == Verb.COMPLETE and appointment.starts_at <= now:
        return None
    return _on_the_day(appointment, now)


def is_correction(appointment, verb):
    """Say whether ``verb`` would put an earlier record right."""
    target = STEPS.get(verb, {}).get(appointment.status)
    return (appointment.status, target) in CORRECTIONS


def may_undo(appointment, *, actor, now):
    """The same person, within the minute, while it is the last thing that happened."""
    event = appointment.last_event
    if event is None or event.undo_until is None or event.actor_id != getattr(actor, "pk", None):
        return _("There is nothing of yours to undo here.")
    if now > event.undo_until:
        return _("It is too late to undo this.")
    return None
