"""One step with a person, as tables of the admin name it, and what its page asks and carries."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib.admin.widgets import AdminTextInputWidget
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.keys import is_key
from dashboards.reading.what_follows.follow import WhatFollows

MOST = 50
"""How many people a page asks about at once: a page of the list."""


class RowsSeen(forms.Field):
    """Whom the page asked about, by key, each with the digest of what their consequences stand on."""

    widget = forms.MultipleHiddenInput

    def clean(self, value):
        seen = dict(text.partition(".")[::2] for text in value or [])
        if not seen or len(seen) > MOST or not all(is_key(key) for key in seen):
            raise ValidationError(_("We could not read that. Go back and choose again."), code="unreadable")
        return {int(key): digest for key, digest in seen.items()}


class AskForm(forms.Form):
    """Nothing but the button. ``rows`` are the people, ``actor`` is who asks."""

    answer = RowsSeen()
    use_required_attribute = False

    def __init__(self, *args, rows, actor, **kwargs):
        super().__init__(*args, **kwargs)
        self.shape(rows, actor)
        self.fieldsets = [(None, {"fields": [name for name in self.fields if name != "answer"]})]

    def shape(self, rows, actor):
        """Leave out what need not be asked of these people."""

    def said(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "answer"}


class ReasonForm(AskForm):
    reason = forms.CharField(
        label=gettext_lazy("Why?"),
        max_length=200,
        widget=AdminTextInputWidget,
        help_text=gettext_lazy("For the people who work here. The patient does not read it."),
        error_messages={"required": gettext_lazy("Say why. It is read when they call.")},
    )


@dataclass(frozen=True)
class PersonStep:
    """
    One thing to do: its address, its words, whether it may be done, what follows, and who does it.

    ``may`` returns the sentence of the refusal, or ``None``; ``is_done`` says whether there is nothing left to do;
    ``do`` is told the person under ``whom`` with ``actor`` and ``now``, and whatever the form asked.
    """

    slug: str
    whom: str
    button: str | Promise
    question: str | Promise
    action: str | Promise
    done: str | Promise
    done_already: str | Promise
    is_done: Callable[[Any], bool]
    may: Callable[..., str | None]
    follows: Callable[..., WhatFollows]
    do: Callable[..., Any]
    form: type[AskForm] = AskForm

    def why_not(self, person, *, actor):
        """Return why it cannot be done now, or ``None``."""
        if refusal := self.may(person, actor=actor):
            return refusal
        return self.done_already % {"name": person} if self.is_done(person) else None


def digest(what):
    """Return what tells one state of the consequences from another."""
    return hashlib.sha256(repr(what.stands_on).encode()).hexdigest()[:20]
