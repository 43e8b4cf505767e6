"""What the site is called on a home screen: iPhones and iPads show notifications only of sites that are there."""

from django.contrib.auth.decorators import login_not_required
from django.http import JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accounts.organisation import organisation


@login_not_required
@require_safe
@cache_control(max_age=60 * 60)
def manifest(request):
    """Give out the manifest (W3C Web Application Manifest); browsers ask for it without a session."""
    told = {
        "name": organisation().name,
        "short_name": organisation().short_name,
        "id": "/",
        "start_url": reverse("me:home"),
        "scope": "/",
        "display": "standalone",
        "background_color": "#f6f7f4",
        "theme_color": "#ffffff",
        "icons": [{"src": static("img/favicon.svg"), "type": "image/svg+xml", "sizes": "any"}],
    }
    return JsonResponse(told, content_type="application/manifest+json")
