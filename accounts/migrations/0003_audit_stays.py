"""The database refuses to change or delete the audit trail; see ``accounts/guards.py``."""

from django.db import migrations

from accounts.database_guards import install, remove
from accounts.guards import GUARDS


def put_in_place(apps, schema_editor):
    install(GUARDS, schema_editor.connection)


def take_away(apps, schema_editor):
    remove(GUARDS, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_history_grants_and_audit")]

    operations = [migrations.RunPython(put_in_place, take_away)]
