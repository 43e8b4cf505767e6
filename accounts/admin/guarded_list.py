"""Lists that answer what their filters ask, and no other question."""

from django.contrib import admin
from django.contrib.admin.helpers import ACTION_CHECKBOX_NAME
from django.contrib.admin.options import IncorrectLookupParameters
from django.db import DataError

from accounts.admin.exporting import ExportsList
from accounts.admin.keys import FindsRows, is_key_of
from accounts.admin.long_lists import CountsLongLists
from accounts.admin.searching import SearchesByKeys


class GuardedListAdmin(CountsLongLists, SearchesByKeys, FindsRows, ExportsList):
    """
    Keeps a list's address to what the list offers.

    Django lets the address ask about every column of the table and every row
    that points to it, shown or not: ``?label__startswith=c`` would spell out
    the private reason of somebody's leave, a letter at a time.
    """

    def lookup_allowed(self, lookup, value, request=None):
        offered = [*(self.get_list_filter(request) if request else self.list_filter), self.date_hierarchy]
        return any(asks(lookup, of=one) for one in offered if one) and super().lookup_allowed(lookup, value, request)

    def get_changelist_instance(self, request):
        """Answer a value no row can have as Django answers one of the wrong kind: with the whole list."""
        try:
            return super().get_changelist_instance(request)
        except (ValueError, OverflowError, DataError) as error:
            raise IncorrectLookupParameters(error) from error

    def response_action(self, request, queryset):
        """Pass over ticked rows that no row can be: Django would ask the database for them, and fail."""
        request.POST = request.POST.copy()
        ticked = [key for key in request.POST.getlist(ACTION_CHECKBOX_NAME) if is_key_of(self.model, key)]
        request.POST.setlist(ACTION_CHECKBOX_NAME, ticked)
        return super().response_action(request, queryset)

    def get_search_results(self, request, queryset, search_term):
        """Search without NUL, which no text holds and PostgreSQL refuses; autocompletes pass it on unread."""
        return super().get_search_results(request, queryset, search_term.replace("\0", ""))


def asks(lookup, *, of):
    """Say whether ``lookup`` is a question of the filter ``of``, which is written as in ``list_filter``."""
    if isinstance(of, type):
        return lookup == of.parameter_name
    name, kind = (of, None) if isinstance(of, str) else of
    if kind is admin.EmptyFieldListFilter:
        return lookup == f"{name}__isempty"  # whether there is one, not which
    return lookup == name or lookup.startswith(f"{name}__")
