"""Today in figures, for whoever opens the administration: each leads to the list of exactly the rows it counts."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin.emergencies import ReviewedFilter
from accounts.admin.invitations import StateFilter
from accounts.admin.subject_requests import DueFilter
from accounts.models import Doctor, EmergencyOpening, Invitation, SubjectRequest
from appointments.admin.filters import AttentionFilter
from appointments.admin.seen import seen_appointments, seen_messages
from appointments.lifecycle import Status
from appointments.models import Appointment, Message
from appointments.reading import desk_questions
from dashboards.admin.job_filter import JobFilter
from dashboards.models import AuditCheck, DutyRun, ScheduleCheck
from dashboards.reading.worker_state import is_behind
from scheduling.admin.moments import named_moment
from scheduling.admin.own_clinics import clinics_of, doctors_working_at, works_everywhere
from scheduling.without_hours import without_hours_next_week


@dataclass(frozen=True)
class Figure:
    """A number in words. ``address`` is empty where there is nothing to look at, ``tone`` where nothing is wrong."""

    number: int
    words: str
    address: str
    tone: str = ""
    part: "Figure | None" = None


def desk_figures(user, *, now):
    """Return the figures of the lists ``user`` may open, at their clinics; a query each, and never a scan."""
    figures = []
    if user.has_perm("appointments.view_appointment"):
        figures += about_appointments(seen_appointments(user), now=now)
    if user.has_perm("appointments.view_message"):
        figures.append(about_messages(seen_messages(user), now=now))
    if user.has_perms(("appointments.view_appointment", "appointments.view_message")):
        figures.append(about_calls(seen_appointments(user), now=now))
    if user.has_perm("accounts.view_doctor"):
        figures.append(about_hours(doctors_of(user), now=now))
    if user.has_perm("dashboards.view_schedulecheck"):
        figures.append(about_the_schedule())
    if user.has_perm("dashboards.view_auditcheck"):
        figures.append(about_the_trail())
    if user.has_perm("accounts.view_invitation"):
        figures.append(about_invitations())
    if user.has_perm("accounts.view_emergencyopening"):
        figures.append(about_emergencies())
    if user.has_perm("accounts.view_subjectrequest"):
        figures.append(about_privacy_requests(now=now))
    return figures


def about_appointments(appointments, *, now):
    """Three queries: the day, the requests, the marks."""
    day = desk_questions.today(appointments, now=now).aggregate(
        visits=Count("pk"), missed=Count("pk", filter=Q(status=Status.NO_SHOW))
    )
    requests = desk_questions.waiting(appointments).aggregate(
        waiting=Count("pk"), late=Count("pk", filter=Q(decide_by__lte=now))
    )
    visits, missed, waiting, late = day["visits"], day["missed"], requests["waiting"], requests["late"]
    marked = desk_questions.marked(appointments).count()
    return [
        figure(
            visits,
            ngettext("visit today", "visits today", visits),
            _("No visits today"),
            leading_to(Appointment, when="today"),
        ),
        figure(
            missed,
            _("missed so far"),
            _("Nobody missed so far"),
            leading_to(Appointment, when="today", status__exact=Status.NO_SHOW),
        ),
        figure(
            waiting,
            ngettext("request waiting", "requests waiting", waiting),
            _("No requests waiting"),
            leading_to(Appointment, late="waiting"),
            part=Figure(late, _("late"), leading_to(Appointment, late="overdue"), tone="bad") if late else None,
        ),
        figure(
            marked,
            ngettext("appointment needs a look", "appointments need a look", marked),
            _("No appointment needs a look"),
            leading_to(Appointment, attention=AttentionFilter.ANY),
            tone="wait",
        ),
    ]


def about_messages(messages, *, now):
    count = desk_questions.not_delivered(messages, now=now).count()
    words = ngettext("message not delivered this week", "messages not delivered this week", count)
    address = leading_to(Message, delivery="failed_lately")
    return figure(count, words, _("Every message delivered"), address, tone="bad")


def about_calls(appointments, *, now):
    count = desk_questions.to_call(appointments, now=now).count()
    words = ngettext("person to call", "people to call", count)
    return figure(count, words, _("Nobody has to be called"), reverse("admin:calls"), tone="bad")


def about_hours(doctors, *, now):
    count = without_hours_next_week(doctors, now=now).count()
    words = ngettext("doctor without hours next week", "doctors without hours next week", count)
    return figure(
        count, words, _("Every doctor has hours next week"), leading_to(Doctor, hours="none_next_week"), tone="wait"
    )


def about_the_schedule():
    """Whether every rule of time and bookings held when they were checked last."""
    check, address = ScheduleCheck.objects.first(), reverse("admin:schedule_check")
    if check is None:
        return Figure(0, _("The schedule was not checked yet"), "")
    if not check.broken:
        return Figure(0, _("The schedule is sound"), address)
    words = ngettext("rule of the schedule is broken", "rules of the schedule are broken", check.broken)
    return Figure(check.broken, words, address, tone="bad")


def about_the_trail():
    """Whether every seal of the audit trail fitted when they were checked last."""
    check, address = AuditCheck.objects.first(), reverse("admin:audit_check")
    if check is None:
        return Figure(0, _("The audit trail was not checked yet"), "")
    if not check.broken:
        return Figure(0, _("The audit trail is whole"), address)
    words = ngettext("place of the audit trail does not fit", "places of the audit trail do not fit", check.broken)
    return Figure(check.broken, words, address, tone="bad")


def about_jobs(runs, *, now, zone):
    """Whether every background job ran when it was due; no query of its own."""
    late = sorted((run for run in runs if is_behind(run, now=now)), key=lambda run: run.due_at)
    if not runs:
        return Figure(0, _("No background job has run yet"), "")
    if not late:
        words = ngettext("The one background job is on time", "All %(number)s background jobs on time", len(runs))
        return Figure(0, words % {"number": len(runs)}, leading_to(DutyRun))
    told = {"name": late[0].duty, "time": named_moment(late[0].due_at, zone)}
    words = ngettext(
        "background job late or failing: %(name)s, due %(time)s",
        "background jobs late or failing: first %(name)s, due %(time)s",
        len(late),
    )
    return Figure(len(late), words % told, leading_to(DutyRun, state=JobFilter.BEHIND), tone="bad")


def about_invitations():
    count = Invitation.objects.open().count()
    words = ngettext("invitation not accepted yet", "invitations not accepted yet", count)
    return figure(count, words, _("No invitation open"), leading_to(Invitation, state=StateFilter.NOT_ACCEPTED))


def about_emergencies():
    count = EmergencyOpening.objects.to_review().count()
    words = ngettext("record opened in an emergency to look into", "records opened in an emergency to look into", count)
    address = leading_to(EmergencyOpening, review=ReviewedFilter.OPEN)
    return figure(count, words, _("No emergency to look into"), address, tone="wait")


def about_privacy_requests(*, now):
    """Those to be answered within a week; the law counts the days."""
    due = SubjectRequest.objects.due(today=now.date()).aggregate(
        all=Count("pk"), late=Count("pk", filter=Q(due_on__lt=now.date()))
    )
    late = due["late"]
    return figure(
        due["all"],
        ngettext("privacy request due", "privacy requests due", due["all"]),
        _("No privacy request due"),
        leading_to(SubjectRequest, due=DueFilter.SOON),
        tone="wait",
        part=Figure(late, _("late"), leading_to(SubjectRequest, due=DueFilter.LATE), tone="bad") if late else None,
    )


def doctors_of(user):
    """Return the doctors whose hours are the user's business: of a front desk, those who work at its clinics."""
    if works_everywhere(user):
        return Doctor.objects.all()
    return Doctor.objects.filter(pk__in=doctors_working_at(clinics_of(user).values("pk")))


def figure(number, words, nothing, address, *, tone="", part=None):
    """Return the figure, or the calm words for ``nothing``: there is no list to open then."""
    if not number:
        return Figure(0, nothing, "")
    return Figure(number, words, address, tone=tone, part=part)


def leading_to(model, **asked):
    meta = model._meta
    return f"{reverse(f'admin:{meta.app_label}_{meta.model_name}_changelist')}?{urlencode(asked)}"
