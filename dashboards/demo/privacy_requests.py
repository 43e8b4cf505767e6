"""What some patients asked about their data: one due in days, one fresh, one answered."""

import datetime as dt

from accounts.models import SubjectRequest
from accounts.services.subject_requests import answer_request, open_request

Kind, Channel = SubjectRequest.Kind, SubjectRequest.Channel


def ask_about_data(*, patients, administrator, now):
    """Take the requests through the service; its mails are of their days, and never sent."""
    told = {"actor": administrator, "now": now}
    third, fourth = patients[2], patients[3]
    for patient, kind, channel, days, note in (
        (third, Kind.ACCESS, Channel.LETTER, 27, ""),
        (fourth, Kind.RECTIFICATION, Channel.DESK, 2, "The street has changed its name."),
    ):
        day = (now - dt.timedelta(days=days)).date()
        open_request(patient=patient, kind=kind, channel=channel, received_on=day, note=note, **told)
    day = (now - dt.timedelta(days=9)).date()
    answered = open_request(patient=third, kind=Kind.PORTABILITY, channel=Channel.DESK, received_on=day, **told)
    answer_request(request=answered, **told)
