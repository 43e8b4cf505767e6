"""Privacy requests, with what can be done about one: hand out the copy, answer, extend, refuse, withdraw, erase."""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import path, reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from accounts.admin.subject_requests import SubjectRequestAdmin
from accounts.models import SubjectRequest
from accounts.policies import may_answer_requests
from accounts.services.auditing import ADMINISTRATION
from accounts.services.subject_requests import (
    RequestRefused,
    answer_request,
    extend_request,
    refuse_request,
    withdraw_request,
)
from dashboards.admin.asking_first import AsksFirst, by_slug
from dashboards.admin.people_steps import AskForm, PersonStep, ReasonForm
from dashboards.privacy.giving_out import give_out
from dashboards.reading.what_follows import subject_requests as what_follows

Kind, State = SubjectRequest.Kind, SubjectRequest.State


class ToldReasonForm(ReasonForm):
    """A reason the patient reads."""

    def shape(self, rows, actor):
        self.fields["reason"].help_text = _("The patient reads it. It is kept for good: do not name anybody.")
        self.fields["reason"].error_messages["required"] = _("Say why: the law wants the patient to know.")


def through(service):
    """Return ``service`` with its refusal in the way the pages that ask understand it."""

    def do(**told):
        try:
            service(**told)
        except RequestRefused as refusal:
            raise PermissionDenied(str(refusal)) from refusal
        told["request"].refresh_from_db()

    return do


def may_answer(row, *, actor):
    if row.kind == Kind.ERASURE and row.is_standing:
        return may_answer_requests(actor=actor) or _("Erase the person first: that answers the request.")
    return may_answer_requests(actor=actor)


def may_extend(row, *, actor):
    if row.state == State.EXTENDED:
        return _("It was extended already, which can be done once.")
    return may_answer_requests(actor=actor)


def may_close(row, *, actor):
    return may_answer_requests(actor=actor)


def step(slug, *, button, question, done, may, follows, service, form=AskForm):
    """Return a step with one request; none is taken with several at once, so its action is called as its button."""
    return PersonStep(
        slug,
        "request",
        button=button,
        question=question,
        action=button,
        done=done,
        done_already=_("This request is closed already."),
        is_done=lambda row: not row.is_standing,
        may=may,
        follows=follows,
        do=through(service),
        form=form,
    )


STEPS = by_slug(
    step(
        "answer",
        button=_("Say that it is answered"),
        question=_("Is this answered? %(name)s"),
        done=_("Answered."),
        may=may_answer,
        follows=what_follows.answered,
        service=answer_request,
    ),
    step(
        "extend",
        button=_("Extend by two months"),
        question=_("Extend this by two months? %(name)s"),
        done=_("Extended."),
        may=may_extend,
        follows=what_follows.extended,
        service=extend_request,
        form=ToldReasonForm,
    ),
    step(
        "refuse",
        button=_("Refuse"),
        question=_("Refuse this? %(name)s"),
        done=_("Refused."),
        may=may_close,
        follows=what_follows.refused,
        service=refuse_request,
        form=ToldReasonForm,
    ),
    step(
        "withdraw",
        button=_("The patient withdrew it"),
        question=_("Did the patient withdraw this? %(name)s"),
        done=_("Withdrawn."),
        may=may_close,
        follows=what_follows.withdrawn,
        service=withdraw_request,
    ),
)


@admin.register(SubjectRequest)
class AnsweredRequestAdmin(AsksFirst, SubjectRequestAdmin):
    steps = STEPS

    def get_urls(self):
        copy = path("<int:pk>/copy/", self.admin_site.admin_view(self.copy_view), name="accounts_subjectrequest_copy")
        return [copy, *super().get_urls()]

    def identity(self, row):
        return f"{row.patient.full_name}, {date_format(row.patient.date_of_birth)}"

    def ways_from(self, request, row):
        ways = []
        if self.has_copy(request, row):
            ways.append((_("Download the copy"), self.page("copy", row.pk)))
        asks_for_erasure = row.kind == Kind.ERASURE and row.is_standing
        if asks_for_erasure and request.user.has_perm("accounts.erase_patient"):
            ways.append(
                (_("Erase this person"), reverse("admin:accounts_patient_step", args=[row.patient_id, "erase"]))
            )
        return ways

    def has_copy(self, request, row):
        return self.has_change_permission(request) and row.kind in row.WITH_A_COPY and row.patient.erased_at is None

    def copy_view(self, request, pk):
        """Give out the copy of all that is kept about the patient; each time is in the trail."""
        if not self.has_change_permission(request):
            raise PermissionDenied
        row = get_object_or_404(self.get_queryset(request).select_related("patient"), pk=pk)
        if not self.has_copy(request, row):
            raise Http404
        return give_out(row, actor=request.user, purpose=ADMINISTRATION, now=timezone.now())
