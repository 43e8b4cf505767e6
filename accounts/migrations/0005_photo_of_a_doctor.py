from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_invitations"),
    ]

    operations = [
        migrations.AddField(
            model_name="doctor",
            name="photo",
            field=models.CharField(blank=True, editable=False, max_length=32, verbose_name="photo"),
        ),
    ]
