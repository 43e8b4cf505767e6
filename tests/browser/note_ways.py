"""The ways to the pages of a note that no address alone leads to."""

from tests.browser.ways import arrives

PATIENT_OF_NOBODY = "P0000000"


def note_of(visitor, reference="confirmed"):
    return f"/doctor/appointments/{visitor.site.known[reference]}/note/"


def send(page):
    """Send the form as a browser without a script does."""
    page.locator("form[data-autosave]").evaluate("form => form.requestSubmit(form.querySelector('[data-straight]'))")


def write(visitor, text, *, field="Plan"):
    visitor.open(note_of(visitor))
    box = visitor.page.get_by_label(field, exact=True)
    box.evaluate("(box, text) => { box.value = text }", text)


def a_note_that_is_too_long(visitor):
    write(visitor, "x" * 10_001)
    return arrives(visitor, lambda: send(visitor.page))


def two_pages_of_a_note(visitor):
    write(visitor, "Nothing for now.")
    other = visitor.new_tab()
    other.goto(note_of(visitor))
    other.get_by_label("Plan", exact=True).fill("Cream, twice a day.")
    other.get_by_role("button", name="Save").first.click()
    other.get_by_text("Saved at").first.wait_for()
    other.close()
    return arrives(visitor, lambda: send(visitor.page))


def a_text_set_aside(visitor):
    two_pages_of_a_note(visitor)
    return visitor.open(note_of(visitor)).status


def a_note_about_another_patient(visitor):
    write(visitor, "Cream, twice a day.")
    carried = visitor.page.locator("form[data-autosave] [name=patient]")
    carried.evaluate("(field, number) => { field.value = number }", PATIENT_OF_NOBODY)
    return arrives(visitor, lambda: send(visitor.page))


def a_follow_up_in_no_weeks(visitor):
    visitor.open(note_of(visitor, "note_amended"))
    visitor.fill("In how many weeks?", "0")
    return arrives(visitor, lambda: visitor.press("Suggest it to the patient"))
