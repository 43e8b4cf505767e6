"""What an account saw from one moment to another, and who saw a patient. Whoever asks is in the trail themselves."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from http import HTTPStatus

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts.models import Patient
from accounts.services.auditing import ADMINISTRATION, audit_read
from accounts.spreadsheet_cells import harmless
from accounts.trail.finding import accounts_named, patients_named
from accounts.trail.seen import MOST_LINES, what_account_saw, who_saw
from dashboards.forms.audit import WhoseTrail
from dashboards.reading.trail_words import action_words, purpose_words, role_words, thing_words
from scheduling.admin.moments import day_and_clock, zone_words
from scheduling.clinic_time import local

MAY_SEE = "accounts.view_auditentry"


@dataclass(frozen=True)
class End:
    """One of the two ends a trail is asked from: the account that saw, or the patient who was seen."""

    url_name: str
    title: str | Promise
    label: str | Promise
    hint: str | Promise
    others: str | Promise
    nobody: str | Promise
    named: Callable
    ask: Callable
    trail_label: str


ACCOUNT = End(
    url_name="admin:audit_seen",
    title=gettext_lazy("What did this account see?"),
    label=gettext_lazy("Account"),
    hint=gettext_lazy("Email address or name"),
    others=gettext_lazy("Patient"),
    nobody=gettext_lazy("About no patient"),
    named=accounts_named,
    ask=what_account_saw,
    trail_label="trail-of",
)
PATIENT = End(
    url_name="admin:audit_readers",
    title=gettext_lazy("Who saw this patient?"),
    label=gettext_lazy("Patient"),
    hint=gettext_lazy("Record number or name"),
    others=gettext_lazy("Account"),
    nobody=gettext_lazy("The system"),
    named=patients_named,
    ask=who_saw,
    trail_label="readers-of",
)


@require_safe
def seen(request):
    """What one account saw. ``?who=`` is the account, ``since`` and ``until`` are on the clock of ``zone``."""
    return answer(request, ACCOUNT)


@require_safe
def readers(request):
    """Who saw one patient, asked in the same way."""
    return answer(request, PATIENT)


def answer(request, end):
    if not request.user.has_perm(MAY_SEE):
        raise PermissionDenied
    now = timezone.now()
    form = WhoseTrail(request.GET, now=now, named=end.named, label=end.label)
    status = HTTPStatus.OK if form.is_valid() else HTTPStatus.UNPROCESSABLE_ENTITY
    person = form.found[0] if form.is_valid() and len(form.found) == 1 else None
    context = {
        **admin.site.each_context(request),
        "title": end.title,
        "end": end,
        "form": form,
        "other_page": (PATIENT if end is ACCOUNT else ACCOUNT),
        "person": person,
        "choices": [(one, about(one), way_to(end, one, form)) for one in form.found] if person is None else [],
    }
    if person is not None:
        told = form.cleaned_data
        span = {"since": told["since"], "until": told["until"]}
        is_file = request.GET.get("format") == "csv"
        write_down(request.user, end, person, span, is_file=is_file, now=now)
        found = end.ask(person, **span)
        if is_file:
            return as_file(found, end, person, zone=told["zone"])
        context |= {
            "about": about(person),
            "page": page_of(person, user=request.user),
            "found": found,
            "groups": [group_of(other, lines, end, form) for other, lines in found.people],
            "most": MOST_LINES,
            "span": words_of(told),
            "zone": told["zone"],
            "csv": f"{way_to(end, person, form)}&format=csv",
        }
    return render(request, "admin/audit/seen.html", context, status=status)


def write_down(actor, end, person, span, *, is_file, now):
    """Write who was asked about, and from when until when: no more often than any reading."""
    times = "/".join(f"{moment:%Y-%m-%dT%H:%MZ}" for moment in span.values())
    key = person.record_number if end is PATIENT else person.pk
    audit_read(
        actor=actor,
        patient=person if end is PATIENT else None,
        purpose=ADMINISTRATION,
        object_label=f"{end.trail_label}:{key} {times}{' csv' if is_file else ''}",
        now=now,
    )


def about(person):
    """Return what tells people of one name apart."""
    return person.record_number if isinstance(person, Patient) else f"{person.email}, {person.get_role_display()}"


def page_of(person, *, user):
    """Return the page of ``person``, or ``""`` where ``user`` may not open it: auditors see the trail alone."""
    model = person._meta.model_name
    return (
        reverse(f"admin:accounts_{model}_change", args=[person.pk]) if user.has_perm(f"accounts.view_{model}") else ""
    )


def way_to(end, person, form):
    """Return the page that asks about ``person``, at the times the form has."""
    who = person.record_number if isinstance(person, Patient) else person.pk
    times = {name: form[name].value() for name in ("since", "until", "zone")}
    return f"{reverse(end.url_name)}?{urlencode({'who': who} | times)}"


def words_of(told):
    return _("%(since)s to %(until)s, %(zone)s") % {
        "since": day_and_clock(told["since"], told["zone"]),
        "until": day_and_clock(told["until"], told["zone"]),
        "zone": zone_words(told["zone"]),
    }


def group_of(other, lines, end, form):
    """Return ``(name, what tells them apart, the page that asks about them, rows)`` of one person at the other end."""
    rows = [(line, *in_words(line)) for line in lines]
    if other is None:
        return str(end.nobody), "", "", rows
    return other.full_name, about(other), way_to(PATIENT if end is ACCOUNT else ACCOUNT, other, form), rows


def in_words(line):
    return action_words(line.action), thing_words(line.object_label), purpose_words(line.purpose), role_words(line.role)


def as_file(found, end, person, *, zone):
    """Return the page's table as CSV. Its cells are text, whatever people are called."""
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        [
            end.label, end.others, _("Acting as"), _("What"), _("Of what"), _("Why"), _("Outcome"),
            _("Network address"), _("How often"), _("First"), _("Last"), _("Clock"),
        ]
    )  # fmt: skip
    for other, lines in found.people:
        name = f"{other.full_name}, {about(other)}" if other else str(end.nobody)
        for line in lines:
            action, thing, purpose, role = in_words(line)
            outcome = _("Refused") if line.is_refused else _("Allowed")
            words = [f"{person.full_name}, {about(person)}", name, role, action, thing, purpose, outcome, line.address]
            times = [f"{local(moment, zone):%Y-%m-%d %H:%M}" for moment in (line.first, line.last)]
            table.writerow([*map(harmless, words), line.times, *times, zone_words(zone)])
    if found.is_cut:
        table.writerow([_("Only the last %(most)s lines are told. Choose a shorter time.") % {"most": MOST_LINES}])
    response = HttpResponse(out.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{end.trail_label}.csv"'
    return response
