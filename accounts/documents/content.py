"""
A file somebody sent for a record: whether it is what we take, and what is kept of it.

What it is is read from its content; its name and the type a browser says count
for nothing.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.documents.names import clean_name
from accounts.documents.pdf import checked_pdf
from accounts.documents.pictures import bare_jpeg, bare_png, bare_webp
from accounts.documents.refusal import FileRefused
from accounts.documents.scanning import scan
from accounts.models import Document

Type = Document.ContentType


@dataclass(frozen=True)
class CheckedFile:
    """What is kept of an upload. Only ``checked`` makes one."""

    content: bytes
    content_type: str
    name: str

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def checked(upload: UploadedFile) -> CheckedFile:
    """
    Return what is kept of ``upload``.

    A PDF is kept byte for byte. Of a picture the picture is kept, bit for bit,
    and nothing else of the file. Takes up to a second of CPU, so call it outside
    transactions. Raises ``FileRefused``.
    """
    if not upload.size:
        raise FileRefused(_("This file is empty. Choose another one."))
    if upload.size > settings.DOCUMENT_MAX_BYTES:
        raise FileRefused(
            _("This file is larger than %(size)s MB. Choose a smaller one.")
            % {"size": settings.DOCUMENT_MAX_BYTES // 1_000_000}
        )
    data = upload.read()
    content_type, keep = kind_of(data)
    content = keep(data)
    scan(content)
    return CheckedFile(content, content_type, clean_name(upload.name, content_type))


def kind_of(data: bytes) -> tuple[str, Callable[[bytes], bytes]]:
    """Return the content type by the first bytes, and what checks such a file. Raises ``FileRefused``."""
    if data.startswith(b"%PDF-"):
        return Type.PDF, checked_pdf
    if data.startswith(b"\xff\xd8\xff"):
        return Type.JPEG, bare_jpeg
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return Type.PNG, bare_png
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return Type.WEBP, bare_webp
    raise FileRefused(_("We cannot use this file. Choose a PDF, or a JPEG, PNG or WebP picture."))
