from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("appointments", "0003_grants_of_appointments")]

    operations = [
        migrations.AddIndex(
            model_name="message",
            index=models.Index(condition=models.Q(("status", "failed")), fields=["send_after"], name="message_failed"),
        ),
    ]
