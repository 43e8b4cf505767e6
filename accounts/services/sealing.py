"""
Seal the audit trail: a chain of digests over its entries, made by the worker.

Not in the request: a chain there would let every booking wait for the one
before. Verifying recomputes the chain and names what does not fit.
"""

import datetime as dt
import hashlib
import json
from collections.abc import Iterable, Iterator
from typing import Any

from django.db import transaction

from accounts.models import AuditEntry, AuditSeal

SETTLES_AFTER = dt.timedelta(minutes=1)
"""By then the transaction that wrote an entry is over, or the database has ended it."""

WRITTEN_LATE = dt.timedelta(hours=1)
"""An entry this much older than the newest sealed one was not there when that was sealed."""

BATCH = 500
GENESIS = "0" * 64


def facts_of(entry: AuditEntry) -> list[Any]:
    """Return what a seal is over, in the order it is hashed in."""
    return [
        entry.pk,
        entry.at.astimezone(dt.UTC).isoformat(timespec="microseconds"),
        entry.actor_id,
        entry.role,
        entry.on_behalf_of_id,
        entry.action,
        entry.object_label,
        entry.patient_id,
        entry.purpose,
        entry.outcome,
        entry.address,
        entry.request_id,
        entry.quarter,
    ]


def digest_over(facts: list[Any], *, previous: str) -> str:
    """Return the SHA-256 over ``facts_of`` an entry and the digest before it, as 64 hexadecimal characters."""
    return hashlib.sha256(f"{previous}\n{json.dumps(facts)}".encode()).hexdigest()


def digest_of(entry: AuditEntry, *, previous: str) -> str:
    """Return the digest that seals an entry after the one before it."""
    return digest_over(facts_of(entry), previous=previous)


def head() -> AuditSeal | None:
    """Return the newest seal. Written down elsewhere, its digest proves all that came before it."""
    return AuditSeal.objects.select_related("entry").order_by("-number").first()


def unsealed(*, now: dt.datetime, last: AuditSeal | None):
    """Return the entries that wait for their seal, oldest first, from an hour before the newest sealed one."""
    waiting = AuditEntry.objects.filter(seal__isnull=True, at__lt=now - SETTLES_AFTER).order_by("at", "pk")
    return waiting.filter(at__gte=last.entry.at - WRITTEN_LATE) if last else waiting


def seal_due(*, now: dt.datetime) -> Iterator[int]:
    """Seal what has settled, yielding the count of each batch, which is a transaction of its own."""
    while sealed := seal_batch(now=now):
        yield sealed


@transaction.atomic
def seal_batch(*, now: dt.datetime) -> int:
    """
    Seal one batch and return how many entries it had.

    Of two workers at once, the second is refused by the number of the seal.
    """
    last = head()
    number, digest = (last.number, last.digest) if last else (0, GENESIS)
    seals = []
    for entry in unsealed(now=now, last=last)[:BATCH]:
        number, digest = number + 1, digest_of(entry, previous=digest)
        seals.append(AuditSeal(number=number, entry=entry, digest=digest, sealed_at=now))
    return len(AuditSeal.objects.bulk_create(seals))


def verify() -> Iterator[str]:
    """Walk the whole chain and yield a sentence for everything that does not fit; none means the trail is whole."""
    for found in verify_in_batches():
        yield from found


def verify_in_batches() -> Iterator[list[str]]:
    """Walk the whole chain and yield what does not fit in each batch, so that a worker can pause between two."""
    number, digest = 0, GENESIS
    newest: dt.datetime | None = None
    for seals in _batches(AuditSeal.objects.order_by("number").iterator(BATCH)):
        entries = AuditEntry.objects.in_bulk([seal.entry_id for seal in seals])
        found = []
        for seal in seals:
            if seal.number != number + 1:
                found.append(f"Seals {number + 1} to {seal.number - 1} are missing.")
            entry = entries.get(seal.entry_id)
            if entry is None:
                found.append(f"Entry {seal.entry_id} is missing; seal {seal.number} proves that it was there.")
            elif digest_of(entry, previous=digest) != seal.digest:
                found.append(f"Entry {seal.entry_id} was altered since seal {seal.number}, or the seal before it was.")
            if entry is not None:
                newest = max(newest or entry.at, entry.at)
            number, digest = seal.number, seal.digest
        yield found
    if newest is not None:
        late = AuditEntry.objects.filter(seal__isnull=True, at__lt=newest - WRITTEN_LATE).order_by("pk")
        yield [
            f"Entry {pk} was written into the past: it has no seal, and younger ones have."
            for pk in late.values_list("pk", flat=True).iterator(BATCH)
        ]


def lost_head(digest: str) -> str:
    """Return the sentence that no seal has the ``digest`` written down earlier; ``""`` while one has."""
    if AuditSeal.objects.filter(digest=digest).exists():
        return ""
    return f"No seal has the digest {digest}: the trail was cut off, or rewritten."


def _batches(seals: Iterable[AuditSeal]) -> Iterator[list[AuditSeal]]:
    batch: list[AuditSeal] = []
    for seal in seals:
        batch.append(seal)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch
