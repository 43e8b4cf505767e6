"""People: users, roles, patients, doctors, specialties."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import receivers  # noqa: F401 - connects them
        from accounts.database_guards import keep
        from accounts.guards import GUARDS
        from accounts.merging import receivers as of_merging  # noqa: F401 - connects them
        from accounts.merging.guards import GUARDS as OF_MERGING

        keep([*GUARDS, *OF_MERGING], app_config=self)
