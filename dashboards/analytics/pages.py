"""The pages of figures: the one list for the first page of the administration and for the way from one to the next."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class PageOfFigures:
    """``name`` is that of its URL in the admin; ``about`` says what one learns there."""

    name: str
    title: str | Promise
    about: str | Promise
    may: str = "dashboards.view_dailymetric"

    @property
    def url_name(self):
        return f"admin:{self.name}"


PAGES = (
    PageOfFigures("analytics_overview", _("Overview"), _("The figures that matter, and what stands out")),
    PageOfFigures("analytics_attendance", _("Attendance"), _("Who came, who did not, who called off")),
    PageOfFigures("analytics_access", _("Access and waits"), _("How long people wait for a visit and an answer")),
    PageOfFigures(
        "analytics_searches",
        _("Searches"),
        _("What people look for, and what they look for in vain"),
        may="dashboards.view_searchmetric",
    ),
    PageOfFigures("analytics_doctors", _("Doctors and time"), _("Hours offered, used, given back and lost")),
    PageOfFigures("analytics_messages", _("Messages"), _("What arrived, what was answered, whether reminders help")),
    PageOfFigures("analytics_patients", _("Patients and growth"), _("Who is new, who comes back, how they book")),
    PageOfFigures(
        "analytics_system",
        _("System"),
        _("Whether all is well, and what is slow or fails"),
        may="dashboards.view_systemmetric",
    ),
)


def pages_for(user):
    """Return the pages of figures ``user`` may open, in their order."""
    return [page for page in PAGES if user.has_perm(page.may)]
