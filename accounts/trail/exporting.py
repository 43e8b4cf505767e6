"""
The trail as a file for a regulator, and the check of such a file, which needs neither this database nor this program.

A line for each entry: the facts the seal is over, the seal, and by what names the people are known now. Beside the
file stands a manifest with its SHA-256, the head of the chain and how to verify both by hand.
"""

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.db.models import QuerySet

from accounts.models import AuditEntry, AuditSeal, Patient
from accounts.services.sealing import GENESIS, digest_over, facts_of, head
from accounts.trail.finding import about_patients

BATCH = 500
FORMAT = "clinic audit trail, version 1"
HOW_TO_VERIFY = [
    "Compute the SHA-256 of the file: it is “sha256” of this manifest.",
    "Each line is a JSON object. “digest” is the SHA-256, in hexadecimal, of the UTF-8 text made of “previous”,"
    " a line feed, and “facts” written as JSON with “, ” between the items and every letter outside ASCII as \\uXXXX"
    " (Python: json.dumps(facts)).",
    "Where “number” of one line is one more than that of the line before, “previous” is the digest of that line.",
    "A line whose “digest” is null was too young to be sealed when the file was made.",
    "The entries between two numbers that do not follow each other are not in the file: they are of another time or"
    " another patient. That the chain is whole between them is told by “head”: “audit verify --head”, run by the"
    " operator, recomputes all of it, and the head written down at the end of any day must still be among its seals.",
]


class FileBroken(Exception):
    """The file cannot be read as an export; the message says why."""


def manifest_of(path: Path) -> Path:
    return path.with_name(path.name + ".manifest.json")


def export_trail(path: Path, *, since: dt.datetime, until: dt.datetime, patient: Patient | None) -> dict[str, Any]:
    """
    Write the entries of ``since`` to ``until`` and their manifest, and return that. Memory is that of one batch.

    Nobody but the owner of the files may read them. Raises ``FileExistsError`` before anything is written.
    """
    last = head()
    written, digest = 0, hashlib.sha256()
    with _new_file(path) as file, _new_file(manifest_of(path)) as beside:
        for line in lines(since=since, until=until, patient=patient):
            text = json.dumps(line) + "\n"
            file.write(text)
            digest.update(text.encode())
            written += 1
        manifest = {
            "format": FORMAT,
            "file": path.name,
            "sha256": digest.hexdigest(),
            "entries": written,
            "from": since.isoformat(),
            "to": until.isoformat(),
            "patient": patient.record_number if patient else None,
            "head": {"number": last.number, "digest": last.digest} if last else None,
            "names_of_facts": FACTS,
            "how_to_verify": HOW_TO_VERIFY,
        }
        json.dump(manifest, beside, indent=2, ensure_ascii=False)
    return manifest


FACTS = [
    *("entry", "at", "actor", "role", "on_behalf_of", "action", "object_label", "patient"),
    *("purpose", "outcome", "address", "request_id", "quarter"),
]
"""What ``sealing.facts_of`` lists, in its order."""


def lines(*, since: dt.datetime, until: dt.datetime, patient: Patient | None) -> Iterator[dict[str, Any]]:
    """Yield a line for each entry: the sealed ones in the order of their seals, then those that wait for one."""
    entries = AuditEntry.objects.filter(at__gte=since, at__lt=until)
    if patient is not None:
        entries = entries.filter(about_patients([patient]))
    sealed = entries.filter(seal__isnull=False).order_by("seal__number")
    before = None
    for entry in _named(sealed):
        seal = entry.seal
        follows = before is not None and before.number == seal.number - 1
        previous = before.digest if follows else _digest_before(seal.number)
        yield _line(entry) | {"number": seal.number, "previous": previous, "digest": seal.digest}
        before = seal
    for entry in _named(entries.filter(seal__isnull=True).order_by("at", "pk")):
        yield _line(entry) | {"number": None, "previous": None, "digest": None}


def _named(entries: QuerySet[AuditEntry]) -> Iterable[AuditEntry]:
    return entries.select_related("actor", "patient", "on_behalf_of", "seal").iterator(BATCH)


def _digest_before(number: int) -> str:
    return AuditSeal.objects.filter(number=number - 1).values_list("digest", flat=True).first() or GENESIS


def _line(entry: AuditEntry) -> dict[str, Any]:
    return {
        "facts": facts_of(entry),
        "known_as": {
            "actor": entry.actor.email if entry.actor else None,
            "patient": entry.patient.record_number if entry.patient else None,
            "on_behalf_of": entry.on_behalf_of.record_number if entry.on_behalf_of else None,
        },
    }


def _new_file(path: Path):
    return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8")


def verify_file(path: Path, *, known_head: str | None = None) -> tuple[dict[str, Any], list[str]]:
    """
    Return the manifest, and a sentence for everything in the file that does not fit. Asks no database.

    Raises ``FileBroken`` where there is no export to check.
    """
    manifest = _manifest(path)
    found, counted, digest = [], 0, hashlib.sha256()
    number, before = None, ""
    with path.open("rb") as file:
        for counted, text in enumerate(file, start=1):
            digest.update(text)
            try:
                line = json.loads(text)
                facts, seal = line["facts"], (line["number"], line["previous"], line["digest"])
                named = f"Line {counted}, entry {facts[0]}"
            except (ValueError, KeyError, IndexError, TypeError):
                found.append(f"Line {counted} cannot be read.")
                continue
            if seal[2] is None:
                continue
            if digest_over(facts, previous=str(seal[1])) != seal[2]:
                found.append(f"{named}: the digest is not that of what the line says.")
            if number is not None and (seal[0] <= number or (seal[0] == number + 1 and seal[1] != before)):
                found.append(f"{named}: it does not follow the line before it.")
            number, before = seal[0], seal[2]
    if counted != manifest.get("entries"):
        found.append(f"The file has {counted} lines; the manifest says {manifest.get('entries')}.")
    if digest.hexdigest() != manifest.get("sha256"):
        found.append("The SHA-256 of the file is not that of the manifest.")
    if known_head and known_head != (manifest.get("head") or {}).get("digest"):
        found.append(f"The manifest was not made at the head {known_head}.")
    return manifest, found


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(manifest_of(path).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise FileBroken(f"There is no {manifest_of(path).name} beside the file.") from error
    except ValueError as error:
        raise FileBroken(f"{manifest_of(path).name} cannot be read.") from error
    if not isinstance(manifest, dict) or manifest.get("format") != FORMAT:
        raise FileBroken(f"{manifest_of(path).name} is no manifest of an audit trail.")
    return manifest
