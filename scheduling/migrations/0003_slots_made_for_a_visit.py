"""Tell a slot the doctor opened by hand, which stays, from one made for a visit, which goes with it."""

from django.db import migrations, models
from django.db.models import Q

LEAVING = 0


def those_booked_go_with_their_visit(apps, schema_editor):
    """Let what is booked, or waits for its undo, go as it would have gone until now: nobody noted who opened it."""
    slots = apps.get_model("scheduling", "TimeSlot").objects.filter(origin="by_hand")
    slots.filter(Q(status="booked") | Q(minutes_left=LEAVING)).update(origin="for_visit")


def all_are_by_hand_again(apps, schema_editor):
    apps.get_model("scheduling", "TimeSlot").objects.filter(origin="for_visit").update(origin="by_hand")


class Migration(migrations.Migration):
    dependencies = [("scheduling", "0002_database_guards")]

    operations = [
        migrations.AlterField(
            model_name="timeslot",
            name="origin",
            field=models.CharField(
                choices=[
                    ("published", "From the working hours"),
                    ("by_hand", "Opened by hand"),
                    ("for_visit", "Made for a visit"),
                ],
                default="published",
                max_length=10,
                verbose_name="from",
            ),
        ),
        migrations.RemoveIndex(model_name="timeslot", name="slot_by_hand"),
        migrations.AddIndex(
            model_name="timeslot",
            index=models.Index(condition=~Q(origin="published"), fields=["doctor", "clinic"], name="slot_by_hand"),
        ),
        migrations.RunPython(those_booked_go_with_their_visit, all_are_by_hand_again),
    ]
