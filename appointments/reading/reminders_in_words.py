"""The reminders of each clinic in words, for the admin."""

from django.utils.translation import gettext as _

from appointments.models import Message, ReminderRule
from appointments.notifications.reminder_plan import DEFAULT_PLAN, known_channels
from scheduling.models import Clinic


def plan_lines():
    """Return ``[(whose, words), …]``: the plan for all first, then each active clinic by name. Two queries."""
    rows = list(ReminderRule.objects.order_by("-days", "-hours", "pk"))
    for_all = [rule for rule in rows if rule.clinic_id is None]
    usual = _("Nothing is written down for all clinics, so: %(plan)s") % {"plan": in_words(DEFAULT_PLAN)}
    lines = [(_("The default plan"), in_words(for_all) if for_all else usual)]
    for clinic in Clinic.objects.filter(is_active=True).order_by("name"):
        own = [rule for rule in rows if rule.clinic_id == clinic.pk]
        lines.append((clinic.name, in_words(own) if own else _("Uses the default plan.")))
    return lines


def in_words(rules):
    """Return ``7 days before by email, in the portal. 1 day before …``; a plan that is empty says so."""
    told = [one_in_words(rule) for rule in rules if rule.is_active and known_channels(rule)]
    return " ".join(told) or _("No reminders.")


def one_in_words(rule):
    labels = dict(Message._meta.get_field("channel").flatchoices)
    by = ", ".join(str(labels[code]).lower() for code in known_channels(rule))
    words = _("%(when)s (%(by)s).") % {"when": rule, "by": by}
    return words[:1].upper() + words[1:]
