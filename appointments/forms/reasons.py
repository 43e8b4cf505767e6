"""Why something is cancelled or declined, to choose from: the patient's reasons and the clinic's, and any other."""

from appointments.models import AppointmentEvent


def choices(reasons):
    return [(reason.value, reason.label) for reason in reasons]


PATIENTS = choices(AppointmentEvent.PATIENTS_REASONS)
CLINICS = choices(AppointmentEvent.CLINICS_REASONS)
OTHER = choices([AppointmentEvent.Reason.OTHER])
