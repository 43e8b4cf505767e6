"""The pages that sum things up, and the commands that touch every app."""

from django.apps import AppConfig


class DashboardsConfig(AppConfig):
    name = "dashboards"

    def ready(self):
        from django.db.models.signals import post_migrate

        from accounts.database_guards import keep
        from dashboards import front_page, searching  # noqa: F401 - connect their receivers
        from dashboards.guards import GUARDS
        from dashboards.staff_rights import write_rights

        post_migrate.connect(write_rights, sender=self, dispatch_uid="dashboards.staff_rights")
        keep(GUARDS, app_config=self)
