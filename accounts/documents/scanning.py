"""
The place for a clinic's own scanner of files: ``DOCUMENT_SCANNER``, the dotted path of a function.

It is called with the content as bytes and returns whether the file may come in.
What it raises counts as no answer: the file is refused for now.
"""

import logging

from django.conf import settings
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from accounts.documents.refusal import FileRefused

logger = logging.getLogger(__name__)


def scan(content: bytes) -> None:
    """Ask the clinic's scanner, where there is one. Raises ``FileRefused``."""
    if not settings.DOCUMENT_SCANNER:
        return
    try:
        may_come_in = import_string(settings.DOCUMENT_SCANNER)(content)
    except Exception as error:
        logger.exception("The scanner of documents gave no answer.")
        raise FileRefused(_("We cannot check files just now. Try again in a few minutes.")) from error
    if not may_come_in:
        raise FileRefused(_("Our virus check stopped this file. Choose another one."))
