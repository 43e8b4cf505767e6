"""Bookings: drafts, appointments and their lifecycle, messages."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "appointments"

    def ready(self):
        from accounts.database_guards import keep
        from appointments import attention, checks, merging, receivers  # noqa: F401 - connects and registers them
        from appointments.guards import GUARDS
        from appointments.merging import GUARDS as OF_MERGING

        keep([*GUARDS, *OF_MERGING], app_config=self)
