"""What the pages of the site are called in the figures: in words, made of the names of their addresses."""

from django.apps import apps
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

KNOWN = {
    "": gettext_lazy("Addresses that lead nowhere"),
    "scheduling:home": gettext_lazy("Front page"),
    "scheduling:results": gettext_lazy("Results of a search"),
    "scheduling:filters": gettext_lazy("Filters of a search"),
    "scheduling:doctor": gettext_lazy("Profile of a doctor"),
    "scheduling:times": gettext_lazy("Times of a doctor"),
    "scheduling:photo": gettext_lazy("Photo of a doctor"),
    "appointments:start": gettext_lazy("Booking: time chosen"),
    "appointments:detail": gettext_lazy("Appointment of a patient"),
    "appointments:list": gettext_lazy("Appointments of a patient"),
    "doctor:today": gettext_lazy("Doctor: today"),
    "doctor:calendar": gettext_lazy("Doctor: calendar"),
    "account_login": gettext_lazy("Signing in"),
    "account_signup": gettext_lazy("Signing up"),
    "admin:index": gettext_lazy("Administration: first page"),
    "admin:monitor": gettext_lazy("Administration: monitor"),
}
AREAS = {
    "appointments": gettext_lazy("Appointments"),
    "doctor": gettext_lazy("Doctor"),
    "me": gettext_lazy("Patient"),
    "live": gettext_lazy("Live updates"),
    "scheduling": gettext_lazy("Search"),
    "admin": gettext_lazy("Administration"),
}
STEPS = {
    "changelist": gettext_lazy("list"),
    "change": gettext_lazy("one of them"),
    "add": gettext_lazy("a new one"),
    "delete": gettext_lazy("taking one out"),
    "history": gettext_lazy("changes of one"),
}


def page_words(name):
    """Return what the page with this URL name is called: ``Doctor: requests``, ``Administration: patients, list``."""
    if name in KNOWN:
        return str(KNOWN[name])
    area, _colon, page = name.rpartition(":")
    if area == "admin" and (words := words_of_model(page)):
        return _("Administration: %(page)s") % {"page": words}
    plain = page.replace("_", " ")
    if area in AREAS:
        return f"{AREAS[area]}: {plain}"
    return capfirst(plain.replace("mfa ", _("second step") + ": ").replace("account ", _("account") + ": "))


def words_of_model(page):
    """Return ``patients, list`` for ``accounts_patient_changelist``; nothing where that is no model of ours."""
    for step, words in STEPS.items():
        app_label, _line, model = page.removesuffix(f"_{step}").partition("_")
        if page.endswith(f"_{step}") and model in apps.all_models.get(app_label, {}):
            return f"{apps.get_model(app_label, model)._meta.verbose_name_plural}, {words}"
    return ""
