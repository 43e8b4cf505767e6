"""Rules the database keeps itself; see ``scheduling/guards.py``."""

from django.db import migrations

from accounts.database_guards import install, remove
from scheduling.guards import GUARDS


def put_in_place(apps, schema_editor):
    install(GUARDS, schema_editor.connection)


def take_away(apps, schema_editor):
    remove(GUARDS, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0001_initial")]

    operations = [migrations.RunPython(put_in_place, take_away)]
