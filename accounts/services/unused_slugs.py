"""Addresses made of names that nobody has yet."""

from django.db import models
from django.utils.text import slugify


def unused_slug(name: str, *, among: "models.QuerySet", otherwise: str) -> str:
    """Return ``amara-osei``, or ``amara-osei-2`` if ``among`` has one; ``otherwise`` is for names without a letter."""
    stem = slugify(name)[:100] or otherwise
    taken = set(among.filter(slug__startswith=stem).values_list("slug", flat=True))
    candidates = (stem if n == 1 else f"{stem}-{n}" for n in range(1, len(taken) + 2))
    return next(slug for slug in candidates if slug not in taken)
