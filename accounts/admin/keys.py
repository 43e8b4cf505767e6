"""Keys of rows as an address or a form brings them: a number a row can have, or none at all."""

from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple
from django.core.exceptions import ValidationError
from django.db import models

MOST_DIGITS = 18
"""One fewer than the longest 64-bit number: SQLite fails over more."""


def is_key(value):
    """Say whether ``value`` can be somebody's key."""
    return str(value).isdecimal() and len(str(value)) <= MOST_DIGITS


def is_key_of(model, value):
    """Say whether ``value`` can be the key of a row of ``model``, whose keys may be no numbers."""
    key = model._meta.pk
    if isinstance(key, models.IntegerField):
        return is_key(value)
    try:
        key.to_python(value)
    except ValidationError:
        return False
    return True


class OnlyKeys:
    """For autocompletes: shows what cannot be a key as nothing chosen, where Django would ask the database for it."""

    def optgroups(self, name, value, attr=None):
        return super().optgroups(name, [one for one in value if is_key(one)], attr)


class RowSelect(OnlyKeys, AutocompleteSelect):
    """One row, looked for by typing."""


class RowSelectMultiple(OnlyKeys, AutocompleteSelectMultiple):
    """Several rows, looked for by typing."""


class FindsRows:
    """Gives an admin's ``autocomplete_fields`` these selects."""

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowSelect(db_field, self.admin_site))
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", RowSelectMultiple(db_field, self.admin_site))
        return super().formfield_for_manytomany(db_field, request, **kwargs)
