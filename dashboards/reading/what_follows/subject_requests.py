"""What follows when a privacy request is answered, extended, refused or withdrawn."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.calendar_months import months_after
from accounts.services.subject_requests import MONTHS_EXTENDED
from dashboards.reading.what_follows.follow import Follow, WhatFollows, always


def answered(row, *, user, now):
    sentences = [told(row)]
    if row.kind in row.WITH_A_COPY:
        words = _("They can download the copy for %(days)s days, signed in. It is made when they ask for it.")
        sentences.append(words % {"days": row.COPY_DAYS})
    return follows(row, *sentences)


def extended(row, *, user, now):
    day = date_format(months_after(row.received_on, MONTHS_EXTENDED))
    return follows(row, _("The answer is due by %(day)s. This can be done once.") % {"day": day}, told(row))


def refused(row, *, user, now):
    complain = _("They may complain to the data protection authority, and go to court: the page tells them.")
    return follows(row, told(row), complain)


def withdrawn(row, *, user, now):
    return follows(row, _("The request is closed without an answer. They can ask again."))


def told(row):
    """Say whether the patient learns of it by mail."""
    has_address = row.patient.email or (row.patient.user and row.patient.user.is_active)
    return _("They get an email.") if has_address else _("There is no email address: call them, or write a letter.")


def follows(row, *sentences):
    return WhatFollows([Follow(always(words)) for words in sentences], (row.state, row.due_on))
