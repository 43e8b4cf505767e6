"""Bookings: drafts, appointments and their lifecycle, messages."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "appointments"

    def ready(self):
        from accounts.database_guards import keep
        from appointments import attention, checks, receivers  # noqa: F401 - connects and registers them
        from appointments.guards import GUARDS

        keep(GUARDS, app_config=self)
