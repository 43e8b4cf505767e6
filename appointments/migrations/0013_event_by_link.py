from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0012_proposal"),
    ]

    operations = [
        migrations.AddField(
            model_name="appointmentevent",
            name="by_link",
            field=models.BooleanField(
                default=False,
                help_text="Whoever had the link and knew the date of birth; nobody was signed in.",
                verbose_name="by the link in a message",
            ),
        ),
    ]
