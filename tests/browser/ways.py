"""The ways to pages that no address alone leads to. Each returns the HTTP status of the page it ends on."""

import datetime as dt
import re

from tests.accounts.pictures import jpeg
from tests.accounts.second_steps import App
from tests.browser.visitor import ADMINISTRATOR, DESKTOP, Visitor

RESULTS = "/doctors/?q=skin+doctor&city=Oakford"
AMARA = "Dr Amara Osei"


def arrives(visitor, act):
    """Do ``act`` and return the status of the page it leads to, once that has loaded."""
    # The response may be there before the page is: without the navigation, what is looked at is the page before.
    with visitor.page.expect_navigation(), visitor.page.expect_response(is_a_page) as arrival:
        act()
    return arrival.value.status


def is_a_page(response):
    return response.request.is_navigation_request() and not 300 <= response.status < 400


def presses(visitor, words, **more):
    return arrives(visitor, lambda: visitor.press(words, **more))


def follows(visitor, words, **more):
    return arrives(visitor, lambda: visitor.follow(words, **more))


# --- The link of a reminder ------------------------------------------------------------------------
def answer_with_a_wrong_date(visitor):
    return answer(visitor, 1, 1, 1901)


def answer_that_one_comes(visitor):
    return answer(visitor, *visitor.site.known["maria_born"])


def answer(visitor, *born):
    visitor.open(f"/answer/{visitor.site.known['answer']}/")
    visitor.fill_date_of_birth(*born)
    visitor.choose("Yes, I will come")
    return presses(visitor, "Send the answer")


# --- Other times the clinic offers --------------------------------------------------------------------
def answer_an_offer_with_nothing(visitor):
    visitor.open(f"/appointments/{visitor.site.known['offered']}/answer/")
    return presses(visitor, "Send my answer")


def offer_no_time(visitor):
    visitor.open(f"/doctor/appointments/{visitor.site.known['request']}/propose/")
    return presses(visitor, "Send the offer")


# --- Accounts -------------------------------------------------------------------------------------
def sign_in_wrongly(visitor):
    visitor.open("/accounts/login/")
    visitor.fill("Email", "nobody@example.com")
    visitor.fill("Password", "not the password")
    return presses(visitor, "Sign in", within=visitor.page.locator("main"))


def sign_up_with_nothing(visitor):
    visitor.open("/accounts/signup/")
    return presses(visitor, "Create account", within=visitor.page.locator("main"))


def sign_up(visitor):
    visitor.open("/accounts/signup/")
    say_who(visitor)
    return presses(visitor, "Create account", within=visitor.page.locator("main"))


def say_who(visitor):
    visitor.fill("Full name", "Anna Weber")
    visitor.fill_date_of_birth(27, 3, 1958)
    visitor.fill("Mobile", "07700 900123")
    visitor.fill("Email", "anna.weber@example.net")
    visitor.fill("Password", "a long walk by the sea")


def follow_the_reset_link(visitor):
    visitor.open("/accounts/password/reset/")
    visitor.fill("Email", "patient@example.com")
    presses(visitor, "Send", within=visitor.page.locator("main"))
    letter = visitor.site.mailbox.wait_for("patient@example.com", about="password")
    link = re.search(r"http://\S+", letter.get_body(("plain",)).get_content()).group()
    return visitor.open(link).status


# --- The second step ------------------------------------------------------------------------------
def set_up_app(visitor):
    """Set up an app, and keep it with the visitor."""
    visitor.open("/accounts/2fa/totp/activate/")
    visitor.app = App(visitor.page.locator(".secret").text_content())
    visitor.fill("Code in your app", visitor.app.fresh_code())
    return presses(visitor, "Switch it on")


def an_app_with_a_wrong_code(visitor):
    visitor.open("/accounts/2fa/totp/activate/")
    visitor.fill("Code in your app", "000000")
    return presses(visitor, "Switch it on")


def with_an_app(path):
    """Return the way to a page that is there once there is an app."""

    def way(visitor):
        set_up_app(visitor)
        return visitor.open(path).status

    return way


def up_to_the_second_step(visitor):
    set_up_app(visitor)
    visitor.context.clear_cookies()
    visitor.open("/accounts/login/")
    return arrives(visitor, lambda: visitor.sign_in_by_form(visitor.email))


def a_wrong_second_step(visitor):
    up_to_the_second_step(visitor)
    visitor.fill("Code", "000000")
    return presses(visitor, "Sign in", within=visitor.page.locator("main"))


def add_passkey(visitor):
    """Add a passkey with an authenticator that is made of software, as Chromium offers for tests."""
    visitor.plug_in_authenticator()
    visitor.open("/accounts/2fa/webauthn/add/")
    visitor.fill("Name", "My phone")
    status = presses(visitor, "Add a passkey")
    visitor.sees("Your recovery codes")  # the form was sent by a script: pressing did not wait for the page
    return status


def with_a_passkey(path):
    """Return the way to a page that is there once there is a passkey; ``{key}`` in the path is the first one's."""

    def way(visitor):
        add_passkey(visitor)
        ((key,),) = visitor.site.ask("SELECT id FROM mfa_authenticator WHERE type = 'webauthn'")
        return visitor.open(path.format(key=key)).status

    return way


def invite(visitor):
    """Let the administrator invite somebody, and return the link of the mail."""
    chief = Visitor(visitor.context.browser, visitor.site, viewport=DESKTOP).sign_in(ADMINISTRATOR)
    chief.open("/admin/accounts/invitation/add/")
    chief.fill("Email", "nora@example.org")
    chief.choose("Manager", role="checkbox", exact=True)
    presses(chief, "Save", exact=True)
    chief.leave()
    letter = visitor.site.mailbox.wait_for("nora@example.org", about="invitation")
    return re.search(r"http://\S+", letter.get_body(("plain",)).get_content()).group()


def open_invitation(visitor):
    return visitor.open(invite(visitor)).status


def invitation_with_errors(visitor):
    visitor.open(invite(visitor))
    return presses(visitor, "Create account")


# --- My health ------------------------------------------------------------------------------------
def add_nothing_to_my_health(visitor):
    visitor.open(f"/me/history/{visitor.site.known['maria']}/add/allergy/")
    return presses(visitor, "Save", within=visitor.page.locator("main"))


# --- Booking --------------------------------------------------------------------------------------
def tap_a_time(visitor):
    visitor.open(RESULTS)
    return arrives(visitor, lambda: visitor.tap_a_time(doctor=AMARA))


def account_with_errors(visitor):
    tap_a_time(visitor)
    return presses(visitor, "Continue")


def sign_up_while_booking(visitor):
    tap_a_time(visitor)
    say_who(visitor)
    return presses(visitor, "Continue")


def someone_else_with_errors(visitor):
    tap_a_time(visitor)
    visitor.choose("Someone else")
    return presses(visitor, "Continue")


def up_to_the_check(visitor, *, reason="A rash on my hands."):
    tap_a_time(visitor)
    visitor.fill("In your own words", reason)
    return presses(visitor, "Continue")


def up_to_the_check_with_a_red_flag(visitor):
    return up_to_the_check(visitor, reason="I have chest pain since this morning.")


def change_the_type(visitor):
    up_to_the_check(visitor)
    return follows(visitor, re.compile("Change.*kind", re.IGNORECASE))


def change_the_time(visitor):
    up_to_the_check(visitor)
    return follows(visitor, re.compile("Change.*when", re.IGNORECASE))


def lose_the_time(visitor):
    """Somebody books it, as far as the booking can tell."""
    up_to_the_check(visitor)
    visitor.site.change(
        "UPDATE scheduling_timeslot SET hold_key = lower(hex(randomblob(16))) WHERE hold_key IS NOT NULL"
    )
    return presses(visitor, "Book this appointment")


def be_in_two_places(visitor):
    """Another appointment of the same person is at that time."""
    up_to_the_check(visitor)
    ((starts_at,),) = visitor.site.ask(
        "SELECT starts_at FROM appointments_bookingdraft ORDER BY created_at DESC LIMIT 1"
    )
    moved = visitor.site.change(
        "UPDATE appointments_appointment SET starts_at = ?1, ends_at = datetime(?1, '+40 minutes') WHERE id ="
        " (SELECT a.id FROM appointments_appointment a JOIN accounts_patient p ON p.id = a.patient_id"
        "  JOIN accounts_doctor d ON d.id = a.doctor_id"
        "  WHERE p.full_name = 'Daniel Reid' AND d.slug = 'tomasz-nowak' AND a.status = 'requested' LIMIT 1)",
        starts_at,
    )
    assert moved == 1
    return presses(visitor, "Book this appointment")


def be_refused(visitor):
    """Somebody who cannot book online at the moment, and hears it before the first question."""
    visitor.site.change("UPDATE accounts_patient SET blocked_reason = 'Call us' WHERE full_name = 'Daniel Reid'")
    return tap_a_time(visitor)


def send_an_unreadable_time(visitor):
    """As from a page of long ago: the value of the button is spelled otherwise."""
    visitor.open(RESULTS)
    time = visitor.page.locator("button.slot").first
    time.evaluate("button => { button.value = 'slot-4711' }")
    return arrives(visitor, time.click)


# --- A patient's appointments -----------------------------------------------------------------------
def compare_times(visitor):
    visitor.open(f"/appointments/{visitor.site.known['confirmed']}/reschedule/")
    return arrives(visitor, visitor.tap_a_time)


# --- A doctor ---------------------------------------------------------------------------------------
def in_days(days):
    return dt.datetime.now(dt.UTC).date() + dt.timedelta(days=days)


def a_free_day(visitor):
    return visitor.open(f"/doctor/?date={in_days(35)}").status


def yesterday(visitor):
    return visitor.open(f"/doctor/?date={in_days(-1)}").status


def last_week(visitor):
    return visitor.open(f"/doctor/calendar/?week={in_days(-7)}").status


def a_week_with_one_of_each(visitor):
    """Next week with somebody in every state, as if it were over already, and an afternoon that is blocked."""
    first, last = in_days(7), in_days(14)
    found = visitor.site.ask(
        "SELECT a.id FROM appointments_appointment a JOIN accounts_doctor d ON d.id = a.doctor_id"
        " WHERE d.slug = 'amara-osei' AND a.status = 'confirmed' AND a.starts_at BETWEEN ? AND ? ORDER BY a.starts_at",
        str(first),
        str(last),
    )
    states = ("requested", "checked_in", "in_progress", "completed", "no_show")
    for (pk,), state in zip(found, states, strict=False):
        visitor.site.change(
            "UPDATE appointments_appointment SET status = ?, decide_by = starts_at, attention = ? WHERE id = ?",
            state,
            "outside_hours" if state == "requested" else "",
            pk,
        )
    return visitor.open(f"/doctor/calendar/?week={first}").status


def tap_free_time(visitor):
    visitor.open(f"/doctor/calendar/?week={in_days(35)}")
    return arrives(visitor, lambda: visitor.page.locator(".ev.free a").locator("visible=true").first.click())


def slots_of_a_free_day(visitor):
    return visitor.open(f"/doctor/slots/?date={in_days(35)}").status


def approve_one(visitor):
    visitor.open("/doctor/requests/")
    return presses(visitor, "Approve", within=visitor.page.locator(".request").filter(has_text="Rosa Marin"))


def approve_nothing(visitor):
    """Press the button of several with none ticked, as it stands there without a script."""
    visitor.open("/doctor/requests/")
    visitor.page.locator("[data-when-selected]").evaluate("part => { part.hidden = false }")
    return presses(visitor, "Approve", within=visitor.page.locator("#bulk"))


def decline_several(visitor):
    visitor.open("/doctor/requests/")
    for name in ("Rosa Marin", "Nadia Vogel"):
        visitor.choose(f"Select {name}", role="checkbox")
    return presses(visitor, "Decline", within=visitor.page.locator("#bulk"))


def other_times_for_several(visitor):
    visitor.open("/doctor/requests/")
    for name in ("Rosa Marin", "Nadia Vogel"):
        visitor.choose(f"Select {name}", role="checkbox")
    return presses(visitor, "Other time", within=visitor.page.locator("#bulk"))


def other_times_with_none_ticked(visitor):
    other_times_for_several(visitor)
    for box in visitor.page.locator("main label.slot input").all():
        box.uncheck()
    return presses(visitor, "Send 2 offers")


def undo_too_late(visitor):
    approve_one(visitor)
    visitor.site.let_a_minute_pass()
    return presses(visitor, "Undo", within=visitor.page.locator(".undo"))


def compare_times_as_a_doctor(visitor):
    visitor.open(f"/doctor/appointments/{visitor.site.known['request']}/reschedule/")
    return arrives(visitor, visitor.page.locator("main button.slot").locator("visible=true").first.click)


def emergency_with_errors(visitor):
    visitor.open("/doctor/patients/emergency/")
    return presses(visitor, "Open the record")


def asks_why_not(visitor):
    visitor.open("/doctor/slots/why-not/")
    visitor.page.get_by_label("Time").fill("23:50")
    return presses(visitor, "Find out")


def week_with_errors(visitor):
    visitor.open("/doctor/hours/week/")
    visitor.page.get_by_label("Monday", exact=True).check()
    return presses(visitor, "Save the week")


def hours_with_errors(visitor):
    visitor.open("/doctor/hours/add/")
    return presses(visitor, "Add hours")


def block_a_booked_day(visitor):
    known = visitor.site.known["confirmed"]
    ((text,),) = visitor.site.ask("SELECT starts_at FROM appointments_appointment WHERE reference = ?", known)
    day = dt.date.fromisoformat(text[:10])
    visitor.open(f"/doctor/time-off/add/?date={day}")
    visitor.choose(f"{day.day} {day:%b}, all day")
    return presses(visitor, "Block this time")


# --- A doctor's own profile -----------------------------------------------------------------------
def choose_photo(visitor, content, *, name="me.jpg"):
    """Choose a file on the page that asks for the photo."""
    visitor.open("/doctor/profile/?section=photo")
    file = {"name": name, "mimeType": "image/jpeg", "buffer": content}
    visitor.page.get_by_label("Photo", exact=True).set_input_files(file)


def a_complete_profile(visitor):
    choose_photo(visitor, jpeg())
    return presses(visitor, "Use this photo")


def no_photo_chosen(visitor):
    choose_photo(visitor, b"<svg xmlns='http://www.w3.org/2000/svg'/>")
    return presses(visitor, "Use this photo")


def a_profile_with_errors(visitor):
    visitor.open("/doctor/profile/?section=about")
    visitor.fill("A doctor since", "20")
    return presses(visitor, "Save")


def preview_with_a_photo(visitor):
    a_complete_profile(visitor)
    return follows(visitor, "See it as patients do")
