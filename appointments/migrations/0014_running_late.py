"""Doctors who run late, and on the appointment by how much while its patient waits."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_record_files"),
        ("appointments", "0013_event_by_link"),
        ("scheduling", "0005_clinic_country"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="appointment",
            name="late_minutes",
            field=models.PositiveSmallIntegerField(
                blank=True,
                editable=False,
                help_text="As somebody said today, while the patient waits. The booked time stays.",
                null=True,
                verbose_name="minutes the doctor runs late",
            ),
        ),
        migrations.CreateModel(
            name="RunningLate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="session begins")),
                ("ends_at", models.DateTimeField(verbose_name="session ends")),
                ("minutes", models.PositiveSmallIntegerField(verbose_name="minutes late")),
                ("said_at", models.DateTimeField(verbose_name="said")),
                ("since", models.DateTimeField(verbose_name="late since")),
                ("undo_until", models.DateTimeField(blank=True, editable=False, null=True)),
                (
                    "clinic",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scheduling.clinic",
                        verbose_name="clinic",
                    ),
                ),
                (
                    "doctor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.doctor",
                        verbose_name="doctor",
                    ),
                ),
                (
                    "said_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="said by",
                    ),
                ),
                (
                    "takes_back",
                    models.OneToOneField(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="taken_back_by",
                        to="appointments.runninglate",
                        verbose_name="takes back",
                    ),
                ),
            ],
            options={
                "verbose_name": "doctor running late",
                "verbose_name_plural": "doctors running late",
                "ordering": ["-said_at", "-pk"],
                "indexes": [
                    models.Index(fields=["doctor", "clinic", "-said_at"], name="running_late_newest"),
                    models.Index(
                        condition=models.Q(("undo_until__isnull", False)),
                        fields=["said_by", "undo_until"],
                        name="running_late_undoable",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("minutes__in", [0, 10, 20, 30])),
                        name="running_late_minutes_are_known",
                        violation_error_message="Choose 10, 20 or 30 minutes, or on time again.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))),
                        name="running_late_session_has_a_length",
                        violation_error_message="The end of a session must be after its start.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("since__lte", models.F("said_at"))),
                        name="running_late_since_before_it_was_said",
                        violation_error_message="Nobody runs late since a time to come.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("takes_back__isnull", True), ("undo_until__isnull", True), _connector="OR"),
                        name="running_late_taken_back_for_good",
                        violation_error_message="What takes something back cannot be taken back.",
                    ),
                ],
            },
        ),
    ]
