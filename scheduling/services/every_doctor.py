"""Do something for one doctor after the other, each in a transaction of its own."""

import datetime as dt
import logging
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.db.models import QuerySet

from accounts.models import Doctor

log = logging.getLogger(__name__)

Report = TypeVar("Report")


def every_doctor(
    doctors: QuerySet[Doctor], service: Callable[..., Report], *, now: dt.datetime, failed: Callable[..., Any]
) -> Iterator[Report]:
    """
    Yield what ``service`` reports of each of ``doctors``; one for whom it fails is logged and never stops the rest.

    ``failed`` makes their report, of a ``doctor_id`` and the name of the ``error``.
    """
    for doctor in doctors.order_by("pk"):
        try:
            report = service(doctor=doctor, now=now)
        except Exception as error:
            log.exception("%s failed for doctor %s", getattr(service, "__name__", service), doctor.pk)
            report = failed(doctor_id=doctor.pk, error=type(error).__name__)
        yield report
