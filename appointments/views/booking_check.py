"""Check and book: the one page of the flow that makes an appointment."""

from http import HTTPStatus

from django.shortcuts import redirect
from django.utils.translation import gettext as _

from appointments.booking_flow.own_drafts import own_draft
from appointments.booking_flow.red_flags import has_red_flag
from appointments.booking_flow.steps import Step
from appointments.forms.booking import CheckForm
from appointments.models import Appointment
from appointments.policies import NotAllowed
from appointments.reading.as_read import AsRead
from appointments.services.drafts import book_draft, version_shown
from appointments.services.recording import Stale
from appointments.templatetags.help_phone import with_phone_link
from appointments.views.booking_lost_time import taken_page, why_gone
from appointments.views.booking_page import StepPage, next_url, step_url
from appointments.views.booking_person import cannot_have_it, obstacle
from scheduling.clinic_time import day_bounds, local_date
from scheduling.services.claiming import SlotTaken


class CheckStep(StepPage):
    """Everything that was answered, and the button that books it. Pressed twice it books once."""

    step = Step.CHECK
    form_class = CheckForm
    template_name = "appointments/book/check.html"

    def get(self, request, *args, **kwargs):
        if self.summary.would_be is None:
            return taken_page(request, self.summary)
        return obstacle(request, self.summary) or super().get(request, *args, **kwargs)

    def get_context_data(self, **kwargs):
        if kwargs.get("form") is None:
            kwargs["form"] = CheckForm(initial={"seen": version_shown(self.draft, patient=self.progress.patient)})
        return super().get_context_data(
            would_be=self.summary.would_be,
            rows=self.rows(),
            asks_the_doctor=not self.summary.offer.is_automatic,
            already=self.same_day_with_the_doctor(),
            red_flag=has_red_flag(self.draft.reason),
            **kwargs,
        )

    def form_valid(self, form):
        try:
            appointment = book_draft(
                draft=self.draft,
                patient=self.progress.patient,
                actor=self.request.user,
                now=self.now,
                seen=form.cleaned_data["seen"],
            )
        except SlotTaken:
            return taken_page(self.request, self.summary)
        except Stale:
            return self.changed_meanwhile()
        except NotAllowed as refusal:
            if self.summary.would_be is None or why_gone(self.summary):
                return taken_page(self.request, self.summary)
            return cannot_have_it(self.request, self.summary, refusal)
        return redirect("appointments:confirmed", appointment.reference)

    def form_invalid(self, form, status=HTTPStatus.UNPROCESSABLE_ENTITY):
        return self.changed_meanwhile() if form.conflict else super().form_invalid(form, status)

    def changed_meanwhile(self):
        """Another tab changed the booking, or nobody knows what was seen: show what it is now, book nothing."""
        self.draft = own_draft(self.request, self.draft.pk, now=self.now)
        self.look_again()
        if not self.progress.may_open(self.step) or self.summary.would_be is None:
            return redirect(next_url(self.progress))
        words = _("You changed this booking in another window. This is how it is now: check it again, then book.")
        form = CheckForm(data={"seen": version_shown(self.draft, patient=self.progress.patient)})
        form.add_error(None, words)
        return self.form_invalid(form, HTTPStatus.CONFLICT)

    # --- What the page shows ----------------------------------------------------------------------
    def rows(self):
        """Return the rows of the summary list, each with its Change link."""
        would_be, draft = self.summary.would_be, self.draft
        rows = [
            {"label": _("Who"), "value": self.progress.patient.full_name, "url": step_url(draft, Step.WHO)},
            {"label": _("Doctor"), "value": draft.doctor.display_name},
            {
                "label": _("When"),
                "value": would_be.long_when,
                "lines": [line for line in (would_be.other_clock, would_be.clocks_change) if line],
                "url": step_url(draft, Step.TIME),
            },
            {"label": _("Where"), "value": with_phone_link(would_be.where)},
            {"label": _("Kind of appointment"), "value": would_be.kind, "url": step_url(draft, Step.TYPE)},
        ]
        if would_be.price:
            rows.append({"label": _("Price"), "value": would_be.price})
        reason = draft.reason or _("Not said")
        rows.append({"label": _("Reason"), "value": reason, "url": step_url(draft, Step.REASON)})
        return rows

    def same_day_with_the_doctor(self):
        """Return the patient's other appointment with this doctor on that day, if any; one query."""
        draft, zone = self.draft, self.draft.clinic.time_zone
        opens, closes = day_bounds(local_date(draft.starts_at, zone), zone)
        other = (
            Appointment.objects.active()
            .for_listing()
            .filter(patient=self.progress.patient, doctor=draft.doctor_id, starts_at__gte=opens, starts_at__lt=closes)
            .first()
        )
        return AsRead(other, reader=self.summary.reader) if other else None
