from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0010_push_subscription"),
    ]

    operations = [
        migrations.AlterField(
            model_name="appointmentevent",
            name="reason_code",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "-"),
                    ("feels_better", "I feel better"),
                    ("cannot_make_it", "I cannot make the time"),
                    ("went_elsewhere", "I went somewhere else"),
                    ("cost", "Cost"),
                    ("doctor_away", "The doctor is away"),
                    ("clinic_closed", "The clinic is closed"),
                    ("wrong_doctor", "Another doctor fits better"),
                    ("needs_other_type", "A different kind of visit is needed"),
                    ("no_time", "The time is not free after all"),
                    ("correction", "Put right"),
                    ("other", "Other"),
                ],
                default="",
                max_length=16,
                verbose_name="reason",
            ),
        ),
    ]
