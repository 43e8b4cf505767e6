"""Ways to the pages of a doctor's own time: hours from a file, a slot that is changed, many that are blocked."""

from tests.browser.ways import presses


def hours_file_with_errors(visitor):
    return hours_as_text(visitor, "Nowhere,Funday,nine,12:00")


def hours_file_to_check(visitor):
    ((clinic,),) = visitor.site.ask("SELECT name FROM scheduling_clinic WHERE is_active ORDER BY id LIMIT 1")
    return hours_as_text(visitor, f'"{clinic}",Sunday,9:00,12:00')


def hours_as_text(visitor, row):
    """Paste one row as all the hours there are: everything else would end, and everybody booked is hit."""
    visitor.open("/doctor/hours/import/")
    visitor.fill("Or paste the rows here", f"clinic,weekday,from,to\n{row}")
    return presses(visitor, "Show what changes")


def last_free_slot(visitor):
    """Return the last slot that is published and free, and its day: far from what others look at."""
    question = """
        SELECT slot.id, slot.local_date FROM scheduling_timeslot slot
        JOIN accounts_doctor doctor ON doctor.id = slot.doctor_id
        WHERE doctor.slug = 'amara-osei' AND slot.status = 'open' ORDER BY slot.minute DESC LIMIT 1
    """
    ((key, day),) = visitor.site.ask(question)
    return key, day


def slots_just_blocked(visitor):
    _key, day = last_free_slot(visitor)
    visitor.open(f"/doctor/slots/?date={day}")
    visitor.fill("From", "00:00")
    visitor.fill("To", "23:55")
    return presses(visitor, "Block", exact=True)


def slot_to_change(visitor):
    key, _day = last_free_slot(visitor)
    return visitor.open(f"/doctor/slots/{key}/").status


def slot_change_with_errors(visitor):
    slot_to_change(visitor)
    visitor.page.get_by_label("Minutes", exact=True).fill("")
    return presses(visitor, "Change its length")
