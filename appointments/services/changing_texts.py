"""Change a text of messages, and bring the original back."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry
from accounts.services.auditing import audit
from appointments.models import BookingSettings, MessageText
from appointments.notifications.texts.checking import errors_in
from appointments.notifications.texts.in_use import forget_texts
from appointments.notifications.texts.originals import original

RIGHT = "appointments.change_messagetext"


class TextRefused(Exception):
    """This text cannot be saved. The message can be read aloud."""


class TextChanged(TextRefused):
    """Somebody else has changed it since it was shown."""

    def __init__(self):
        super().__init__(_("Somebody else has changed this text meanwhile. Look at it again, then save yours."))


def text_now(situation, part, language):
    """Return the text that holds, and the row it stands in; no row where it is the original."""
    rows = MessageText.objects.filter(situation=situation.code, part=part, language=language)
    row = rows.select_related("changed_by").first()
    return (row.text if row else original(situation, part, language)), row


@in_one_transaction(otherwise=TextChanged)
def change_text(*, situation, part, language, text, seen, actor, now):
    """
    Let ``text`` stand in place of the original and return its row; ``None`` where it is the original again.

    ``seen`` is the text that was shown when editing began. In effect at once in this
    process, in every other within a minute. Raises PermissionDenied, ``TextRefused``
    or ``TextChanged``. The inverse is ``restore_text``.
    """
    _check_right(actor)
    text = " ".join(text.split())
    row = _locked(situation, part, language)
    if seen != (row.text if row else original(situation, part, language)):
        raise TextChanged
    if text == seen:
        return row
    if row and text == original(situation, part, language):
        _restore(row, actor=actor, now=now)
        return None
    if errors := errors_in(text, situation=situation, part=part):
        raise TextRefused(" ".join(errors))
    row = row or MessageText(situation=situation.code, part=part, language=language)
    row.text, row.changed_by, row.changed_at = text, actor, now
    row.save()
    _write_down(row, AuditEntry.Action.CHANGE, actor=actor, now=now)
    return row


@in_one_transaction()
def restore_text(*, situation, part, language, actor, now):
    """Let the original stand again. Raises PermissionDenied; without a changed text nothing happens."""
    _check_right(actor)
    row = _locked(situation, part, language)
    if row is not None:
        _restore(row, actor=actor, now=now)


def _check_right(actor):
    if not (actor.is_active and actor.has_perm(RIGHT)):
        raise PermissionDenied(_("You cannot change the texts of messages."))


def _locked(situation, part, language):
    rows = MessageText.objects.select_for_update().filter(situation=situation.code, part=part, language=language)
    return rows.first()


def _restore(row, *, actor, now):
    row.delete()
    _write_down(row, AuditEntry.Action.RETRACT, actor=actor, now=now)


def _write_down(row, action, *, actor, now):
    """The row of settings says whether there are any texts; then who changed which."""
    settings = BookingSettings.objects.select_for_update().first() or BookingSettings()
    settings.has_own_texts = MessageText.objects.exists()
    settings.save(update_fields=["has_own_texts"] if settings.pk else None)
    audit(
        actor=actor,
        action=action,
        object_label=f"text:{row.situation}:{row.part}:{row.language}",
        patient=None,
        now=now,
    )
    transaction.on_commit(forget_texts)
