"""What the records of ``accounts`` do in a merge. Connected by ``AccountsConfig.ready``."""

from django.dispatch import receiver

from accounts.merging.tables import TABLES, move, move_back
from accounts.signals import patients_merging, patients_parting


@receiver(patients_merging, dispatch_uid="accounts.move_rows")
def move_rows(sender, kept, gone, **kwargs):
    return move(TABLES, gone=gone, kept=kept)


@receiver(patients_parting, dispatch_uid="accounts.move_rows_back")
def move_rows_back(sender, merge, **kwargs):
    move_back(TABLES, merge)
