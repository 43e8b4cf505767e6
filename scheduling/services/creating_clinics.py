"""Make a clinic: a place patients can be seen at, under an address of its own."""

import datetime as dt
from typing import Any

from django.contrib.admin.models import ADDITION, LogEntry
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from accounts.services.unused_slugs import unused_slug
from scheduling.models import Clinic


@transaction.atomic
def create_clinic(*, name: str, actor: Any, now: dt.datetime, **details: Any) -> Clinic:
    """
    Return a new, active clinic; ``details`` are other fields of it.

    The admin's log says who made it, as if it had been typed there. Raises
    PermissionDenied with a sentence, or ValidationError.
    """
    if not (actor.is_active and actor.has_perm("scheduling.add_clinic")):
        raise PermissionDenied(_("Only people who look after the clinics can add one."))
    slug = unused_slug(name, among=Clinic.objects.all(), otherwise="clinic")
    clinic = Clinic(name=name, slug=slug, **details)
    clinic.full_clean()
    clinic.save()
    LogEntry.objects.log_actions(
        user_id=actor.pk, queryset=[clinic], action_flag=ADDITION, change_message="", single_object=True
    )
    return clinic
