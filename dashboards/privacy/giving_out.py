"""The one way the copy of a patient's data leaves the house: as a file to save, kept by no cache, written down."""

import datetime as dt

from django.http import FileResponse

from accounts.models import SubjectRequest, User
from accounts.services.auditing import audit_read
from accounts.services.subject_requests import request_label
from dashboards.privacy.copying import copy_of


def give_out(
    request: SubjectRequest, *, actor: User, purpose: str, now: dt.datetime, on_patients_side: bool = False
) -> FileResponse:
    """Answer with the copy, made now. Whether ``actor`` may have it was settled by who calls."""
    audit_read(
        actor=actor,
        patient=request.patient,
        purpose=purpose,
        object_label=f"{request_label(request)}:copy",
        on_patients_side=on_patients_side,
        now=now,
    )
    name = f"{request.patient.record_number}-{now:%Y-%m-%d}.zip"
    answer = FileResponse(copy_of(request.patient, now=now), as_attachment=True, filename=name)
    answer["Cache-Control"] = "private, no-store"
    answer["X-Content-Type-Options"] = "nosniff"
    return answer
