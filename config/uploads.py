"""How much anybody may send: a request no bigger than a form of ours could be, and of files no more than it takes."""

from http import HTTPStatus

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler

WORDS = b"This is too large to send. Go back and choose a smaller file."


class NoMoreThanWanted(FileUploadHandler):
    """
    Keep of the files of a request what ``UPLOAD_MAX_BYTES`` allows, and the piece that is too much.

    So the form sees that the file is too large and says so, and neither memory
    nor disk holds the rest. Stands before the handlers that keep something.
    """

    kept = 0

    def receive_data_chunk(self, raw_data, start):
        if self.kept > settings.UPLOAD_MAX_BYTES:
            return None
        self.kept += len(raw_data)
        return raw_data

    def file_complete(self, file_size):
        return None


class BodyLimit:
    """
    Answer 413 to a request whose body is larger than ``most`` bytes, as soon as that is known.

    Under ASGI Django writes a whole body to disk before it looks at who sends it.
    """

    def __init__(self, application, *, most):
        self.application, self.most = application, most

    async def __call__(self, scope, receive, send):
        if scope["type"] != "http":
            await self.application(scope, receive, send)
            return
        if declared_length(scope) > self.most:
            await refuse(send)
            return
        seen, has_begun = 0, False

        async def counted():
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            return message if seen <= self.most else {"type": "http.disconnect"}

        async def noticed(message):
            nonlocal has_begun
            has_begun = True
            await send(message)

        await self.application(scope, counted, noticed)
        if seen > self.most and not has_begun:
            await refuse(send)


def declared_length(scope):
    """Return what the request says its body is long; one sent in pieces does not say."""
    length = dict(scope["headers"]).get(b"content-length", b"")
    return int(length) if length.isdigit() else 0


async def refuse(send):
    headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": HTTPStatus.REQUEST_ENTITY_TOO_LARGE, "headers": headers})
    await send({"type": "http.response.body", "body": WORDS})
