"""A record that many fill at the same moment; run by ``arena.py``."""

import tempfile
from collections import Counter
from pathlib import Path

from django.conf import settings
from django.core.files.storage import storages
from django.utils import timezone

from accounts.models import Document
from accounts.services.documents.adding import RecordFull
from tests.accounts.record_files import file_document, pdf
from tests.concurrency.arena import rush
from tests.factories import PatientFactory

ROOM = 3


def one_record_is_filled():
    """Sixteen documents come in at once where three have room; return who was let in, and what lies on the disk."""
    patient = PatientFactory()
    with tempfile.TemporaryDirectory() as directory:
        settings.PRIVATE_FILES_DIR, settings.DOCUMENTS_PER_PATIENT = directory, ROOM
        storages._storages["private"] = storages.create_storage(settings.PRIVATE_FILES)
        answers = rush(lambda number: filed(patient, number))
        stored = {path.name for path in Path(directory).rglob("*") if path.is_file()}
    kept = set(Document.objects.values_list("stored_name", flat=True))
    return {"outcomes": dict(Counter(map(str, answers))), "rows": len(kept), "files_are_those": stored == kept}


def filed(patient, number):
    try:
        file_document(patient, now=timezone.now(), content=pdf(f"Page {number}"))
    except RecordFull:
        return "full"
    return "filed"
