"""The changed texts that hold now, and what a message says with them."""

from dataclasses import replace

from accounts.remembering import forget, remembered
from appointments.models import BookingSettings, MessageText
from appointments.notifications.channels.gsm7 import ONE_PART, septets
from appointments.notifications.texts.filling import BraceAlone, filled
from appointments.notifications.texts.placeholders import PLACEHOLDERS
from appointments.notifications.texts.situations import situation_of
from appointments.notifications.wording import LONGEST_SUBJECT, WORDS
from appointments.notifications.wording.plain_gsm import is_legible, plain
from appointments.notifications.wording.words import with_more

Part = MessageText.Part


def texts_in_use():
    """
    Return ``{(situation, part, language): text}``.

    No statement while nobody has changed any: the row of settings says so, which
    every booking reads anyway. Otherwise one a minute in each process, and at
    once where the change was made.
    """
    return remembered(MessageText, _read) if BookingSettings.load().has_own_texts else {}


def _read():
    rows = MessageText.objects.values_list("situation", "part", "language", "text")
    return {(situation, part, language): text for situation, part, language, text in rows}


def forget_texts():
    """Ask anew next time."""
    forget(MessageText)
    forget(BookingSettings)


def words_of(kind, facts, *, texts=None):
    """
    Return the words of a message: the originals, with ``texts`` in place of those that were changed.

    ``texts`` are those in use unless others are to be tried. A text that cannot be
    filled, or that names make too long to send, gives way to its original: a text
    somebody wrote never stops a message.
    """
    words = WORDS[kind](facts)
    texts = texts_in_use() if texts is None else texts
    if not texts:
        return words
    situation = situation_of(kind, facts)
    changed = {
        part.value: text
        for part in Part
        if (text := _told(part, texts.get((situation, part.value, facts.recipient.language), ""), facts))
    }
    if not words.sms:
        changed.pop(Part.SMS.value, None)
    return replace(words, **changed)


def _told(part, text, facts):
    """Return ``text`` filled in and fit to be sent, with brief values where the whole ones are too long; or ``""``."""
    if not text:
        return ""
    try:
        candidates = [filled(text, Values(facts, part, brief=brief)) for brief in (False, True)]
    except (BraceAlone, KeyError):
        return ""
    if part == Part.SMS:
        candidates = [plain(candidate) for candidate in candidates]
    if part == Part.SUBJECT:
        candidates = with_more(facts, candidates)
    return next((candidate for candidate in candidates if fits(part, candidate)), "")


def fits(part, text):
    """Return whether a text, filled in, can be sent as this part of a message."""
    if part == Part.SUBJECT:
        return len(text) <= LONGEST_SUBJECT
    return part != Part.SMS or septets(text) <= ONE_PART


class Values(dict):
    """The placeholders' values, worked out when a text names them; in a text message in its alphabet."""

    def __init__(self, facts, part, *, brief):
        super().__init__()
        self.facts = facts
        self.part = part
        self.brief = brief

    def __missing__(self, name):
        placeholder = PLACEHOLDERS[name]
        if self.part not in placeholder.parts:
            raise KeyError(name)
        value = placeholder.short(self.facts) if self.brief else placeholder.value(self.facts)
        if self.part != Part.SMS:
            return value
        return plain(value if is_legible(value) else placeholder.short(self.facts))
