"""Clinics, with the page of their closing days: it lists who is booked, which the apps below do not know."""

from http import HTTPStatus

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.admin.form_page import form_page
from appointments.forms.guard import Answer, AnswersField
from appointments.models import AppointmentEvent
from dashboards.forms.closing_days import ClosingDays, WhatHappensThere
from dashboards.reading.closing_days import closings_to_come, proposals, years
from dashboards.services.closing import booked_in, close
from dashboards.services.withdrawing import PatientsBooked, cancel_with_apology
from scheduling.admin.clinics import ClinicAdmin
from scheduling.clinic_time import local_date
from scheduling.models import Clinic
from scheduling.services.time_off import TimeOffRefused, end_time_off
from scheduling.time_words import day_and_time

ASKED = {"csrfmiddlewaretoken", *WhatHappensThere.base_fields}


@admin.register(Clinic)
class StaffClinicAdmin(ClinicAdmin):
    change_form_template = "admin/scheduling/clinic/change_form.html"

    def get_urls(self):
        closings = self.admin_site.admin_view(self.closing_days_view)
        return [path("<int:pk>/closing-days/", closings, name="scheduling_clinic_closings"), *super().get_urls()]

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        """Offer the closing days beside the form to whoever may enter time off."""
        steps = [(_("Closing days"), closing_days(obj))] if obj is not None and may_close(request.user) else []
        return super().render_change_form(request, context | {"steps": steps}, *args, obj=obj, **kwargs)

    def closing_days_view(self, request, pk):
        """Close a clinic on public holidays and other days; where patients are booked, ask what happens to them."""
        if not may_close(request.user):
            raise PermissionDenied
        clinic, now = get_object_or_404(self.get_queryset(request), pk=pk), timezone.now()
        offered = years(now=now, clinic=clinic)
        year = next((one for one in offered if str(one) == request.GET.get("year")), offered[0])
        form = ClosingDays(
            request.POST if request.method == "POST" else None,
            proposals=proposals(clinic, year=year, now=now),
            today=local_date(now, clinic.time_zone),
        )
        if form.is_valid():
            return self.carry_out(request, clinic, form, year=year, now=now)
        return self.closings_page(request, clinic, form, year=year, now=now)

    def closings_page(self, request, clinic, form, *, year, now):
        return form_page(
            self,
            request,
            form,
            title=_("Closing days of %(clinic)s") % {"clinic": clinic},
            button=_("Save closing days"),
            back=self.page_of(clinic),
            template="admin/scheduling/clinic/closing_days.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK,
            clinic=clinic,
            years=years(now=now, clinic=clinic),
            year=year,
            closings=closings_to_come(clinic, now=now),
        )

    def carry_out(self, request, clinic, form, *, year, now):
        """Close and open what the form says, one stretch at a time; who is hit is asked about before the first."""
        to_close = form.to_close()
        choice = WhatHappensThere(request.POST if "hit" in request.POST else None)
        decided = choice.is_valid()
        answers = {answer.reference: answer for answer in choice.cleaned_data["hit"]} if decided else {}
        hit = booked_in(clinic, to_close, now=now)
        if len(hit) > AnswersField.MOST:
            form.add_error(None, too_many(hit))
            return self.closings_page(request, clinic, form, year=year, now=now)
        if any(row.reference not in answers or not answers[row.reference].fits(row) for row in hit):
            return self.ask(request, clinic, choice, hit, decided=decided)
        told, more = [], []
        for closing in to_close:
            try:
                told += self.close(request, clinic, closing, answers, now=now)
            except PatientsBooked as booked:
                more += booked.appointments
        for row in form.to_open():
            end_time_off(time_off=row, actor=request.user, now=now)
        if told and choice.cleaned_data["what"] == WhatHappensThere.CANCEL:
            say_sorry(request, told, answers, note=choice.cleaned_data["note"], now=now)
        if more:
            return self.ask(request, clinic, choice, more, decided=True)
        messages.success(request, _("The closing days are saved."))
        return redirect(f"{closing_days(clinic)}?year={year}")

    def close(self, request, clinic, closing, answers, *, now):
        """Close one stretch and return who stays booked in it; a refusal is told and stops no other."""
        try:
            hit = close(clinic=clinic, closing=closing, agreed=answers, actor=request.user, now=now)
        except TimeOffRefused as refusal:
            messages.error(request, f"{closing.label or closing.first}: {refusal}")
            return []
        self.log_change(request, clinic, f"{_('Closed')}: {closing.first} - {closing.last}")
        return hit

    def ask(self, request, clinic, choice, hit, *, decided):
        """Show who is booked, and ask; 409 where it is not the list that was answered."""
        form = choice if choice.is_bound and not decided else WhatHappensThere()
        answers = [str(Answer.about(appointment)) for appointment in hit]
        status = HTTPStatus.CONFLICT if decided else HTTPStatus.OK
        return form_page(
            self,
            request,
            form,
            title=ngettext("%(count)s patient has booked", "%(count)s patients have booked", len(hit))
            % {"count": len(hit)},
            button=_("Close these days"),
            back=closing_days(clinic),
            template="admin/scheduling/clinic/closing_hits.html",
            status=HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else status,
            rows=[(row, day_and_time(row.starts_at, row.time_zone)) for row in hit],
            answers=answers,
            changed=decided,
            carried=[(name, value) for name, values in request.POST.lists() if name not in ASKED for value in values],
        )

    def page_of(self, clinic):
        return reverse("admin:scheduling_clinic_change", args=[clinic.pk])


def may_close(user):
    """Closing days are time off of the clinic: who may enter that may close it."""
    return user.has_perm("scheduling.add_timeoff")


def closing_days(clinic):
    return reverse("admin:scheduling_clinic_closings", args=[clinic.pk])


def too_many(hit):
    words = {"count": len(hit), "most": AnswersField.MOST}
    return _("%(count)s patients have booked these days. Close fewer days at once: %(most)s patients at most.") % words


def say_sorry(request, appointments, answers, *, note, now):
    """Cancel each, and tell whom it did not work for."""
    seen = {row.pk: answers[row.reference].seen for row in appointments}
    reason = AppointmentEvent.Reason.CLINIC_CLOSED
    done = cancel_with_apology(
        appointments=appointments, seen=seen, note=note, actor=request.user, now=now, reason=reason
    )
    for appointment, why in done.refused:
        messages.warning(request, f"{appointment.patient.full_name}: {why}")
