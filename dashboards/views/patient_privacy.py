"""``/me/privacy/``: a copy of my data, the erasure of my record; what I asked for, and by when it is answered."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts.decorators import patient_required
from accounts.models import Patient, SubjectRequest
from accounts.services.auditing import OWN
from accounts.services.subject_requests import RequestRefused, open_request, withdraw_request
from dashboards.privacy.giving_out import give_out

ASKED_HERE = (SubjectRequest.Kind.ACCESS, SubjectRequest.Kind.ERASURE)


@patient_required
@require_safe
def privacy(request):
    """Show what I can ask, and what I asked for."""
    today = timezone.now().date()
    asked = list(SubjectRequest.objects.asked_by(request.user).order_by("-received_on", "-pk"))
    for row in asked:
        until = row.copy_until()
        row.copy_day = until if until and until >= today else None
    standing = {row.kind for row in asked if row.is_standing}
    context = {
        "has_record": own_record(request.user) is not None,
        "asked": asked,
        "can_ask_copy": SubjectRequest.Kind.ACCESS not in standing,
        "can_ask_erasure": SubjectRequest.Kind.ERASURE not in standing,
    }
    return render(request, "me/privacy.html", context)


@patient_required
@require_POST
def ask(request, kind):
    """Ask for one thing."""
    patient = own_record(request.user)
    if kind not in ASKED_HERE:
        raise Http404
    if patient is None:
        raise PermissionDenied(_("There is no record of your own to ask about."))
    now, told = timezone.now(), {"kind": kind, "channel": SubjectRequest.Channel.PORTAL}
    try:
        open_request(patient=patient, received_on=now.date(), actor=request.user, now=now, **told)
    except RequestRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("We have your request."))
    return redirect("me:privacy")


@patient_required
@require_POST
def withdraw(request, pk):
    """Take back what I asked for."""
    row = get_object_or_404(SubjectRequest.objects.asked_by(request.user).select_related("patient"), pk=pk)
    try:
        withdraw_request(request=row, actor=request.user, now=timezone.now())
    except RequestRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, _("You took your request back."))
    return redirect("me:privacy")


@patient_required
@require_safe
def copy(request, pk):
    """Download the copy, while it can be fetched."""
    row = get_object_or_404(SubjectRequest.objects.asked_by(request.user).select_related("patient"), pk=pk)
    now, until = timezone.now(), row.copy_until()
    if until is None or until < now.date():
        raise Http404
    return give_out(row, actor=request.user, purpose=OWN, on_patients_side=True, now=now)


def own_record(user):
    """Return the record of ``user`` themself, or ``None``: whoever acts for others asks for those at the desk."""
    return Patient.objects.filter(user=user, erased_at=None).first()
