"""The header and the menu: which links a person sees, and which of them is the page they are on."""

from dataclasses import dataclass

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from accounts.roles import Role


@dataclass(frozen=True)
class NavItem:
    """One link of the frame. ``current`` is the value for `aria-current`, empty elsewhere."""

    key: str
    label: str
    url: str
    current: str = ""


def steps_of_a_record(space):
    """Return how the names of the pages of a health record begin, on the patient's side or a doctor's."""
    return tuple(f"{space}:{part}" for part in ("history", "document", "measurement"))


class Frame:
    """
    Everything about the frame that depends on who asks; built when a full page asks for it.

    Fragments fetched by htmx never touch it. No part of it runs a query beyond the
    one that loads the signed-in user; for a doctor, one more that loads the doctor.
    """

    def __init__(self, request):
        self.request = request
        user = getattr(request, "user", None)
        self.user = user if user is not None and user.is_authenticated else None
        self.role = getattr(self.user, "role", "")

    @property
    def for_staff(self):
        """Say whether this is a doctor's frame; one who has left sees the patients'."""
        return self.user is not None and self.role == Role.DOCTOR and self.user.working_doctor is not None

    @property
    def home_url(self):
        return self._url("doctor:today" if self.for_staff else "scheduling:home") or "/"

    @property
    def nav(self):
        """The links of the header."""
        if self.for_staff:
            return self._items(
                ("today", _("Today"), "doctor:today"),
                ("calendar", _("Calendar"), "doctor:calendar"),
                ("requests", _("Requests"), "doctor:requests"),
                ("patients", _("Patients"), "doctor:patients"),
                ("hours", _("Hours"), "doctor:hours"),
            )
        if self.role == Role.ADMINISTRATOR:
            return self._items(
                ("find", _("Find a doctor"), "scheduling:home"),
                ("admin", _("Administration"), "admin:index"),
                ("messages", _("Messages"), "me:notifications"),
            )
        if self.user:
            return self._items(
                ("find", _("Find a doctor"), "scheduling:home"),
                ("appointments", _("My appointments"), "appointments:list"),
                ("health", _("My health"), "me:history"),
                ("messages", _("Messages"), "me:notifications"),
            )
        return self._items(
            ("find", _("Find a doctor"), "scheduling:home"),
            ("appointments", _("My appointments"), "appointments:list"),
            ("help", _("Help"), "#help"),
            ("sign-in", _("Sign in"), "account_login"),
        )

    @property
    def account(self):
        """The person's own pages: for patients their home, for who works here their settings."""
        if not self.user:
            return None
        works_here = self.for_staff or self.role == Role.ADMINISTRATOR
        found = self._items(("me", str(self.user), "me:settings" if works_here else "me:home"))
        return found[0] if found else None

    @property
    def also(self):
        """What the menu adds below the header's links; doctors fall ill too."""
        if self.for_staff:
            return self._items(
                ("profile", _("Your profile"), "doctor:profile"),
                ("messages", _("Messages"), "me:notifications"),
                ("find", _("Find a doctor for yourself"), "scheduling:home"),
                ("appointments", _("My own appointments"), "appointments:list"),
                ("health", _("My own health"), "me:history"),
            )
        return []

    @property
    def settings_url(self):
        return self._url("me:settings") if self.user else ""

    @property
    def sign_out_url(self):
        return self._url("account_logout") if self.user else ""

    def _items(self, *rows):
        found = [(key, label, name, self._url(name)) for key, label, name in rows]
        return [NavItem(key, label, url, self._current(key, name, url)) for key, label, name, url in found if url]

    def _current(self, key, name, url):
        if url == self.request.path:
            return "page"
        here = getattr(self.request.resolver_match, "view_name", "") if self.request.resolver_match else ""
        space = here.partition(":")[0] if ":" in here else ""
        inside = {
            "find": space == "scheduling"
            or here in {"appointments:start", "appointments:book"}
            or here.startswith("appointments:book_"),
            "appointments": space == "appointments"
            and not here.startswith("appointments:book")
            and here != "appointments:start",
            "calendar": here == "doctor:day_list",
            "requests": here in {"doctor:decide_many"},
            "patients": here.startswith(("doctor:patient", *steps_of_a_record("doctor"))),
            "hours": here.startswith(("doctor:hours", "doctor:time_off", "doctor:slot")),
            "health": here.startswith(steps_of_a_record("me")),
            "me": here.startswith("doctor:profile")
            or (space == "me" and here != "me:notifications" and not here.startswith(steps_of_a_record("me"))),
        }
        return "true" if here == name or inside.get(key, False) else ""

    @staticmethod
    def _url(name):
        """Return the address, or nothing: an app that is not installed has no link in the frame."""
        if name.startswith("#"):
            return name
        try:
            return reverse(name)
        except NoReverseMatch:
            return ""
