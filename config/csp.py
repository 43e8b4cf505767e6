"""Content Security Policy below Django 6, under Django 6's own names (`SECURE_CSP`)."""

from django.conf import settings

HEADER = "Content-Security-Policy"


def build_policy(directives):
    """Return the header's value for a mapping of directive to sources."""
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


class ContentSecurityPolicyMiddleware:
    """Send the policy with every response; a view may replace it by setting `response._csp_config`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        directives = getattr(response, "_csp_config", settings.SECURE_CSP)
        if directives and HEADER not in response.headers:
            response.headers[HEADER] = build_policy(directives)
        return response
