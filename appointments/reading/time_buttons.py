"""Free times as buttons with their whole day, where there is no day heading above them."""

from django.utils.translation import gettext as _

from scheduling.models import Mode
from scheduling.slot_value import slot_value


def time_buttons(slots, *, as_read):
    """
    Return value, label and hidden words for each of ``slots`` (with their clinic), told as ``as_read`` tells its time.

    A clinic is named where it is another one than that of ``as_read``.
    """
    appointment = as_read.appointment
    spoken = f", {appointment.doctor.display_name}, {Mode(appointment.mode).within_a_sentence}"
    buttons = []
    for slot in slots:
        label = as_read.moment(slot.starts_at, clinic=slot.clinic)
        if not as_read.is_remote and slot.clinic_id != appointment.clinic_id:
            label = _("%(time)s, %(clinic)s") % {"time": label, "clinic": slot.clinic.name}
        value = slot_value(slot.doctor_id, slot.clinic_id, slot.starts_at)
        buttons.append({"value": value, "label": label, "spoken": spoken})
    return buttons
