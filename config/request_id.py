"""A name for every request, so that a log line, an audit entry and a question on the phone meet."""

import re
import uuid
from contextvars import ContextVar

from asgiref.sync import iscoroutinefunction, markcoroutinefunction

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
current = ContextVar("request_id", default="")


class RequestIdMiddleware:
    """Take the id a proxy gave, or make one; answer with it. Also set as `request.request_id`."""

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
        token = current.set(self._name(request))
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        return self._answer(request, response)

    async def __acall__(self, request):
        token = current.set(self._name(request))
        try:
            response = await self.get_response(request)
        finally:
            current.reset(token)
        return self._answer(request, response)

    @staticmethod
    def _name(request):
        given = request.headers.get(HEADER, "")
        # Only a plain word is taken over: anything else could forge a log line.
        request.request_id = given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        return request.request_id

    @staticmethod
    def _answer(request, response):
        response.headers[HEADER] = request.request_id
        return response
