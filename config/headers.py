"""Keep personal pages out of every cache, and all pages out of other sites' hands."""


class PrivacyHeadersMiddleware:
    """
    Add `Cache-Control: no-store` where the session was read, and the resource policy everywhere;
    after signing out, tell the browser to drop what it kept.

    A page that read a session may show what only its owner should see: somebody signed in, or a
    stranger half-way through a booking. Asking the session costs no query, since it was read already.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        session = getattr(request, "session", None)
        if session is not None and session.accessed and not session.is_empty():
            response.headers.setdefault("Cache-Control", "no-store")
        if getattr(request, "signed_out", False):
            response.headers.setdefault("Clear-Site-Data", _what_to_drop(request))
        return response


def _what_to_drop(request):
    """
    Return ``"cache"``, and ``"storage"`` where somebody signed out themselves.

    With the storage goes the service worker, and notifications with it. Nothing
    of a person is kept there: it may stay when a session ends by itself.
    """
    return '"cache"' if getattr(request, "ended_by_itself", False) else '"cache", "storage"'
