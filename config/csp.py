"""Content Security Policy below Django 6, under Django 6's own names (`SECURE_CSP`)."""

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings

HEADER = "Content-Security-Policy"


def build_policy(directives):
    """Return the header's value for a mapping of directive to sources."""
    return "; ".join(" ".join([name, *sources]) for name, sources in directives.items())


class ContentSecurityPolicyMiddleware:
    """Send the policy with every response; a view may replace it by setting `response._csp_config`."""

    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        self.get_response = get_response
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)

    def __call__(self, request):
        if self.is_async:
            return self.__acall__(request)
        return self._mark(self.get_response(request))

    async def __acall__(self, request):
        return self._mark(await self.get_response(request))

    @staticmethod
    def _mark(response):
        directives = getattr(response, "_csp_config", settings.SECURE_CSP)
        if directives and HEADER not in response.headers:
            response.headers[HEADER] = build_policy(directives)
        return response
