"""When a page is asked for only in part."""


def wants_part(request):
    """
    Say whether htmx will swap a part of the page in.

    Not when it follows a link as a browser would, and not when Back asks for a
    page it no longer has: that answer becomes the whole page.
    """
    return bool(request.htmx) and not request.htmx.boosted and not request.htmx.history_restore_request
