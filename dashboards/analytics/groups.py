"""Figures by specialty, or by doctor of the chosen one: whose they are, and what they add up to."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from accounts.models import Doctor, Specialty


@dataclass(frozen=True)
class Group:
    """A specialty, or a doctor of the chosen one. ``key`` is theirs."""

    key: int
    name: str
    now: Any
    before: Any


def specialties(by_doctor: Mapping[int, tuple[Any, Any]], added: Callable[[Iterable[Any]], Any]) -> list[Group]:
    """Return a group for each specialty, its figures ``added`` up; a doctor of two counts in both."""
    members = defaultdict(list)
    for doctor, specialty in Doctor.specialties.through.objects.values_list("doctor_id", "specialty_id"):
        if doctor in by_doctor:
            members[specialty].append(doctor)
    return [
        Group(
            specialty.pk,
            specialty.name,
            added(by_doctor[doctor][0] for doctor in members[specialty.pk]),
            added(by_doctor[doctor][1] for doctor in members[specialty.pk]),
        )
        for specialty in Specialty.objects.filter(pk__in=members)
    ]


def doctors(by_doctor: Mapping[int, tuple[Any, Any]]) -> list[Group]:
    """Return a group for each doctor."""
    people = Doctor.objects.filter(pk__in=by_doctor)
    return [Group(doctor.pk, doctor.display_name, *by_doctor[doctor.pk]) for doctor in people]
