"""What follows when a doctor leaves or comes back, is found or not, takes new patients or none."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from appointments.lifecycle import Status
from appointments.models import Appointment
from dashboards.reading.what_follows.follow import Follow, WhatFollows, always, coming, of_appointments
from scheduling.clinic_time import utc_minute
from scheduling.models import TimeSlot


def left_behind(count):
    return ngettext(
        "%(count)s appointment stays booked and is marked “The doctor is away”. Move it or cancel it: "
        "the patient is not told by this.",
        "%(count)s appointments stay booked and are marked “The doctor is away”. Move or cancel each: "
        "the patients are not told by this.",
        count,
    ) % {"count": count}


def unanswered(count):
    return ngettext(
        "%(count)s of them is a request, and keeps waiting for an answer.",
        "%(count)s of them are requests, and keep waiting for an answer.",
        count,
    ) % {"count": count}


def withdrawn(count):
    return ngettext(
        "%(count)s free time is not offered any more.", "%(count)s free times are not offered any more.", count
    ) % {"count": count}


def offered(count):
    return ngettext("%(count)s free time is offered again.", "%(count)s free times are offered again.", count) % {
        "count": count
    }


def untouched(count):
    return ngettext("%(count)s appointment stays as it is.", "%(count)s appointments stay as they are.", count) % {
        "count": count
    }


def looked_at_anew(count):
    return ngettext(
        "%(count)s appointment marked “The doctor is away” is compared with the hours again, and loses the mark "
        "where the doctor works then.",
        "%(count)s appointments marked “The doctor is away” are compared with the hours again, and lose the mark "
        "where the doctor works then.",
        count,
    ) % {"count": count}


def leaving(doctor, *, user, now):
    """Three queries: appointments, free times, the sign-in."""
    rows = coming(Appointment.objects.filter(doctor=doctor), now=now)
    asked = [row for row in rows if row[3] == Status.REQUESTED]
    follows = [
        *of_appointments(left_behind, rows, doctor=doctor.pk, when="standing"),
        *of_appointments(unanswered, asked, doctor=doctor.pk, late="waiting"),
    ] or [Follow(always(_("Nobody has an appointment with them.")))]
    if doctor.is_listed:
        follows.append(Follow(always(_("Patients do not find them any more."))))
    if free := free_times(doctor, now=now):
        follows.append(Follow(withdrawn, free))
    follows.append(Follow(always(_("Their doctor's pages close with the next click. Signing in still works."))))
    return WhatFollows(follows, (doctor.is_active, tuple(row[0] for row in rows)))


def returning(doctor, *, user, now):
    marked = Appointment.objects.filter(doctor=doctor, attention=Appointment.Attention.DOCTOR_AWAY)
    rows = coming(marked, now=now)
    follows = [Follow(always(_("Their doctor's pages open again.")))]
    if doctor.is_listed:
        follows.append(Follow(always(_("Patients find them and can book online."))))
    else:
        follows.append(Follow(always(_("Patients do not find them: they are not shown in the search."))))
    if doctor.is_listed and (free := free_times(doctor, now=now)):
        follows.append(Follow(offered, free))
    follows += of_appointments(looked_at_anew, rows, doctor=doctor.pk, when="standing")
    return WhatFollows(follows, (doctor.is_active,))


def taken_off_the_search(doctor, *, user, now):
    follows = [Follow(always(_("Patients do not find them and cannot book online. The front desk still can.")))]
    return WhatFollows([*follows, *what_stays(doctor, now=now)], (doctor.is_listed,))


def shown_in_the_search(doctor, *, user, now):
    if doctor.is_active:
        follows = [Follow(always(_("Patients find them and can book online.")))]
    else:
        follows = [Follow(always(_("They are not active: patients find them once they are.")))]
    return WhatFollows([*follows, *what_stays(doctor, now=now)], (doctor.is_listed,))


def closed_to_new_patients(doctor, *, user, now):
    follows = [Follow(always(_("Only people they have seen before can book online. The front desk can book anybody.")))]
    return WhatFollows([*follows, *what_stays(doctor, now=now)], (doctor.accepting_new_patients,))


def open_to_new_patients(doctor, *, user, now):
    return WhatFollows([Follow(always(_("Everybody can book online.")))], (doctor.accepting_new_patients,))


def what_stays(doctor, *, now):
    rows = coming(Appointment.objects.filter(doctor=doctor), now=now)
    return of_appointments(untouched, rows, doctor=doctor.pk, when="standing")


def free_times(doctor, *, now):
    return TimeSlot.objects.filter(doctor=doctor, status=TimeSlot.Status.OPEN, minute__gt=utc_minute(now)).count()
