"""What a patient finds of a visit: the summary their doctor shared, and when to come again."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Patient
from accounts.services.auditing import FOR_ANOTHER, OWN, audit_read
from appointments.reading.timeline import TimelineStep
from appointments.visits.models import FollowUp, PatientSummary
from appointments.visits.notes_of import label_of
from scheduling.clinic_time import A_WEEK, local_date
from scheduling.models import DoctorVisitType
from scheduling.time_words import long_day

FIRST_FEW = 3


@dataclass(frozen=True)
class ComeAgain:
    """A suggested follow-up in words; ``url`` leads to the doctor's times around its day, where there may be any."""

    follow_up: FollowUp
    words: str
    url: str

    @property
    def around(self):
        return long_day(self.follow_up.due_on)


def summary_for(appointment, *, user, now):
    """Return the summary ``user`` may read, and write down that they did; ``None`` where there is none."""
    shared = PatientSummary.objects.visible_to(user, now=now).filter(appointment=appointment)
    summary = shared.select_related("shared_by").first()
    if summary is not None:
        audit_read(
            actor=user,
            patient=appointment.patient,
            purpose=OWN if appointment.patient.user_id == user.pk else FOR_ANOTHER,
            object_label=label_of(appointment, "summary"),
            on_patients_side=True,
            now=now,
        )
    return summary


def summary_step(summary, *, read):
    """Return the line of the timeline that says it was shared, and when it belongs there."""
    words = _("%(doctor)s shared a summary") % {"doctor": summary.shared_by.short_name}
    return summary.shared_at, TimelineStep(words, read.moment(summary.shared_at))


def come_again(user, *, now, appointment=None):
    """
    Return what doctors suggested to the people ``user`` books for and nobody has booked yet; the soonest first.

    Of one ``appointment``, or the first few of all. Two queries at most.
    """
    people = Patient.objects.accessible_to(user, now=now, scope="book").values("pk")
    found = FollowUp.objects.unanswered(today=now.date()).filter(appointment__patient__in=people)
    if appointment is not None:
        found = found.filter(appointment=appointment)
    found = list(found.select_related("appointment__patient", "doctor", "visit_type")[:FIRST_FEW])
    if not found:
        return []
    offers = DoctorVisitType.objects.listed().filter(doctor__in=[follow_up.doctor_id for follow_up in found])
    offered = set(offers.values_list("doctor_id", "visit_type_id"))
    return [_in_words(follow_up, offered, now=now) for follow_up in found]


def _in_words(follow_up, offered, *, now):
    today = local_date(now, follow_up.appointment.time_zone)
    doctor, week = follow_up.doctor, max(follow_up.due_on, today)
    url = ""
    if (doctor.pk, follow_up.visit_type_id) in offered:
        query = urlencode({"week": f"{week:%Y-%m-%d}", "visit_type": follow_up.visit_type.slug})
        url = f"{reverse('scheduling:times', args=[doctor.slug])}?{query}"
    weeks = round((follow_up.due_on - today) / A_WEEK)
    return ComeAgain(follow_up, _when(doctor.short_name, weeks), url)


def _when(doctor, weeks):
    if weeks < 1:
        return _("%(doctor)s would like to see you again about now.") % {"doctor": doctor}
    return ngettext(
        "%(doctor)s would like to see you again in about %(weeks)s week.",
        "%(doctor)s would like to see you again in about %(weeks)s weeks.",
        weeks,
    ) % {"doctor": doctor, "weeks": weeks}
