"""My profile: what patients read about me, a page to change each part, and the page as they see it."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.decorators import doctor_required
from accounts.models import Doctor
from accounts.services.changing_profiles import ProfileChanged
from dashboards.forms.profile import SECTIONS
from dashboards.reading.profile_overview import missing_from, parts_of
from dashboards.views.doctor_frame import doctor_page, posted, status_of
from scheduling.doctor_profile import offers_of, profile_of
from scheduling.services.offers import OfferRefused


@doctor_required
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Show what patients read; ``?section=about`` is the page that changes a part of it."""
    if section := request.GET.get("section", ""):
        return change_section(request, section)
    if request.method == "POST":
        return redirect("doctor:profile")
    doctor = Doctor.objects.for_profile().get(pk=request.doctor.pk)
    context = {"doctor": doctor, "parts": parts_of(doctor, offers_of(doctor)), "missing": missing_from(doctor)}
    return doctor_page(request, "doctor/profile.html", context, now=timezone.now())


def change_section(request, section):
    """Show or save one part."""
    if section not in SECTIONS:
        raise Http404
    now = timezone.now()
    form = form_of(request, section)
    if form.is_valid():
        try:
            form.save_for(request.user, now=now)
        except ProfileChanged:
            form = form_of(request, section)
        except OfferRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Saved. Patients see it now.") if request.doctor.is_listed else _("Saved."))
            return redirect("doctor:profile")
    status = HTTPStatus.CONFLICT if form.is_conflict else status_of(form.is_bound)
    context = {"form": form, "section": section, "doctor": form.instance}
    return doctor_page(request, "doctor/profile_section.html", context, now=now, status=status)


def form_of(request, section):
    """Return the form of a part, with the doctor as the database has them now."""
    doctor = Doctor.objects.get(pk=request.doctor.pk)
    return SECTIONS[section](posted(request), request.FILES or None, instance=doctor)


@doctor_required
@require_safe
def preview(request):
    """Show my page as patients see it, listed or not; without free times, which would be booked by a tap."""
    now = timezone.now()
    doctor = Doctor.objects.for_profile().get(pk=request.doctor.pk)
    offers = offers_of(doctor)
    context = profile_of(doctor, offers, offer=next(iter(offers), None), today=now.date())
    return doctor_page(request, "doctor/profile_preview.html", context, now=now)
