"""What is wrong with a text before it is saved, in sentences that name the place."""

from django.utils.translation import gettext as _

from appointments.models.text import MessageText
from appointments.notifications.channels.gsm7 import ONE_PART, is_gsm7, septets
from appointments.notifications.texts.filling import BraceAlone, filled, names_in
from appointments.notifications.texts.placeholders import example_of, offered
from appointments.notifications.wording import LONGEST_SUBJECT
from appointments.notifications.wording.plain_gsm import plain

Part = MessageText.Part


def errors_in(text, *, situation, part):
    """Return why ``text`` cannot be saved, as sentences."""
    if not text.strip():
        return [_("Write a text, or restore the original.")]
    try:
        names = names_in(text)
    except BraceAlone as error:
        return [str(error)]
    known = {placeholder.name for placeholder in offered(situation, part)}
    errors = [
        _("{%(name)s} cannot be filled in here.") % {"name": name} for name in dict.fromkeys(names) if name not in known
    ]
    if part == Part.SMS:
        errors += _errors_of_text_message(text, names)
    if errors:
        return errors
    too_long = _too_long(text, situation=situation, part=part)
    return [too_long] if too_long else []


def warnings_about(text, *, situation, part):
    """Return what whoever saves a text without errors should know."""
    if not _too_long(text, situation=situation, part=part, longest=True):
        return []
    return [
        _(
            "With the longest names this is too long. It is then sent with shorter ones, such as “your doctor”,"
            " and where that is not enough, in the original words."
        )
    ]


def length_in_words(text, *, situation, part):
    """Say how long a text is with everyday values; for a text that has no errors."""
    example = with_examples(text, situation=situation, part=part)
    if part == Part.SMS:
        return _("%(count)s of %(most)s characters, 1 text message") % {"count": septets(example), "most": ONE_PART}
    if part == Part.SUBJECT:
        return _("%(count)s of %(most)s characters") % {"count": len(example), "most": LONGEST_SUBJECT}
    return _("%(count)s characters") % {"count": len(example)}


def with_examples(text, *, situation, part, longest=False):
    """Return ``text`` filled with example values."""
    values = {placeholder.name: example_of(placeholder, longest=longest) for placeholder in offered(situation, part)}
    written = filled(text, values)
    return plain(written) if part == Part.SMS else written


def _errors_of_text_message(text, names):
    errors = []
    strange = dict.fromkeys(letter for letter in text if not is_gsm7(letter))
    if strange:
        letters = " ".join(strange)
        errors.append(_("Text messages cannot carry these characters: %(letters)s") % {"letters": letters})
    if names.count("link") != 1:
        errors.append(_("{link} must stand in a text message, once."))
    return errors


def _too_long(text, *, situation, part, longest=False):
    example = with_examples(text, situation=situation, part=part, longest=longest)
    length, most = (septets(example), ONE_PART) if part == Part.SMS else (len(example), LONGEST_SUBJECT)
    if part == Part.FACT or length <= most:
        return ""
    return _("This is %(length)s characters long with everyday names. %(most)s is the most.") % {
        "length": length,
        "most": most,
    }
