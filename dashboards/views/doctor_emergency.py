"""Open a record in an emergency: for an hour, with a reason, and never unseen."""

from allauth.core.internal import ratelimit
from django.contrib import messages
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.decorators import doctor_required
from accounts.services.emergencies import NobodyFound, open_in_emergency
from dashboards.forms.emergency import Emergency
from dashboards.record_opening import leave_of
from dashboards.views.doctor_frame import doctor_page, posted, status_of


@doctor_required
@require_http_methods(["GET", "HEAD", "POST"])
def emergency(request):
    """Ask whose record and why; a record that is open to the doctor anyway is simply opened."""
    now = timezone.now()
    form = Emergency(posted(request), initial={"record_number": request.GET.get("number", "")})
    if form.is_valid():
        number = form.cleaned_data["record_number"]
        if leave_of(request.doctor, patient__record_number=number, now=now):
            return redirect("doctor:patient", number)
        if not within_the_limit(request):
            form.add_error(None, _("You have tried too often. Wait an hour, or call the front desk."))
        else:
            try:
                open_in_emergency(doctor=request.doctor, actor=request.user, now=now, **form.cleaned_data)
            except NobodyFound as nobody:
                form.add_error(None, str(nobody))
            else:
                messages.warning(request, _("The record is open to you for an hour. Those who review this were told."))
                return redirect("doctor:patient", number)
    return doctor_page(request, "doctor/emergency.html", {"form": form}, now=now, status=status_of(form.is_bound))


def within_the_limit(request):
    """Count a try of this doctor's; the rate is among those of signing in (``ACCOUNT_RATE_LIMITS``)."""
    return ratelimit.consume(request, app="allauth.account", action="open_in_emergency", user=request.user)
