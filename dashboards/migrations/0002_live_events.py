"""News of appointments and times, written by the database itself; see ``dashboards/guards.py``."""

from django.db import migrations, models

from accounts.database_guards import install, remove
from dashboards.guards import GUARDS


def put_in_place(apps, schema_editor):
    """The reports of times; those of appointments name a column that 0003 waits for, and come with it."""
    install([guard for guard in GUARDS if guard.name != "live_appointment"], schema_editor.connection)


def take_away(apps, schema_editor):
    remove(GUARDS, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("dashboards", "0001_initial"),
        ("appointments", "0003_grants_of_appointments"),
        ("scheduling", "0004_invited_staff"),
    ]

    operations = [
        migrations.CreateModel(
            name="LiveEvent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "kind",
                    models.CharField(
                        choices=[("appointment", "Appointment"), ("time", "Time")],
                        max_length=12,
                        verbose_name="what changed",
                    ),
                ),
                ("appointment_id", models.BigIntegerField(null=True)),
                ("patient_id", models.BigIntegerField(null=True)),
                ("doctor_id", models.BigIntegerField()),
                ("clinic_id", models.BigIntegerField()),
                ("minute", models.IntegerField(help_text="UTC minutes since 1970 of the start of a time.", null=True)),
            ],
            options={
                "verbose_name": "live event",
                "verbose_name_plural": "live events",
                "ordering": ["pk"],
            },
        ),
        migrations.RunPython(put_in_place, take_away),
    ]
