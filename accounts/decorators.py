"""
Who a page is for. The role says where a person works; whose record it is, is asked of the querysets.

A stranger is sent to sign in, the wrong role gets 403, and a person without a
patient's record is asked for their date of birth and brought back.
"""

from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from accounts.models import Patient
from accounts.sign_in_first import to_sign_in


def patient_required(view):
    """Let in who may act for a patient: themselves or somebody else. Doctors fall ill too: the role is not asked."""

    @wraps(view)
    def for_patients(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if not Patient.objects.accessible_to(request.user, now=timezone.now()).exists():
            # What was posted cannot be brought back; the page it was posted from can.
            back = request.get_full_path() if request.method in {"GET", "HEAD"} else reverse("me:home")
            return HttpResponseRedirect(f"{reverse('me:profile_new')}?{urlencode({'next': back})}")
        return view(request, *args, **kwargs)

    return for_patients


def doctor_required(view):
    """Let in an active doctor and set ``request.doctor``."""

    @wraps(view)
    def for_doctors(request, *args, **kwargs):
        if not request.user.is_authenticated:
            return to_sign_in(request)
        if request.user.working_doctor is None:
            raise PermissionDenied(_("This page is for doctors."))
        request.doctor = request.user.working_doctor
        return view(request, *args, **kwargs)

    return for_doctors
