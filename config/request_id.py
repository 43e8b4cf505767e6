"""A name for every request, so that a log line, an audit entry and a question on the phone meet."""

import re
import uuid
from contextvars import ContextVar

HEADER = "X-Request-ID"
WELL_FORMED = re.compile(r"[A-Za-z0-9-]{8,64}")
current = ContextVar("request_id", default="")


class RequestIdMiddleware:
    """Take the id a proxy gave, or make one; answer with it. Also set as `request.request_id`."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        given = request.headers.get(HEADER, "")
        # Only a plain word is taken over: anything else could forge a log line.
        request.request_id = given if WELL_FORMED.fullmatch(given) else uuid.uuid4().hex
        token = current.set(request.request_id)
        try:
            response = self.get_response(request)
        finally:
            current.reset(token)
        response.headers[HEADER] = request.request_id
        return response
