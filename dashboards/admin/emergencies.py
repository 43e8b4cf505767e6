"""Emergencies to look into, with what was done with the record in the hour it was open."""

import datetime as dt

from django.contrib import admin
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from accounts.admin.emergencies import EmergencyOpeningAdmin
from accounts.models import EmergencyOpening
from accounts.trail.seen import what_account_saw
from dashboards.reading.trail_words import action_words, thing_words
from scheduling.admin.moments import day_and_clock, zone_words
from scheduling.clinic_time import local
from scheduling.clocks_in_use import zone_of_most_clinics

A_MINUTE = dt.timedelta(minutes=1)


@admin.register(EmergencyOpening)
class ReviewedOpeningAdmin(EmergencyOpeningAdmin):
    FACTS = [*EmergencyOpeningAdmin.FACTS, "then_done", "all_seen"]

    @admin.display(description=_("done with the record until then"))
    def then_done(self, opening):
        """Return what the trail has of this doctor and this patient from the opening to its end, a line each."""
        zone = zone_of_most_clinics()
        seen = what_account_saw(opening.doctor.user, since=opening.opened_at, until=opening.until + A_MINUTE)
        lines = [line for patient, lines in seen.people if patient == opening.patient for line in reversed(lines)]
        rows = [
            (
                f"{action_words(line.action)}: {thing_words(line.object_label)}",
                day_and_clock(line.first, zone),
                f", {line.address}" if line.address else "",
            )
            for line in lines
        ]
        clock = format_html('<p class="quiet">{}</p>', zone_words(zone))
        return format_html_join("", "<p>{}<br>{}{}</p>", rows) + clock if rows else _("Nothing")

    @admin.display(description=_("all that was seen"))
    def all_seen(self, opening):
        """Lead to everything the doctor saw while it was open, other patients among it."""
        zone = zone_of_most_clinics()
        span = {"since": opening.opened_at, "until": opening.until + A_MINUTE}
        times = {name: f"{local(moment, zone):%Y-%m-%dT%H:%M}" for name, moment in span.items()}
        asked = urlencode({"who": opening.doctor.user_id} | times | {"zone": zone})
        return format_html(
            '<a href="{}?{}">{}</a>', reverse("admin:audit_seen"), asked, _("What did this account see?")
        )
