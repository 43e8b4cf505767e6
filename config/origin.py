"""Tell the audit trail where a request came from."""

from asgiref.sync import iscoroutinefunction, markcoroutinefunction

from accounts.network_address import client_address
from accounts.origin import Origin, current


class OriginMiddleware:
    """Set ``accounts.origin`` for as long as the request lasts. Stands behind ``RequestIdMiddleware``."""

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
        token = current.set(origin_of(request))
        try:
            return self.get_response(request)
        finally:
            current.reset(token)

    async def __acall__(self, request):
        token = current.set(origin_of(request))
        try:
            return await self.get_response(request)
        finally:
            current.reset(token)


def origin_of(request):
    return Origin(address=client_address(request), request_id=request.request_id)
