"""Documents and measurements of a record; what was filed stays, see ``accounts/guards.py``."""

import django.db.models.deletion
from decimal import Decimal
from django.conf import settings
from django.db import migrations, models

from accounts.database_guards import install, remove
from accounts.guards import OF_THE_RECORD


def put_in_place(apps, schema_editor):
    install(OF_THE_RECORD, schema_editor.connection)


def take_away(apps, schema_editor):
    remove(OF_THE_RECORD, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_emergencies"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("letter", "Letter from a doctor or hospital"),
                            ("result", "Test result"),
                            ("referral", "Referral"),
                            ("image", "Photo or scan"),
                            ("insurance", "Insurance"),
                            ("other", "Something else"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                ("title", models.CharField(max_length=120, verbose_name="what it is called")),
                (
                    "content_type",
                    models.CharField(
                        choices=[
                            ("application/pdf", "PDF"),
                            ("image/jpeg", "JPEG"),
                            ("image/png", "PNG"),
                            ("image/webp", "WebP"),
                        ],
                        max_length=20,
                        verbose_name="type of the file",
                    ),
                ),
                ("size", models.PositiveIntegerField(verbose_name="size in bytes")),
                ("sha256", models.CharField(max_length=64, verbose_name="SHA-256")),
                ("original_name", models.CharField(max_length=120, verbose_name="name of the file")),
                (
                    "stored_name",
                    models.CharField(editable=False, max_length=32, unique=True, verbose_name="name in the storage"),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[("patient", "Patient"), ("doctor", "Doctor")], max_length=8, verbose_name="added by"
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="taken out")),
                (
                    "withdrawn_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("other_person", "It belongs to another person"),
                            ("wrong_file", "It is the wrong file"),
                            ("not_needed", "It is here twice, or should not be here"),
                        ],
                        max_length=12,
                        verbose_name="taken out because",
                    ),
                ),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="documents",
                        to="accounts.patient",
                        verbose_name="patient",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "withdrawn_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="taken out by",
                    ),
                ),
            ],
            options={
                "verbose_name": "document",
                "verbose_name_plural": "documents",
                "ordering": ["-recorded_at", "-pk"],
                "indexes": [models.Index(fields=["patient", "recorded_at"], name="document_by_patient")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("patient", "sha256"),
                        name="document_once_in_a_record",
                        violation_error_message="This file is in the record already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("withdrawn_at__isnull", True), ("withdrawn_by__isnull", True), ("withdrawn_reason", "")
                            ),
                            models.Q(
                                ("withdrawn_at__isnull", False),
                                ("withdrawn_by__isnull", False),
                                models.Q(("withdrawn_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="document_is_taken_out_for_a_reason",
                        violation_error_message="Say why it is taken out.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("size__gt", 0)),
                        name="document_is_not_empty",
                        violation_error_message="This file is empty. Choose another one.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measurement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("blood_pressure", "Blood pressure"),
                            ("heart_rate", "Heart rate"),
                            ("weight", "Weight"),
                            ("height", "Height"),
                            ("temperature", "Temperature"),
                            ("oxygen", "Oxygen in the blood"),
                            ("glucose", "Blood sugar"),
                        ],
                        max_length=16,
                        verbose_name="what was measured",
                    ),
                ),
                (
                    "value",
                    models.DecimalField(blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="value"),
                ),
                (
                    "second_value",
                    models.DecimalField(
                        blank=True, decimal_places=1, max_digits=5, null=True, verbose_name="second value"
                    ),
                ),
                ("measured_at", models.DateTimeField(verbose_name="measured")),
                ("is_retracted", models.BooleanField(default=False, verbose_name="takes one out")),
                (
                    "source",
                    models.CharField(
                        choices=[("patient", "Patient"), ("doctor", "Doctor")], max_length=8, verbose_name="said by"
                    ),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                (
                    "patient",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="measurements",
                        to="accounts.patient",
                        verbose_name="patient",
                    ),
                ),
                (
                    "recorded_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="recorded by",
                    ),
                ),
                (
                    "supersedes",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="superseded_by",
                        to="accounts.measurement",
                        verbose_name="takes the place of",
                    ),
                ),
            ],
            options={
                "verbose_name": "measurement",
                "verbose_name_plural": "measurements",
                "ordering": ["-measured_at", "-pk"],
                "indexes": [models.Index(fields=["patient", "kind", "measured_at"], name="measurement_by_patient")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_retracted", True),
                            models.Q(
                                ("kind", "blood_pressure"),
                                ("value__gte", Decimal("40")),
                                ("value__isnull", False),
                                ("value__lte", Decimal("300")),
                                ("second_value__gte", Decimal("20")),
                                ("second_value__isnull", False),
                                ("second_value__lte", Decimal("200")),
                                ("value__gt", models.F("second_value")),
                            ),
                            models.Q(
                                ("kind", "heart_rate"),
                                ("value__gte", Decimal("20")),
                                ("value__isnull", False),
                                ("value__lte", Decimal("300")),
                                ("second_value__isnull", True),
                            ),
                            models.Q(
                                ("kind", "weight"),
                                ("value__gte", Decimal("0.3")),
                                ("value__isnull", False),
                                ("value__lte", Decimal("500")),
                                ("second_value__isnull", True),
                            ),
                            models.Q(
                                ("kind", "height"),
                                ("value__gte", Decimal("20")),
                                ("value__isnull", False),
                                ("value__lte", Decimal("260")),
                                ("second_value__isnull", True),
                            ),
                            models.Q(
                                ("kind", "temperature"),
                                ("value__gte", Decimal("25")),
                                ("value__isnull", False),
                                ("value__lte", Decimal("45")),
                                ("second_value__isnull", True),
                            ),
                            models.Q(
                                ("kind", "oxygen"),
                                ("value__gte", Decimal("40")),
                                ("value__isnull", False),
                                ("value__lte", Decimal("100")),
                                ("second_value__isnull", True),
                            ),
                            models.Q(
                                ("kind", "glucose"),
                                ("value__gte", Decimal("0.5")),
                                ("value__isnull", False),
                                ("value__lte", Decimal("60")),
                                ("second_value__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="measurement_is_plausible",
                        violation_error_message="Look at the figure again: nobody has that.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("is_retracted", False),
                            models.Q(
                                ("second_value__isnull", True), ("supersedes__isnull", False), ("value__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="measurement_takes_out_what_was_there",
                        violation_error_message="Only what was there before can be taken out.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("measured_at__lte", models.F("recorded_at"))),
                        name="measurement_is_not_ahead_of_time",
                        violation_error_message="Choose a time that has passed.",
                    ),
                ],
            },
        ),
        migrations.RunPython(put_in_place, take_away),
    ]
