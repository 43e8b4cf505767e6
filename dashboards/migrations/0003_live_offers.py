"""The database reports offers of other times, too: the triggers of appointments are made anew."""

from django.db import migrations

from accounts.database_guards import install, remove
from dashboards.guards import GUARDS

OF_APPOINTMENTS = [guard for guard in GUARDS if guard.name == "live_appointment"]


def make_anew(apps, schema_editor):
    remove(OF_APPOINTMENTS, schema_editor.connection)
    install(OF_APPOINTMENTS, schema_editor.connection)


def take_away(apps, schema_editor):
    """What is missing comes back after every migrate; without its column it could not."""
    remove(OF_APPOINTMENTS, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("appointments", "0012_proposal"), ("dashboards", "0002_live_events")]

    operations = [migrations.RunPython(make_anew, take_away)]
