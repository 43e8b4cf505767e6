"""Records that were put together with another, and the log of it; what was filed goes along by that alone."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

from accounts.database_guards import install, remove
from accounts.guards import OF_THE_RECORD


def put_back_anew(apps, schema_editor):
    """Whose a file is was settled for good; it is for ``accounts/merging/guards.py`` to say now."""
    remove(OF_THE_RECORD, schema_editor.connection)
    install(OF_THE_RECORD, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0008_document_confirmed"),
    ]

    operations = [
        migrations.CreateModel(
            name="PatientMerge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("merged_at", models.DateTimeField(verbose_name="when")),
                ("reason", models.CharField(max_length=200, verbose_name="why")),
                ("fields", models.JSONField(default=dict, verbose_name="details taken over")),
                ("moved", models.JSONField(default=dict, verbose_name="rows moved")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken apart")),
            ],
            options={
                "verbose_name": "merge of two records",
                "verbose_name_plural": "merges of two records",
                "ordering": ["-merged_at", "-pk"],
            },
        ),
        migrations.AlterModelOptions(
            name="patient",
            options={
                "ordering": ["full_name", "pk"],
                "permissions": [("merge_patients", "Can put two records of one patient together, and take them apart")],
                "verbose_name": "patient",
                "verbose_name_plural": "patients",
            },
        ),
        migrations.AddField(
            model_name="patient",
            name="merged_into",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                help_text="The record that was kept of the two; always one that stands itself.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_records",
                to="accounts.patient",
                verbose_name="put together with",
            ),
        ),
        migrations.AddIndex(
            model_name="patient",
            index=models.Index(fields=["date_of_birth"], name="patient_by_birth"),
        ),
        migrations.AddConstraint(
            model_name="patient",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("merged_into__isnull", True),
                    models.Q(("merged_into", models.F("pk")), _negated=True),
                    _connector="OR",
                ),
                name="patient_is_not_merged_into_itself",
                violation_error_message="A record cannot be put together with itself.",
            ),
        ),
        migrations.AddField(
            model_name="patientmerge",
            name="gone",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.patient",
                verbose_name="put together with it",
            ),
        ),
        migrations.AddField(
            model_name="patientmerge",
            name="kept",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.patient",
                verbose_name="kept",
            ),
        ),
        migrations.AddField(
            model_name="patientmerge",
            name="merged_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="who",
            ),
        ),
        migrations.AddField(
            model_name="patientmerge",
            name="sign_in",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="sign-in that went along",
            ),
        ),
        migrations.AddField(
            model_name="patientmerge",
            name="undone_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="taken apart by",
            ),
        ),
        migrations.AddConstraint(
            model_name="patientmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(("kept", models.F("gone")), _negated=True),
                name="merge_is_of_two_records",
                violation_error_message="A record cannot be put together with itself.",
            ),
        ),
        migrations.AddConstraint(
            model_name="patientmerge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="merge_is_taken_apart_by_somebody",
                violation_error_message="Whoever takes it apart is named.",
            ),
        ),
        migrations.AddConstraint(
            model_name="patientmerge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at__isnull", True)),
                fields=("gone",),
                name="merge_once_at_a_time",
                violation_error_message="This record was put together with another already.",
            ),
        ),
        migrations.RunPython(put_back_anew, migrations.RunPython.noop),
    ]
