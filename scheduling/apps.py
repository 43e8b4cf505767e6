"""Places and time: clinics, visit types, working hours, time off, time slots."""

from django.apps import AppConfig


class SchedulingConfig(AppConfig):
    name = "scheduling"

    def ready(self):
        from accounts.database_guards import keep
        from scheduling import clocks_in_use, receivers  # noqa: F401 - connects them
        from scheduling.guards import GUARDS

        keep(GUARDS, app_config=self)
