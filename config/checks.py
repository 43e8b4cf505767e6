"""What only the database can tell: demo accounts have no place in production."""

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.checks import Error, Tags, register
from django.db import connections


@register(Tags.database)
def no_demo_accounts(app_configs, databases=None, **kwargs):
    """Refuse a production database in which a demo account can sign in."""
    if settings.DEMO_ACCOUNTS_ALLOWED or "default" not in (databases or ()):
        return []
    User = get_user_model()
    if User._meta.db_table not in connections["default"].introspection.table_names():
        return []  # before the first migration
    if not User.objects.filter(email__iendswith=f"@{settings.DEMO_DOMAIN}", is_active=True).exists():
        return []
    return [
        Error(
            "This database holds demo accounts, whose password everybody knows.",
            hint="Start with an empty database, or delete or deactivate the accounts of seed_demo.",
            id="config.E001",
        )
    ]
