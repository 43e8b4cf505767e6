"""Make the record of a child or adult somebody books for. A sign-in of their own comes by invitation."""

from django.db import transaction
from django.utils.translation import gettext as _

from accounts.models import PatientAccess, User
from accounts.notices import tell_both
from accounts.services.beginning_records import begin_record

MOST_PEOPLE = 10


class TooManyPeople(Exception):
    """One account acts for so many people that the front desk should know. The message can be read aloud."""

    def __init__(self):
        super().__init__(
            _("You can add up to %(count)s people yourself. Call us to add more.") % {"count": MOST_PEOPLE}
        )


@transaction.atomic
def add_person(*, user, full_name, date_of_birth, relation, now):
    """
    Return a new patient without a sign-in, whom ``user`` may book for.

    Only whom this user added before is found again, so that pressing twice
    adds one person. Whoever holds the account is told by mail. Raises ``TooManyPeople``.
    """
    # The user's row stands for the list of their people: two presses wait for each other.
    User.objects.select_for_update(no_key=True).get(pk=user.pk)
    may_book = PatientAccess.scopes_that_include(PatientAccess.Scope.BOOK)
    added = (
        PatientAccess.objects.current(now=now)
        .filter(user=user, patient__user__isnull=True, scope__in=may_book)
        .select_related("patient")
    )
    for access in added:
        same_name = access.patient.full_name.casefold() == full_name.casefold()
        if same_name and access.patient.date_of_birth == date_of_birth:
            return access.patient
    if len(added) >= MOST_PEOPLE:
        raise TooManyPeople
    patient = begin_record(
        full_name=full_name,
        date_of_birth=date_of_birth,
        language=user.language,
        actor=user,
        on_patients_side=True,
        now=now,
    )
    access = PatientAccess.objects.create(
        user=user, patient=patient, relation=relation, scope=PatientAccess.Scope.BOOK, created_at=now
    )
    tell_both(access, "sharing_started")
    return patient
