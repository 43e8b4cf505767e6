"""Working hours of many doctors from a file: added to what is on record. None is ended, so no booking is hit."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Doctor
from dashboards.forms.hours_file import HoursRow
from dashboards.importing.columns import Column
from dashboards.importing.kinds.base import Kind, beyond, said_before
from dashboards.importing.verdicts import Outcome, Verdict
from dashboards.reading.home_clinic import today_of
from dashboards.reading.hours_file import nameable
from dashboards.services.withdrawing import rehearse
from scheduling.hours_file import COLUMNS as OF_ONE_DOCTOR
from scheduling.hours_file import NEEDED
from scheduling.services.hours_in_one_go import RowsRefused, meaning, set_hours, what_changes

EXAMPLES = ("Harbour Clinic", "Monday", "09:00", "12:00", "20", "1", "", "1", "", "")
HELP = {
    "clinic": gettext_lazy("Its name"),
    "weekday": gettext_lazy("In whole, or its first three letters"),
    "from": gettext_lazy("On the clock of the clinic, like 9:20"),
    "slot minutes": gettext_lazy("Left empty: 20"),
    "visit types": gettext_lazy("Several are parted by |. Left empty: all of the doctor's."),
    "valid from": gettext_lazy("Like 2026-11-24. Left empty: from today on."),
}


class Hours(Kind):
    """A unit is all that the file says of one doctor: their slots are published once."""

    columns = (
        Column("doctor", "doctor", "amara.osei@example.org", gettext_lazy("Their email address"), is_needed=True),
        *(
            Column(name, name, example, HELP.get(name, ""), is_needed=name in NEEDED)
            for name, example in zip(OF_ONE_DOCTOR, EXAMPLES, strict=True)
        ),
    )
    refusals = (PermissionDenied,)

    def units(self, rows):
        by_doctor = {}
        for row in rows:
            by_doctor.setdefault(row.cells.get("doctor", "").casefold(), []).append(row)
        return list(by_doctor.values())

    def examine(self, unit, *, now, seen=None):
        email = unit[0].cells.get("doctor", "").lower()
        doctor = Doctor.objects.filter(user__email=email, is_active=True).select_related("user").first()
        if doctor is None:
            return [
                Verdict.bad(row, ("doctor", _("No doctor who works here signs in with this address"))) for row in unit
            ]
        known = {name: {row.name.casefold(): row for row in rows} for name, rows in nameable(doctor).items()}
        forms = [HoursRow(row, **known) for row in unit]
        verdicts = [self.of_form(form, row, doctor, seen) for form, row in zip(forms, unit, strict=True)]
        if any(verdict.outcome == Outcome.BAD for verdict in verdicts):
            return verdicts
        wanted = [form.wanted for form in forms]
        today = today_of([wanted[0].clinic], now=now)
        changes = what_changes(doctor=doctor, wanted=wanted, from_date=today)
        new = {said.line for said, _hours in changes.new}
        for verdict, said in zip(verdicts, wanted, strict=True):
            verdict.values = {"doctor": doctor, "wanted": said, "today": today}
            if meaning(said.unsaved(doctor, today), today, said.visit_types) is None:
                verdict.outcome, verdict.said = Outcome.BAD, [("valid until", _("This has passed."))]
            elif said.line not in new:
                verdict.outcome = Outcome.SAME
        if seen is not None and new:
            self.rehearse(verdicts, now=now)
        return verdicts

    @staticmethod
    def of_form(form, row, doctor, seen):
        said = ([] if form.is_valid() else form.problems_by_column()) + beyond(row)
        said = said or said_before(row, (doctor.pk, tuple(sorted(row.cells.items()))), seen)
        return Verdict.bad(row, *said) if said else Verdict(row)

    def rehearse(self, verdicts, *, now):
        """Find sessions that overlap others by adding them, which is taken back."""
        doctor = verdicts[0].values["doctor"]
        try:
            rehearse(doctor=doctor, change=lambda: self.set_hours(verdicts, actor=doctor.user, now=now), now=now)
        except RowsRefused as refusal:
            name_refused(verdicts, refusal)

    def make_all(self, verdicts, *, job, now):
        if not any(verdict.outcome == Outcome.NEW for verdict in verdicts):
            return
        try:
            self.set_hours(verdicts, actor=job.by, now=now)
        except RowsRefused as refusal:
            name_refused(verdicts, refusal)
            others = [verdict for verdict in verdicts if verdict.outcome == Outcome.NEW]
            for verdict in others:
                sentence = _("Another row of this doctor cannot be: none of theirs was imported.")
                verdict.outcome, verdict.said = Outcome.BAD, [("", sentence)]

    @staticmethod
    def set_hours(verdicts, *, actor, now):
        wanted = [verdict.values["wanted"] for verdict in verdicts if verdict.outcome == Outcome.NEW]
        told = {"doctor": verdicts[0].values["doctor"], "from_date": verdicts[0].values["today"]}
        set_hours(**told, wanted=wanted, keep_others=True, actor=actor, now=now)


def name_refused(verdicts, refusal):
    sentences = dict(refusal.refused)
    for verdict in verdicts:
        if verdict.row.line in sentences:
            verdict.outcome, verdict.said = Outcome.BAD, [("from", sentences[verdict.row.line])]
