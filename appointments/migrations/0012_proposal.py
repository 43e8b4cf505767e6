"""Offers of other times, and on the appointment until when its patient has the word."""

import accounts.chance
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0007_record_files"),
        ("appointments", "0011_clinic_closed"),
        ("scheduling", "0005_clinic_country"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Proposal",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message", models.TextField(blank=True, max_length=500, verbose_name="words for the patient")),
                ("made_at", models.DateTimeField(verbose_name="made")),
                ("answer_by", models.DateTimeField(verbose_name="answer by")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("accepted", "Accepted"),
                            ("refused", "Refused"),
                            ("lapsed", "Not answered"),
                            ("withdrawn", "Taken back"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended")),
            ],
            options={
                "verbose_name": "offer of another time",
                "verbose_name_plural": "offers of another time",
                "ordering": ["-made_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="ProposalOption",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_at", models.DateTimeField(verbose_name="starts")),
                ("hold_key", models.UUIDField(default=accounts.chance.new_key, editable=False, unique=True)),
            ],
            options={
                "verbose_name": "time of an offer",
                "verbose_name_plural": "times of offers",
                "ordering": ["starts_at", "pk"],
            },
        ),
        migrations.AddField(
            model_name="appointment",
            name="offered_until",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="While other times are offered: when that offer ends.",
                null=True,
                verbose_name="patient answers by",
            ),
        ),
        migrations.AlterField(
            model_name="appointmentevent",
            name="kind",
            field=models.CharField(
                choices=[
                    ("requested", "Asked for"),
                    ("booked", "Booked"),
                    ("approved", "Approved"),
                    ("rejected", "Declined"),
                    ("expired", "Not answered in time"),
                    ("rescheduled", "Moved"),
                    ("cancelled", "Cancelled"),
                    ("checked_in", "Checked in"),
                    ("started", "Started"),
                    ("completed", "Seen"),
                    ("no_show", "Missed"),
                    ("undone", "Undone"),
                    ("coming", "Said that they will come"),
                    ("offered", "Another time offered"),
                    ("accepted", "Offered time taken"),
                    ("refused", "Offered times refused"),
                    ("lapsed", "Offer not answered in time"),
                    ("withdrawn", "Offer taken back"),
                ],
                max_length=12,
                verbose_name="what happened",
            ),
        ),
        migrations.AddIndex(
            model_name="appointment",
            index=models.Index(
                condition=models.Q(("offered_until__isnull", False)),
                fields=["offered_until"],
                name="appointment_offered",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="appointment",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="proposals",
                to="appointments.appointment",
                verbose_name="appointment",
            ),
        ),
        migrations.AddField(
            model_name="proposal",
            name="made_by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="made by",
            ),
        ),
        migrations.AddField(
            model_name="proposaloption",
            name="clinic",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="scheduling.clinic",
                verbose_name="clinic",
            ),
        ),
        migrations.AddField(
            model_name="proposaloption",
            name="proposal",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="options",
                to="appointments.proposal",
                verbose_name="offer",
            ),
        ),
        migrations.AddIndex(
            model_name="proposal",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["answer_by"], name="proposal_open_by_end"
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "open")),
                fields=("appointment",),
                name="proposal_one_is_open",
                violation_error_message="Another time was offered already.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("status", "open")),
                    models.Q(models.Q(("status", "open"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="proposal_ends_once",
                violation_error_message="An offer that is over says since when.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposal",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "accepted", "refused", "lapsed", "withdrawn"])),
                name="proposal_status_is_known",
                violation_error_message="This status does not exist.",
            ),
        ),
        migrations.AddConstraint(
            model_name="proposaloption",
            constraint=models.UniqueConstraint(
                fields=("proposal", "clinic", "starts_at"),
                name="proposal_time_once",
                violation_error_message="This time is offered already.",
            ),
        ),
    ]
