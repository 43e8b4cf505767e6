"""News for the apps above: from working hours and time off, from the front page and from the search."""

from django.dispatch import Signal

# Sent in the transaction of the change, once for each doctor whose booked time
# now stands differently: ``doctor``, ``now``, ``actor`` and
# ``intervals=[(starts_at, ends_at, cause)]``. The cause is "doctor_away" or
# "outside_hours", and "" where the doctor works again; those with "" come
# first, so that who goes through them in order ends with what is true.
time_withdrawn = Signal()

# Sent when somebody signed in opens the front page: ``request``, ``now``. A
# receiver returns what it adds to the page's context.
front_page_opened = Signal()

# Sent when the page of results was opened with a search, by whomever: ``asked``,
# a ``scheduling.search.asked.Asked``. A receiver asks the database nothing and
# writes nothing: this is a page many open.
doctors_searched = Signal()
