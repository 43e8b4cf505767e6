"""
Carry erasures over a backup: write down who was erased, and erase them again in a database that does not know.

The file names nobody: keys, and a digest by which a key is known to mean the same record still.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F

from accounts.models import Patient
from accounts.services.erasing import erase_patient

FORMAT, VERSION = "tombstones", 1
REASON = "Erased before; a backup had brought the record back"


class FileUnreadable(Exception):
    """The file is none of ours, or not whole. Says what is wrong with it."""


@dataclass
class Replayed:
    """How many were erased now, were erased here already, are not in this database, and need somebody's decision."""

    erased: int = 0
    already: int = 0
    unknown: int = 0
    left: int = 0


def exported(*, now: dt.datetime) -> str:
    """Return the file: each erased record, those put together with others among them."""
    rows = Patient.everyone.filter(erased_at__isnull=False).order_by("pk")
    told = [
        {"patient": pk, "record": digest_of(pk, number), "erased_at": at.isoformat()}
        for pk, number, at in rows.values_list("pk", "record_number", "erased_at").iterator()
    ]
    facts = {"format": FORMAT, "version": VERSION, "written_at": now.isoformat(), "count": len(told)}
    return json.dumps({**facts, "records": told}, indent=1) + "\n"


def replay(content: str, *, now: dt.datetime) -> Replayed:
    """
    Erase again whoever ``content`` names, each in a transaction of their own, and say what came of it.

    Done twice it does nothing more. A key that belongs to another record by now
    is left alone, and so is a record that the backup has put together with
    somebody who was not erased. Raises ``FileUnreadable`` before anything is erased.
    """
    wanted = dict(records_in(content))
    result = Replayed()
    # Those that stand first: what is put together with them is erased with them.
    in_order = Patient.everyone.order_by(F("merged_into_id").asc(nulls_first=True), "pk").values_list("pk", flat=True)
    for pk in [pk for pk in in_order if pk in wanted]:
        _replay_one(pk, wanted.pop(pk), result, now=now)
    result.unknown += len(wanted)
    return result


def _replay_one(pk: int, digest: str, result: Replayed, *, now: dt.datetime) -> None:
    patient = Patient.everyone.get(pk=pk)
    if digest != digest_of(pk, patient.record_number):
        result.unknown += 1
    elif patient.erased_at is not None:
        result.already += 1
    elif patient.merged_into_id is not None:
        result.left += 1
    else:
        erase_patient(patient=patient, reason=REASON, actor=None, now=now)
        result.erased += 1


def records_in(content: str) -> Iterator[tuple[int, str]]:
    """Yield key and digest of each record of the file. Raises ``FileUnreadable``."""
    try:
        told: Any = json.loads(content)
    except ValueError as error:
        raise FileUnreadable("It is no JSON, or was cut off.") from error
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise FileUnreadable("It was not written by “tombstones export”.")
    if told.get("version") != VERSION:
        raise FileUnreadable(f"It has version {told.get('version')}; this release reads version {VERSION}.")
    records = told.get("records")
    if not isinstance(records, list) or told.get("count") != len(records):
        raise FileUnreadable("It does not hold as many records as it says.")
    for number, record in enumerate(records, start=1):
        key, digest = (record.get("patient"), record.get("record")) if isinstance(record, dict) else (None, None)
        if type(key) is not int or not isinstance(digest, str):
            raise FileUnreadable(f"Record {number} has no key, or no digest.")
        yield key, digest


def digest_of(pk: int, record_number: str) -> str:
    """Return by what a key is known to mean this record: after a restore, new records get old keys again."""
    return hashlib.sha256(f"{pk}:{record_number}".encode()).hexdigest()
