"""A form carries what its page showed, so that it never puts an older value over a newer one unasked."""

import hashlib

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.formats import localize
from django.utils.translation import gettext as _

CHANGED_MEANWHILE = "changed_meanwhile"


class SeenField(forms.CharField):
    """The digest of the values a page showed. Nobody types it, so it is no change of theirs."""

    widget = forms.HiddenInput

    def __init__(self, **kwargs):
        super().__init__(required=False, **kwargs)

    def has_changed(self, initial, data):
        return False


def with_seen(form):
    """
    Return the model ``form`` with a guard in it.

    An answer to a page that shows older values is refused with the present
    ones, and carries them from then on: sent again, it is meant.
    """

    class SeenForm(form):
        seen = SeenField()

        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            self.shown = digest(self)
            self.fields["seen"].initial = self.shown

        def clean(self):
            cleaned = super().clean()
            if self.cleaned_data.get("seen") != self.shown:
                self.data = self.data.copy()
                self.data[self.add_prefix("seen")] = self.shown
                self.add_error(None, ValidationError(as_it_is_now(self), code=CHANGED_MEANWHILE))
            return cleaned

    return SeenForm


def digest(form):
    """Return what tells one state of the row's editable values from another."""
    values = [(name, plain(form.initial.get(name))) for name in sorted(form.fields) if name != "seen"]
    return hashlib.sha256(repr(values).encode()).hexdigest()[:20]


def plain(value):
    """Return ``value`` as text that is the same for the same value; related rows by their keys, in order."""
    if isinstance(value, list):
        return sorted(str(one.pk if isinstance(one, Model) else one) for one in value)
    return str(value)


def as_it_is_now(form):
    """
    Return the sentence that names the present value of everything the form would change.

    A form that is about more than columns says what its values are in words itself, ``form.in_words(name)``.
    """
    told = getattr(form, "in_words", None) or (lambda name: in_words(form.instance, name))
    now = [
        _("%(field)s: %(value)s") % {"field": form.fields[name].label, "value": told(name)}
        for name in form.changed_data
        if name in form.initial
    ]
    sentence = _("Somebody changed this while you had it open. Nothing was saved.")
    if not now:
        return sentence
    return _("%(sentence)s What it says now: %(values)s. Save again to replace it with yours.") % {
        "sentence": sentence,
        "values": "; ".join(now),
    }


def in_words(instance, name):
    """Return the value a field has in the database as people read it."""
    field = instance._meta.get_field(name)
    value = getattr(instance, name)
    if field.many_to_many:
        return ", ".join(str(one) for one in value.all()) or _("nothing")
    if field.choices:
        return getattr(instance, f"get_{name}_display")()
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    return str(localize(value)) if value not in {None, ""} else _("nothing")
