"""The plumbing as an app, so that its checks are registered and the cache's table exists; which admin site is ours."""

from django.apps import AppConfig, apps
from django.contrib.admin.apps import AdminConfig
from django.db.models.signals import post_migrate


class ConfigConfig(AppConfig):
    name = "config"

    def ready(self):
        from config import checks, sessions  # noqa: F401 - register checks and receivers

        # Sent for apps with models only, so not for this one.
        post_migrate.connect(create_cache_table, sender=apps.get_app_config("sessions"))


class ClinicAdminConfig(AdminConfig):
    """Django's admin with the site of this house; not in dashboards, where Django would find two configs of one app."""

    default_site = "dashboards.admin_site.ClinicAdminSite"


def create_cache_table(*, using, **kwargs):
    """Create the table of the database cache where it is in use; nobody has to remember it."""
    from django.conf import settings
    from django.core.management import call_command

    if any(str(cache["BACKEND"]).endswith("DatabaseCache") for cache in settings.CACHES.values()):
        call_command("createcachetable", database=using, verbosity=0)
