"""Ways to the pages on which a doctor adds an appointment."""

from tests.browser.ways import presses


def form_for_maria(visitor):
    return visitor.open(f"/doctor/patients/{visitor.site.known['maria']}/book/").status


def a_taken_time(visitor):
    """Return day and clock time of somebody's appointment with Dr Osei, some days from now."""
    question = """
        SELECT slot.local_date, slot.local_minute FROM scheduling_timeslot slot
        JOIN accounts_doctor doctor ON doctor.id = slot.doctor_id
        JOIN appointments_appointmentslot link ON link.slot_id = slot.id
        JOIN appointments_appointment appointment ON appointment.id = link.appointment_id
        JOIN accounts_patient patient ON patient.id = appointment.patient_id AND patient.record_number <> ?
        WHERE doctor.slug = 'amara-osei' AND appointment.status = 'confirmed' AND slot.status = 'booked'
        AND slot.starts_at = appointment.starts_at AND slot.origin = 'published' AND appointment.attention = ''
        ORDER BY slot.minute DESC LIMIT 1
    """
    ((day, minute),) = visitor.site.ask(question, visitor.site.known["maria"])
    return str(day), f"{minute // 60:02}:{minute % 60:02}"


def with_errors(visitor):
    form_for_maria(visitor)
    return presses(visitor, "Book appointment")


def time_taken(visitor):
    day, time = a_taken_time(visitor)
    form_for_maria(visitor)
    visitor.fill("Day of the visit", day)
    visitor.fill("Time", time)
    return presses(visitor, "Book appointment")


def somebody_new(visitor, *, name, born, phone="07700 900456"):
    visitor.fill("Full name", name)
    visitor.fill_date_of_birth(*born)
    visitor.fill("Phone", phone)


def known_after_all(visitor):
    """Enter Maria as somebody new, with no time yet."""
    visitor.open("/doctor/appointments/new/?new=1")
    visitor.fill("Full name", "Maria Lopes")
    for label, value in zip(("Day", "Month", "Year"), visitor.site.known["maria_born"], strict=True):
        visitor.page.get_by_role("textbox", name=label, exact=True).fill(str(value))
    return presses(visitor, "Book appointment")
