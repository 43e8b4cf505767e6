"""A calendar file as an answer: saved under the reference, kept in no cache."""

from django.http import HttpResponse


def calendar_download(appointment, file):
    """Return ``file`` (bytes) as a download; ``.ics`` is the ending calendars open."""
    return HttpResponse(
        file,
        content_type="text/calendar; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="appointment-{appointment.reference}.ics"',
            "Cache-Control": "no-store",
        },
    )
