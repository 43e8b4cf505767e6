"""Lists of hundreds of thousands of rows: counted by estimate, and read from whichever end is nearer."""

import json
import sys

from django.contrib.admin.views.main import PAGE_VAR, ChangeList
from django.core.paginator import Paginator
from django.db import connections
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

LONG = 50_000
"""Below this many rows counting takes a few milliseconds."""


class About(int):
    """A number of rows that is an estimate, and says so wherever it is printed: *about 361,000*."""

    def __str__(self):
        spare = max(0, len(repr(int(self))) - 3)
        return _("about %(count)s") % {"count": number_format(round(int(self), -spare), force_grouping=True)}


class LongListPaginator(Paginator):
    """
    Counts a whole long table as PostgreSQL's planner does, a choice of its rows exactly.

    An estimate is off in either direction. So it is believed in the first half
    of the list only, where no page depends on it; ``asked`` for a page further
    on, the rows are counted, and a page behind the last one is the last one.
    """

    asked = 1

    @cached_property
    def count(self):
        estimate = about(self.object_list)
        if estimate is not None and self.asked <= estimate // self.per_page // 2:
            return estimate
        return super().count

    def validate_number(self, number):
        return super().validate_number(min(number, self.num_pages))

    def page(self, number):
        number = self.validate_number(number)
        if not isinstance(self.count, About):
            return self.page_from_the_nearer_end(number)
        page = super().page(number)
        if len(page.object_list) == self.per_page:
            return page
        self.count = self.object_list.count()  # far fewer than was thought
        del self.num_pages
        return self.page(number)

    def page_from_the_nearer_end(self, number):
        """Return a page without the rows in front of it being read, where those behind it are fewer."""
        first, behind = (number - 1) * self.per_page, min(number * self.per_page, self.count)
        if first <= self.count // 2 or not self.object_list.ordered:
            return super().page(number)
        rows = self.object_list.reverse()[self.count - behind : self.count - first]
        return self._get_page(list(reversed(rows)), number, self)


def about(rows):
    """Return the planner's estimate where ``rows`` are a whole long table of PostgreSQL, else None."""
    query = rows.query
    if connections[rows.db].vendor != "postgresql" or query.where or query.distinct or query.group_by:
        return None
    (told,) = json.loads(rows.order_by().values("pk").explain(format="json"))
    estimate = told["Plan"]["Plan Rows"]
    return About(estimate) if estimate > LONG else None


def page_asked_for(request):
    asked = request.GET.get(PAGE_VAR, "")
    return int(asked) if asked.isascii() and asked.isdecimal() and len(asked) < len(str(sys.maxsize)) else 1


class LongChangeList(ChangeList):
    """Stands on the page that is shown, when one behind the last was asked for."""

    def get_results(self, request):
        super().get_results(request)
        self.result_count = self.paginator.count
        self.page_num = min(self.page_num, self.paginator.num_pages)


class CountsLongLists:
    """A list that is counted once, by ``LongListPaginator``. Stands before the admin it is mixed into."""

    show_full_result_count = False
    paginator = LongListPaginator

    def get_paginator(self, request, *args, **told):
        paginator = super().get_paginator(request, *args, **told)
        paginator.asked = page_asked_for(request)
        return paginator

    def get_changelist(self, request, **told):
        return LongChangeList
