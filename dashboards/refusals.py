"""Leave a line in the audit trail when somebody is refused an address that names a person's record."""

from django.utils import timezone

from accounts.models import Doctor, Patient
from accounts.services.auditing import audit_refusal, record_label
from appointments.models import Appointment
from appointments.record_access import LABEL


def write_down_refusal(request):
    """
    Write who was refused whose record. Called where 403 and 404 are answered, whatever page they come from.

    Names of addresses say what they hold: ``reference`` an appointment, ``record_number`` a patient. One that
    nobody has leaves no line, nor does one that is the person's to open, where the page itself said no.
    """
    user = getattr(request, "user", None)
    match = request.resolver_match
    if match is None or user is None or not user.is_authenticated:
        return
    now = timezone.now()
    if reference := match.kwargs.get("reference"):
        label, patient = f"{LABEL}{reference}", refused_appointment(reference, user, now=now)
    elif record_number := match.kwargs.get("record_number"):
        patient = refused_record(record_number, user, now=now)
        label = record_label(patient) if patient else ""
    else:
        return
    if patient is not None:
        audit_refusal(actor=user, patient=patient, object_label=label, now=now)


def refused_appointment(reference, user, *, now):
    """Return whose appointment it is, ``None`` if nobody's or visible to ``user``."""
    named = Appointment.objects.filter(reference=reference)
    hidden = named.exclude(pk__in=Appointment.objects.visible_to(user, now=now).values("pk"))
    found = hidden.select_related("patient").first()
    return found and found.patient


def refused_record(record_number, user, *, now):
    """Return the patient, ``None`` if there is none or ``user`` may read the record."""
    doctors = Doctor.objects.working_for(user).values("pk")
    own = Patient.objects.accessible_to(user, now=now, scope="record")
    theirs = Patient.objects.in_care_of(doctors, now=now)
    named = Patient.objects.filter(record_number=record_number)
    return named.exclude(pk__in=own.values("pk")).exclude(pk__in=theirs.values("pk")).first()
