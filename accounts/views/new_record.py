"""``/me/profile/new/``: a patient's record for somebody who can sign in and has none, such as a doctor."""

from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.forms.new_record import NewRecordForm
from accounts.models import Patient
from accounts.safe_next import next_url
from accounts.services.registering import register_patient


@require_http_methods(["GET", "HEAD", "POST"])
def new_record(request):
    """Ask for my date of birth, make my record, and go back to where I was going."""
    now = timezone.now()
    onward = next_url(request, otherwise=reverse("me:home"))
    if Patient.objects.accessible_to(request.user, now=now).filter(user=request.user).exists():
        return redirect(onward)
    form = NewRecordForm(request.POST or None, user=request.user)
    if request.method == "POST" and form.is_valid():
        register_patient(user=request.user, **form.answers, now=now)
        return redirect(onward)
    return render(request, "me/profile_new.html", {"form": form, "next": onward})
