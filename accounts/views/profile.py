"""``/me/profile/``: what we know about me, and one page for each part I may change."""

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods
from phonenumbers import country_code_for_region

from accounts.forms.details import SECTIONS
from accounts.languages import full_name
from accounts.models import Patient
from accounts.organisation import organisation
from accounts.services.changing_details import change_details
from accounts.summary_row import NOT_GIVEN, Row


@require_http_methods(["GET", "HEAD", "POST"])
def profile(request):
    """Show my details; ``?section=phone`` is the page that changes one of them."""
    patient = Patient.objects.accessible_to(request.user, now=timezone.now()).filter(user=request.user).first()
    if patient is None:
        return redirect(f"{reverse('me:profile_new')}?{urlencode({'next': request.path})}")
    section = request.GET.get("section", "")
    if section:
        return change_section(request, patient, section)
    if request.method == "POST":
        return redirect("me:profile")
    return render(request, "me/profile.html", {"rows": rows_about(patient, request.user)})


def change_section(request, patient, section):
    """Show or save one section of my details."""
    if section not in SECTIONS:
        raise Http404
    form = SECTIONS[section](request.POST or None, instance=patient)
    if request.method == "POST" and form.is_valid():
        change_details(patient=patient, changes=form.changes, actor=request.user, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("me:profile")
    return render(request, "me/profile_section.html", {"form": form, "section": section})


def rows_about(patient, user):
    """Return the summary of ``patient``, with a link to change what they may change."""
    change = {name: f"{reverse('me:profile')}?section={name}" for name in SECTIONS}
    call_us = _("Is this wrong? Call %(phone)s.") % {"phone": organisation().help_phone}
    contact = " ".join(filter(None, [patient.emergency_contact_name, spoken_phone(patient.emergency_contact_phone)]))
    return [
        Row(_("Name"), patient.full_name, change["name"]),
        Row(_("Date of birth"), date_format(patient.date_of_birth, "j F Y"), lines=(call_us,)),
        Row(_("Sex"), patient.get_sex_display(), change["sex"]),
        Row(_("Email address"), user.email, reverse("account_email")),
        Row(_("Mobile number"), spoken_phone(patient.phone) or NOT_GIVEN, change["phone"]),
        Row(_("Language you speak"), full_name(patient.language), change["language"]),
        Row(_("Address"), ", ".join(patient.address.splitlines()) or NOT_GIVEN, change["address"]),
        Row(_("Emergency contact"), contact or NOT_GIVEN, change["emergency-contact"]),
        Row(_("Access needs"), patient.access_needs or NOT_GIVEN, change["access-needs"]),
        Row(_("Password"), _("Not shown"), reverse("account_change_password")),
        Row(_("Record number"), patient.record_number, lines=(_("Say it when you call us."),)),
    ]


def spoken_phone(number):
    """Return a number as people here write it: national where it is from here."""
    if not number:
        return ""
    from_here = number.country_code == country_code_for_region(settings.PHONENUMBER_DEFAULT_REGION)
    return number.as_national if from_here else number.as_international
