"""Bookings: drafts, appointments and their lifecycle, messages."""

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "appointments"

    def ready(self):
        from accounts.database_guards import keep
        from appointments import attention, receivers  # noqa: F401 - connects them
        from appointments.guards import GUARDS

        keep(GUARDS, app_config=self)
