"""Measure every page: how long until its headers are there, and how it was answered. Counted in memory."""

from asgiref.sync import iscoroutinefunction, markcoroutinefunction
from django.conf import settings
from django.core.exceptions import MiddlewareNotUsed

from dashboards.measuring.flushing import flushing
from dashboards.measuring.ongoing import Ongoing, current, watch_connections


class MeasuringMiddleware:
    """
    Stands before all others, so that their time counts too. Of a stream it counts the time until it begins.

    Files and the questions of a load balancer are nobody's page.
    """

    sync_capable = True
    async_capable = True

    def __init__(self, get_response):
        if not settings.MEASURING:
            raise MiddlewareNotUsed
        self.get_response = get_response
        self.left_out = (f"/{settings.STATIC_URL.strip('/')}/", "/health/")
        self.is_async = iscoroutinefunction(get_response)
        if self.is_async:
            markcoroutinefunction(self)
        watch_connections()

    def __call__(self, request):
        if self.is_async:
            return self.__acall__(request)
        if request.path_info.startswith(self.left_out):
            return self.get_response(request)
        ongoing = Ongoing()
        token = current.set(ongoing)
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        return counted(ongoing, request, response)

    async def __acall__(self, request):
        if request.path_info.startswith(self.left_out):
            return await self.get_response(request)
        ongoing = Ongoing()
        token = current.set(ongoing)
        try:
            response = await self.get_response(request)
        finally:
            current.reset(token)
        return counted(ongoing, request, response)


def counted(ongoing, request, response):
    """Count the answer under the name of its URL; what is no address of ours has none."""
    match = request.resolver_match
    ongoing.end(name=match.view_name if match else "", method=request.method, status=response.status_code)
    flushing.begin()
    return response
