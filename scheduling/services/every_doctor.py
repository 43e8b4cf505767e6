"""Do something for one doctor after the other, each in a transaction of its own."""

import datetime as dt
import logging
import time
from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.db.models import QuerySet

from accounts.contention import let_others_write
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
        began = time.monotonic()
        try:
            report = service(doctor=doctor, now=now)
        except Exception as error:
            log.exception("%s failed for doctor %s", getattr(service, "__name__", service), doctor.pk)
            report = failed(doctor_id=doctor.pk, error=type(error).__name__)
        let_others_write(after=time.monotonic() - began)
        yield report
