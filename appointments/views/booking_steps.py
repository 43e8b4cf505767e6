"""The questions of a booking, one page each: what kind, when, who for, why."""

from copy import copy
from dataclasses import replace
from functools import cached_property

from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from accounts.services.adding_people import TooManyPeople, add_person
from appointments.booking_flow.offers_at import offers_at
from appointments.booking_flow.own_drafts import draft_of_signed_out
from appointments.booking_flow.red_flags import has_red_flag
from appointments.booking_flow.steps import Step
from appointments.booking_flow.summary import BookingSummary
from appointments.forms.booking import ME, SOMEONE_ELSE, ReasonForm, SlotForm, TypeForm, WhoForm
from appointments.services.drafts import answer, choose_time, choose_type
from appointments.views.booking_lost_time import taken_page, why_gone
from appointments.views.booking_page import StepPage, next_url
from appointments.views.booking_person import obstacle
from scheduling.forms.week import WeekForm
from scheduling.models import Clinic
from scheduling.services.claiming import SlotTaken
from scheduling.slot_value import BadSlotValue
from scheduling.week import WeekPicker


class TypeStep(StepPage):
    """What kind of appointment is it?"""

    step = Step.TYPE
    form_class = TypeForm
    template_name = "appointments/book/type.html"

    @cached_property
    def offers(self):
        draft = self.draft
        return offers_at(
            doctor_id=draft.doctor_id,
            clinic_id=draft.clinic_id,
            starts_at=draft.starts_at,
            now=self.now,
            hold_key=draft.hold_key,
        )

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"offers": self.offers}

    def get_initial(self):
        return {"visit_type": self.draft.visit_type_id}

    def get_context_data(self, **kwargs):
        # Who is not sure is pointed to the visit for people the doctor has not seen, else to the usual one.
        new = [offer for offer in self.offers if offer.visit_type.new_patients_only]
        unsure = (new or self.offers)[0] if len(self.offers) > 1 else None
        return super().get_context_data(unsure=unsure, **kwargs)

    def form_valid(self, form):
        offer = form.cleaned_data["visit_type"]
        answer(draft=self.draft, step=self.counted)
        choose_type(draft=self.draft, offer=offer, now=self.now)
        self.look_again()
        return redirect(next_url(self.progress))


class TimeStep(StepPage):
    """When? The free times of the same doctor for the kind of visit, a week at a time."""

    step = Step.TIME
    form_class = SlotForm
    template_name = "appointments/book/time.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(picker=self.picker(), action=self.request.path, **kwargs)

    def picker(self):
        """The week to choose from; the draft's own time counts as free."""
        if self.summary.offer is None:
            return None
        return WeekPicker(
            offer=self.summary.offer,
            now=self.now,
            url=self.request.path,
            week=WeekForm.read(self.request.GET)["week"],
            zone=self.summary.reader.zone,
            hold_key=self.draft.hold_key,
        )

    def form_valid(self, form):
        slot = form.cleaned_data["slot"]
        clinic = Clinic.objects.filter(pk=slot.clinic_id, is_active=True).first()
        if slot.doctor_id != self.draft.doctor_id or clinic is None:
            form.add_error(None, str(BadSlotValue()))
            return self.form_invalid(form)
        tapped = copy(self.draft)
        tapped.clinic, tapped.starts_at = clinic, slot.starts_at
        lost = BookingSummary(replace(self.progress, draft=tapped), reader=self.summary.reader)
        try:
            if why_gone(lost):
                raise SlotTaken
            choose_time(draft=self.draft, clinic=clinic, starts_at=slot.starts_at, now=self.now)
        except SlotTaken:
            return taken_page(self.request, lost)
        answer(draft=self.draft, step=self.counted)
        self.look_again()
        return redirect(next_url(self.progress))


class WhoStep(StepPage):
    """Who is the appointment for?"""

    step = Step.WHO
    form_class = WhoForm
    template_name = "appointments/book/who.html"

    def get_form_kwargs(self):
        return super().get_form_kwargs() | {"people": self.progress.people, "user": self.request.user}

    def get_initial(self):
        if self.request.GET.get("who") == SOMEONE_ELSE:
            return {"who": SOMEONE_ELSE}
        chosen = self.progress.patient
        if chosen is None:
            return {}
        return {"who": chosen.record_number if self.progress.is_for_another else ME}

    def form_valid(self, form):
        if form.is_me and form.own is None:
            return redirect(self.own_record_url())
        try:
            patient = form.known_person or self.add(form.cleaned_data)
        except TooManyPeople as error:
            form.add_error(None, str(error))
            return self.form_invalid(form)
        answer(draft=self.draft, step=self.counted, patient=patient)
        return self.go_on()

    def add(self, told):
        return add_person(
            user=self.request.user,
            full_name=told["full_name"],
            date_of_birth=told["date_of_birth"],
            relation=told["relation"],
            now=self.now,
        )

    def own_record_url(self):
        """Somebody who books for others only, so far: their own birth date is asked first, then this page again."""
        return f"{reverse('me:profile_new')}?{urlencode({'next': self.request.path})}"


class ReasonStep(StepPage):
    """What would you like help with?"""

    step = Step.REASON
    form_class = ReasonForm
    template_name = "appointments/book/reason.html"

    def get(self, request, *args, **kwargs):
        return obstacle(request, self.summary) or super().get(request, *args, **kwargs)

    def keep_what_came_too_late(self):
        draft = draft_of_signed_out(self.request, self.kwargs["draft"], now=self.now)
        form = ReasonForm(self.request.POST or None)
        if draft is not None and form.is_valid():
            answer(draft=draft, step=Step.REASON, reason=form.cleaned_data["reason"])

    def get_initial(self):
        return {"reason": self.draft.reason}

    def get_context_data(self, **kwargs):
        someone_else = f"{reverse('appointments:book_who', args=[self.draft.pk])}?{urlencode({'who': SOMEONE_ELSE})}"
        red_flag = has_red_flag(self.draft.reason)
        return super().get_context_data(someone_else_url=someone_else, red_flag=red_flag, **kwargs)

    def keep_answer(self, form):
        answer(draft=self.draft, step=Step.REASON, reason=form.cleaned_data["reason"], patient=self.progress.patient)
