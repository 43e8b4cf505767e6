"""Notes of visits, and what follows from them; what is signed stays, see ``appointments/visits/guards.py``."""

import django.db.models.deletion
from django.db import migrations, models

from accounts.database_guards import install, remove
from appointments.visits.guards import GUARDS


def put_in_place(apps, schema_editor):
    install(GUARDS, schema_editor.connection)


def take_away(apps, schema_editor):
    remove(GUARDS, schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0006_emergencies"),
        ("appointments", "0008_ledger"),
        ("scheduling", "0004_invited_staff"),
    ]

    operations = [
        migrations.CreateModel(
            name="FollowUp",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("due_on", models.DateField(verbose_name="around")),
                ("suggested_at", models.DateTimeField(verbose_name="suggested")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back or replaced")),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="follow_ups",
                        to="appointments.appointment",
                        verbose_name="appointment",
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
                    "visit_type",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="scheduling.visittype",
                        verbose_name="visit type",
                    ),
                ),
            ],
            options={
                "verbose_name": "suggested follow-up",
                "verbose_name_plural": "suggested follow-ups",
                "ordering": ["due_on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("appointment",),
                        name="follow_up_one_stands",
                        violation_error_message="A follow-up was suggested already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NoteTemplate",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("findings", models.TextField(blank=True, verbose_name="findings")),
                ("assessment", models.TextField(blank=True, verbose_name="assessment")),
                ("plan", models.TextField(blank=True, verbose_name="plan")),
                (
                    "name",
                    models.CharField(
                        help_text="Such as Skin check. Doctors choose by it.", max_length=80, verbose_name="name"
                    ),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                (
                    "doctor",
                    models.ForeignKey(
                        blank=True,
                        help_text="Filled in, this doctor alone is offered it.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.doctor",
                        verbose_name="doctor",
                    ),
                ),
                (
                    "specialty",
                    models.ForeignKey(
                        blank=True,
                        help_text="Empty for every specialty.",
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.specialty",
                        verbose_name="specialty",
                    ),
                ),
            ],
            options={
                "verbose_name": "template of notes",
                "verbose_name_plural": "templates of notes",
                "ordering": ["name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("assessment", ""), ("findings", ""), ("plan", ""), ("reason", ""), _negated=True
                        ),
                        name="note_template_says_something",
                        violation_error_message="Fill in at least one part.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("specialty__isnull", True), ("doctor__isnull", True), _connector="OR"),
                        name="note_template_of_a_specialty_or_a_doctor",
                        violation_error_message="Choose a specialty or a doctor, not both.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PatientSummary",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField(verbose_name="text")),
                ("shared_at", models.DateTimeField(verbose_name="shared")),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back or replaced")),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="summaries",
                        to="appointments.appointment",
                        verbose_name="appointment",
                    ),
                ),
                (
                    "shared_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.doctor",
                        verbose_name="shared by",
                    ),
                ),
            ],
            options={
                "verbose_name": "summary for a patient",
                "verbose_name_plural": "summaries for patients",
                "ordering": ["-shared_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("appointment",),
                        name="summary_one_stands",
                        violation_error_message="There is a summary of this appointment already.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("text", ""), _negated=True),
                        name="summary_says_something",
                        violation_error_message="Write what the patient should know.",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SetAsideText",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("findings", models.TextField(blank=True, verbose_name="findings")),
                ("assessment", models.TextField(blank=True, verbose_name="assessment")),
                ("plan", models.TextField(blank=True, verbose_name="plan")),
                ("amendment", models.TextField(blank=True, verbose_name="what is changed or added")),
                ("page", models.UUIDField(editable=False)),
                ("at", models.DateTimeField(verbose_name="when")),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="set_aside_texts",
                        to="appointments.appointment",
                        verbose_name="appointment",
                    ),
                ),
                (
                    "doctor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.doctor",
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "text set aside",
                "verbose_name_plural": "texts set aside",
                "ordering": ["at", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("appointment", "doctor", "page"),
                        name="set_aside_once_per_page",
                        violation_error_message="The text of this page is kept already.",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VisitNote",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                ("findings", models.TextField(blank=True, verbose_name="findings")),
                ("assessment", models.TextField(blank=True, verbose_name="assessment")),
                ("plan", models.TextField(blank=True, verbose_name="plan")),
                ("amendment", models.TextField(blank=True, verbose_name="what is changed or added")),
                ("version", models.PositiveIntegerField(default=1, verbose_name="version")),
                ("page", models.UUIDField(editable=False)),
                ("turn", models.PositiveIntegerField(default=0, editable=False)),
                ("started_at", models.DateTimeField(verbose_name="begun")),
                ("saved_at", models.DateTimeField(verbose_name="saved")),
                ("signed_at", models.DateTimeField(blank=True, null=True, verbose_name="signed")),
                (
                    "amends",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="amendments",
                        to="appointments.visitnote",
                        verbose_name="amends",
                    ),
                ),
                (
                    "appointment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="visit_notes",
                        to="appointments.appointment",
                        verbose_name="appointment",
                    ),
                ),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.doctor",
                        verbose_name="written by",
                    ),
                ),
            ],
            options={
                "verbose_name": "visit note",
                "verbose_name_plural": "visit notes",
                "ordering": ["appointment", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("amends__isnull", True)),
                        fields=("appointment",),
                        name="note_once_per_appointment",
                        violation_error_message="There is a note of this appointment already.",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("signed_at__isnull", True)),
                        fields=("appointment",),
                        name="note_one_draft_at_a_time",
                        violation_error_message="Sign what is written first.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amendment", ""), ("amends__isnull", True)),
                            models.Q(
                                ("amends__isnull", False),
                                ("assessment", ""),
                                ("findings", ""),
                                ("plan", ""),
                                ("reason", ""),
                            ),
                            _connector="OR",
                        ),
                        name="note_or_amendment",
                        violation_error_message="An amendment is one text of its own.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_at__isnull", True),
                            models.Q(
                                ("amendment", ""),
                                ("assessment", ""),
                                ("findings", ""),
                                ("plan", ""),
                                ("reason", ""),
                                _negated=True,
                            ),
                            _connector="OR",
                        ),
                        name="note_signed_says_something",
                        violation_error_message="Write something before you sign.",
                    ),
                ],
            },
        ),
        migrations.RunPython(put_in_place, take_away),
    ]
