"""The top of the administration's first page: today's figures, whether the worker runs, what is still to be set up."""

from django.utils.translation import gettext as _

from dashboards.reading.desk_figures import about_jobs, desk_figures
from dashboards.reading.worker_state import runs_of_duties, standstill
from dashboards.services.first_steps import first_steps, is_set_up
from scheduling.clinic_time import local_date
from scheduling.clocks_in_use import zones_of_clinics
from scheduling.time_words import spoken_day


def desk(user, *, now):
    """Return what the page shows to ``user``; empty where their rights allow none of it."""
    zones = zones_of_clinics()
    zone = zones[0] if len(zones) == 1 else "UTC"
    figures, wrong = desk_figures(user, now=now), ""
    if may_see_duties(user):
        runs = runs_of_duties()
        wrong = standstill(now=now, zone=zone, runs=runs)
        figures.append(about_jobs(runs, now=now, zone=zone))
    steps = first_steps() if may_set_up(user) and not is_set_up() else []
    return {"day": day_in_words(zones, now=now), "figures": figures, "wrong": wrong, "steps": steps}


def may_see_duties(user):
    return user.has_perm("dashboards.view_dutyrun")


def may_set_up(user):
    return user.has_perms(["scheduling.add_clinic", "accounts.add_doctor", "scheduling.add_workinghours"])


def day_in_words(zones, *, now):
    """Return ``Tuesday 24 November``, or that each clinic has its own date where they differ."""
    days = {local_date(now, zone) for zone in zones}
    return spoken_day(days.pop()) if len(days) == 1 else _("by each clinic's own date") if days else ""
