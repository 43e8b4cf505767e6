"""``/me/settings/``: language, time zone and colours; for everybody who signs in, patient or not."""

from http import HTTPStatus

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.forms.settings import SettingsForm, ThemeForm
from accounts.models import User
from accounts.preferences import THEME_COOKIE, keep_language, keep_theme
from accounts.safe_next import next_url


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request):
    """Show and save my language and time zone."""
    # A row of its own: a refused form must not change the user the frame greets.
    form = SettingsForm(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    if request.method == "POST" and form.is_valid():
        user = form.save()
        messages.success(request, _("Saved."))
        response = redirect("me:settings")
        keep_language(response, user.language)
        return response
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.is_bound else HTTPStatus.OK
    theme = ThemeForm(initial={"theme": request.COOKIES.get(THEME_COOKIE, "auto")})
    return render(request, "me/settings.html", {"form": form, "theme_form": theme}, status=status)


@require_POST
def theme(request):
    """Remember in this browser whether pages are light or dark."""
    form = ThemeForm(request.POST)
    response = redirect(next_url(request, otherwise=reverse("me:settings")))
    if form.is_valid():
        keep_theme(response, form.cleaned_data["theme"])
        messages.success(request, _("Saved."))
    else:
        messages.error(request, form.errors["theme"][0])
    return response
