"""Give the doctors of appointments made before there were grants the leave they would have by now."""

from django.db import migrations
from django.utils import timezone

from appointments.record_access import LABEL, grant_until

BATCH = 1000


def give(apps, schema_editor):
    Appointment = apps.get_model("appointments", "Appointment")
    RecordGrant = apps.get_model("accounts", "RecordGrant")
    now = timezone.now()
    columns = ("reference", "doctor_id", "patient_id", "status", "ends_at", "created_at")
    grants = [
        RecordGrant(
            doctor_id=doctor,
            patient_id=patient,
            because=f"{LABEL}{reference}",
            starts_at=min(created_at, until),
            until=until,
        )
        for reference, doctor, patient, status, ends_at, created_at in Appointment.objects.values_list(*columns)
        if (until := grant_until(status=status, ends_at=ends_at)) is not None and until > now
    ]
    RecordGrant.objects.bulk_create(grants, batch_size=BATCH, ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0002_database_guards"),
        ("accounts", "0002_history_grants_and_audit"),
    ]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
