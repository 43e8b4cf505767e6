"""Which rows of an appointment's history somebody sees: those of the appointments they see."""

from django.db.models import Exists, OuterRef

from accounts.models import Patient
from accounts.roles import StaffGroup, decides_everywhere
from appointments.models import Appointment, Message


def seen_appointments(user):
    """Return the appointments at the user's clinics; their own as a patient are on the patient's pages."""
    return Appointment.objects.for_staff_pages(user)


def with_seen_appointment(rows, user):
    """Return the ``rows`` whose appointment is for ``user`` to see; who sees all gets them unfiltered."""
    seen = seen_appointments(user)
    return rows.filter(appointment__in=seen.values("pk")) if seen.query.where else rows


def seen_patients(user):
    """
    Return the patients the user sees: of a clinic manager, those with an appointment at their clinics, or with none.

    Who has none yet was just added, by whomever. A front desk finds everybody: any of them may call.
    """
    bound = StaffGroup.CLINIC_MANAGER in user.group_names and StaffGroup.FRONT_DESK not in user.group_names
    if not bound or decides_everywhere(user):
        return Patient.objects.all()
    theirs = Appointment.objects.filter(patient=OuterRef("pk")).order_by()
    here = theirs.filter(pk__in=seen_appointments(user).order_by().values("pk"))
    return Patient.objects.filter(Exists(here) | ~Exists(theirs))


def seen_messages(user):
    """Return the messages about those appointments; those about people's accounts are for the chiefs."""
    if is_chief(user):
        return Message.objects.all()
    of_appointments = Message.objects.filter(event__isnull=False)
    if decides_everywhere(user):
        return of_appointments
    return of_appointments.filter(event__appointment__in=seen_appointments(user).values("pk"))


def is_auditor(user):
    return user.is_superuser or StaffGroup.AUDITOR in user.group_names


def is_chief(user):
    """Say whether the user is trusted with messages about other people's accounts."""
    return user.is_superuser or StaffGroup.ADMINISTRATOR in user.group_names
