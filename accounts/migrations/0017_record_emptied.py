from django.db import migrations, models
from django.db.models import F, Q


def say_of_the_erased(apps, schema_editor):
    """Whose record was emptied as they were erased: the tombstone names no day until which it is kept."""
    patients = apps.get_model("accounts", "Patient").objects
    emptied = apps.get_model("accounts", "Tombstone").objects.filter(record_kept_until=None).values("patient")
    erased = patients.filter(Q(pk__in=emptied) | Q(merged_into__in=emptied), erased_at__isnull=False)
    erased.update(record_emptied_at=F("erased_at"))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0016_subject_requests")]

    operations = [
        migrations.AddField(
            model_name="patient",
            name="record_emptied_at",
            field=models.DateTimeField(
                blank=True,
                editable=False,
                help_text="When what was written about the health of somebody erased went, too.",
                null=True,
                verbose_name="record emptied",
            ),
        ),
        migrations.RunPython(say_of_the_erased, migrations.RunPython.noop),
    ]
