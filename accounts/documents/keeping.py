"""The files themselves, in the private storage: written whole, read whole, and checked on the way out."""

import hashlib
import logging

from django.core.files.base import ContentFile
from django.core.files.storage import storages

from accounts.chance import new_key
from accounts.models import Document

DIRECTORY = "documents"
logger = logging.getLogger(__name__)


def write(content: bytes) -> str:
    """Store ``content`` under a random name and return the name."""
    name, storage = new_key().hex, storages["private"]
    storage.delete(path_of(name))  # only demo data that are made anew meet a file of theirs
    storage.save(path_of(name), ContentFile(content))
    return name


def read(document: Document) -> bytes | None:
    """
    Return the content of ``document``, or ``None`` where it is gone or is no longer what was filed.

    Ten megabytes at most, so it is read at once: what goes out was compared with what came in.
    """
    try:
        with storages["private"].open(path_of(document.stored_name)) as file:
            content: bytes = file.read()
    except FileNotFoundError:
        logger.error("The file of document %s is gone.", document.pk)
        return None
    if hashlib.sha256(content).hexdigest() != document.sha256:
        logger.error("The file of document %s is not what was filed.", document.pk)
        return None
    return content


def delete(name: str) -> None:
    storages["private"].delete(path_of(name))


def path_of(name: str) -> str:
    return f"{DIRECTORY}/{name}"
