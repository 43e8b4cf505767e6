import django.core.validators
import scheduling.models.clinic
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("scheduling", "0004_invited_staff"),
    ]

    operations = [
        migrations.AddField(
            model_name="clinic",
            name="country",
            field=models.CharField(
                default=scheduling.models.clinic.usual_country,
                help_text="Its public holidays are proposed as closing days.",
                max_length=2,
                validators=[django.core.validators.RegexValidator("^[A-Z]{2}\\Z", "Choose a country from the list.")],
                verbose_name="country",
            ),
        ),
        migrations.AddField(
            model_name="clinic",
            name="subdivision",
            field=models.CharField(
                blank=True,
                help_text="Such as SCT for Scotland. Left empty: the holidays of the whole country.",
                max_length=12,
                verbose_name="part of the country",
            ),
        ),
    ]
