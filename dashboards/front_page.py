"""What the front page shows beyond the search to somebody who is signed in. Connected by ``DashboardsConfig.ready``."""

from django.dispatch import receiver

from appointments.models import Appointment
from appointments.reading.as_read import AsRead, Reader
from appointments.views.appointment_pages import acts_for_several, coming
from scheduling.signals import front_page_opened


@receiver(front_page_opened, dispatch_uid="dashboards.next_appointment")
def next_appointment(sender, request, now, **kwargs):
    """Return the card of what comes next for them and theirs; two queries, one where nothing comes."""
    theirs = Appointment.objects.for_patient_pages(request.user, now=now).for_listing()
    first = coming(theirs, now=now).first()
    if first is None:
        return {}
    return {
        "next_appointment": "me/next_appointment.html",
        "read": AsRead(first, reader=Reader.of(request, now=now)),
        "names_people": acts_for_several(request.user, now=now),
    }
