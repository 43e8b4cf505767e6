"""On whose clock times are shown: chosen from a list of cities, kept in the account or, signed out, in a cookie."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.forms.settings import TimeZoneForm
from accounts.preferences import keep_time_zone
from accounts.safe_next import next_url
from scheduling.reader_zone import reader_zone
from scheduling.time_words import zone_place


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def time_zone(request):
    """Choose my time zone, and go back to the times I was looking at."""
    back = next_url(request, otherwise=reverse("scheduling:home"))
    form = TimeZoneForm(request.POST if request.method == "POST" else None, chosen=reader_zone(request))
    if request.method == "POST" and form.is_valid():
        return keep(request, form.cleaned_data["time_zone"], redirect(back))
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    return render(request, "scheduling/time_zone.html", {"form": form, "next": back}, status=status)


def keep(request, zone, response):
    """Write the choice down; returns ``response``. Without a zone the device decides."""
    in_account = request.user.is_authenticated
    if in_account:
        request.user.time_zone = zone
        request.user.save(update_fields=["time_zone"])
    keep_time_zone(response, "" if in_account else zone)
    if zone:
        messages.success(request, _("Your clock is now that of %(place)s.") % {"place": zone_place(zone)})
    return response
