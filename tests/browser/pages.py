"""Every page of the site, by who opens it; a page that is not here has its reason in ``NO_PAGES``."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse

from tests.browser import adding_ways, late_ways, note_ways, record_ways, time_ways, ways
from tests.browser.visitor import ADMINISTRATOR, DOCTOR, FRONT_DESK, OTHER_PATIENT, PATIENT

STRANGER = ""
RECORD_PAGES = (
    "patient",
    *(f"patient_{tab}" for tab in ("history", "notes", "documents", "measurements", "appointments", "readers")),
)
WITH_A_PAST = "patient_with_a_past"
"""Somebody chance chose: what ``known.py`` wrote down under this name is the email."""


@dataclass(frozen=True)
class Page:
    """
    A page, and how to come there: an address, or a ``way`` through other pages.

    ``keys`` are the arguments of the address by the names ``known.py`` gave them.
    """

    name: str
    who: str = STRANGER
    about: str = ""
    query: str = ""
    keys: dict = field(default_factory=dict)
    way: Callable | None = None
    status: int = 200

    def __str__(self):
        return "-".join(part for part in (self.name, self.about, self.who.partition("@")[0]) if part)

    def open(self, visitor):
        """Go there and return the HTTP status."""
        if self.way:
            return self.way(visitor)
        known = visitor.site.known
        given = {argument: known.get(key, key) for argument, key in self.keys.items()}
        return visitor.open(reverse(self.name, kwargs=given) + self.query).status


PUBLIC = [
    Page("scheduling:home"),
    Page("scheduling:results", query="?q=skin+doctor&city=Oakford"),
    Page("scheduling:results", about="all"),
    Page("scheduling:results", about="nothing found", query="?q=zzzz"),
    Page("scheduling:results", about="town unknown", query="?city=Atlantis"),
    Page("scheduling:results", about="evening", query="?time=evening"),
    Page("scheduling:results", about="malformed", query="?date=tomorrowish&sort=colour&page=-1"),
    Page("scheduling:filters", query="?q=skin+doctor"),
    Page("scheduling:doctor", keys={"slug": "amara-osei"}),
    Page("scheduling:doctor", about="by confirmation", keys={"slug": "tomasz-nowak"}),
    Page("scheduling:times", keys={"slug": "amara-osei"}),
    Page("scheduling:times", about="far ahead", keys={"slug": "amara-osei"}, query="?week=2199-01-07"),
    Page("scheduling:time_zone"),
    Page("account_login"),
    Page("account_login", about="with errors", way=ways.sign_in_wrongly),
    Page("account_signup"),
    Page("account_signup", about="with errors", way=ways.sign_up_with_nothing),
    Page("account_email_verification_sent", way=ways.sign_up),
    Page("account_inactive"),
    Page("account_reset_password"),
    Page("account_reset_password_done"),
    Page("account_reset_password_from_key", about="used", keys={"uidb36": "1", "key": "a-b"}),
    Page("account_reset_password_from_key", way=ways.follow_the_reset_link),
    Page("account_reset_password_from_key_done"),
    Page("account_logout", who=PATIENT),
    Page("account_invitation", way=ways.open_invitation),
    Page("account_invitation", about="with errors", way=ways.invitation_with_errors),
    Page("account_invitation", about="over", keys={"token": "of-long-ago"}, status=410),
    Page("account_invitation", about="signed in", who=PATIENT, way=ways.open_invitation),
    Page("appointments:answer", keys={"token": "answer"}),
    Page("appointments:answer", about="with errors", way=ways.answer_with_a_wrong_date, status=422),
    Page("appointments:answer", about="answered", way=ways.answer_that_one_comes),
    Page("appointments:answer", about="cancelled", keys={"token": "answer_to_cancelled"}),
    Page("appointments:answer", about="over", keys={"token": "of-long-ago"}, status=410),
    Page("style"),
    *(Page("style_of", about=page, keys={"page": page}) for page in ("parts", "results", "step", "staff")),
]

BOOKING = [
    Page("appointments:book_account", way=ways.tap_a_time),
    Page("appointments:book_account", about="with errors", way=ways.account_with_errors, status=422),
    Page("appointments:book_code", way=ways.sign_up_while_booking),
    Page("appointments:book_who", who=PATIENT, way=ways.tap_a_time),
    Page("appointments:book_who", who=PATIENT, about="with errors", way=ways.someone_else_with_errors, status=422),
    Page("appointments:book_reason", who=OTHER_PATIENT, way=ways.tap_a_time),
    Page("appointments:book_check", who=OTHER_PATIENT, way=ways.up_to_the_check),
    Page("appointments:book_check", who=OTHER_PATIENT, about="red flag", way=ways.up_to_the_check_with_a_red_flag),
    Page("appointments:book_type", who=OTHER_PATIENT, way=ways.change_the_type),
    Page("appointments:book_time", who=OTHER_PATIENT, way=ways.change_the_time),
    Page("appointments:book_taken", who=OTHER_PATIENT, way=ways.lose_the_time, status=409),
    Page("appointments:book_check", who=OTHER_PATIENT, about="own time taken", way=ways.be_in_two_places, status=409),
    Page("appointments:book_reason", who=OTHER_PATIENT, about="refused", way=ways.be_refused, status=409),
    Page("appointments:start", about="unreadable", way=ways.send_an_unreadable_time, status=400),
]

PATIENTS = [
    Page("appointments:list", who=PATIENT),
    Page("appointments:list", who=WITH_A_PAST),
    *(
        Page("appointments:detail", who=PATIENT, about=state, keys={"reference": state})
        for state in ("confirmed", "cancelled", "request_of_maria")
    ),
    Page("appointments:detail", who=WITH_A_PAST, about="completed", keys={"reference": "completed"}),
    Page("appointments:detail", who=PATIENT, about="summary shared", keys={"reference": "note_shared"}),
    Page("appointments:confirmed", who=PATIENT, keys={"reference": "confirmed"}),
    Page("appointments:confirmed", who=PATIENT, about="request", keys={"reference": "request_of_maria"}),
    Page("appointments:print", who=PATIENT, keys={"reference": "confirmed"}),
    Page("appointments:print", who=PATIENT, about="request", keys={"reference": "request_of_maria"}),
    Page("appointments:reschedule", who=PATIENT, keys={"reference": "confirmed"}),
    Page("appointments:reschedule", who=PATIENT, about="compare", way=ways.compare_times),
    Page("appointments:reschedule", who=WITH_A_PAST, about="too late", keys={"reference": "completed"}),
    Page("appointments:answer_offer", who=PATIENT, keys={"reference": "offered"}),
    Page(
        "appointments:answer_offer", who=PATIENT, about="with errors", way=ways.answer_an_offer_with_nothing, status=422
    ),
    Page("appointments:answer_offer", who=PATIENT, about="over", keys={"reference": "confirmed"}, status=410),
    Page("appointments:detail", who=PATIENT, about="offered", keys={"reference": "offered"}),
    Page("appointments:detail", who=PATIENT, about="running late", way=late_ways.appointment_running_late),
    Page("appointments:cancel", who=PATIENT, keys={"reference": "confirmed"}),
    Page("appointments:cancel", who=WITH_A_PAST, about="too late", keys={"reference": "completed"}),
    Page("me:home", who=PATIENT),
    Page("me:home", who=WITH_A_PAST),
    Page("me:profile", who=PATIENT),
    *(
        Page("me:profile", who=PATIENT, about=section, query=f"?section={section}")
        for section in ("name", "sex", "phone", "language", "address", "emergency-contact", "access-needs")
    ),
    Page("me:profile_new", who=DOCTOR),
    Page("me:history", who=PATIENT),
    Page("me:history", who=WITH_A_PAST),
    Page("me:history_of", who=PATIENT, about="child", keys={"record_number": "child"}),
    Page("me:history_access", who=PATIENT),
    Page("me:history_access_of", who=PATIENT, about="child", keys={"record_number": "child"}),
    Page("me:history_print", who=PATIENT, keys={"record_number": "maria"}),
    Page("me:history_add", who=PATIENT, keys={"record_number": "maria", "kind": "medication"}),
    Page("me:history_add", who=PATIENT, about="with errors", way=ways.add_nothing_to_my_health, status=422),
    Page("me:history_add", who=PATIENT, about="child", keys={"record_number": "child", "kind": "allergy"}),
    Page("me:history_correct", who=PATIENT, keys={"record_number": "maria", "pk": "said_by_maria"}),
    Page(
        "me:history_correct",
        who=PATIENT,
        about="a doctor's",
        keys={"record_number": "maria", "pk": "confirmed_of_maria"},
        status=409,
    ),
    Page("me:history_take_out", who=PATIENT, keys={"record_number": "maria", "pk": "said_by_maria"}),
    Page("me:documents", who=PATIENT),
    Page("me:documents_of", who=PATIENT, about="child", keys={"record_number": "child"}),
    Page("me:document_add", who=PATIENT, keys={"record_number": "maria"}),
    Page("me:document_add", who=PATIENT, about="with errors", way=record_ways.a_document_without_a_name, status=422),
    Page("me:document_take_out", who=PATIENT, keys={"record_number": "maria", "pk": "document"}),
    Page("me:measurements", who=PATIENT),
    Page("me:measurements_of", who=PATIENT, about="child", keys={"record_number": "child"}),
    Page("me:measurement_add", who=PATIENT, keys={"record_number": "maria"}),
    Page("me:measurement_add", who=PATIENT, about="with errors", way=record_ways.half_a_pressure, status=422),
    Page("me:measurement_correct", who=PATIENT, keys={"record_number": "maria", "pk": "weight"}),
    Page("me:measurement_take_out", who=PATIENT, keys={"record_number": "maria", "pk": "weight"}),
    Page("me:notifications", who=PATIENT),
    Page("me:notifications", who=PATIENT, about="unread", query="?show=unread"),
    Page("me:notifications", who=DOCTOR),
    Page("me:settings", who=PATIENT),
    Page("me:privacy", who=PATIENT),
    Page("me:calendars", who=PATIENT),
    Page("me:calendars", who=DOCTOR),
    Page("me:settings", who=DOCTOR),
    Page("me:message_choices", who=PATIENT),
    Page("me:message_choices", who=DOCTOR),
    Page("account_email", who=PATIENT),
    Page("account_change_password", who=PATIENT),
    Page("account_reauthenticate", who=PATIENT),
]

CODES = "/accounts/2fa/recovery-codes/"
KEYS = "/accounts/2fa/webauthn/"
SECOND_STEP = [
    Page("mfa_index", who=PATIENT),
    Page("mfa_index", who=DOCTOR, about="with both", way=ways.with_a_passkey("/accounts/2fa/")),
    Page("mfa_activate_totp", who=PATIENT),
    Page("mfa_activate_totp", who=DOCTOR, about="with errors", way=ways.an_app_with_a_wrong_code),
    Page("mfa_deactivate_totp", who=PATIENT, way=ways.with_an_app("/accounts/2fa/totp/deactivate/")),
    Page("mfa_view_recovery_codes", who=PATIENT, way=ways.set_up_app),
    Page("mfa_generate_recovery_codes", who=PATIENT, way=ways.with_an_app(f"{CODES}generate/")),
    Page("mfa_authenticate", who=PATIENT, way=ways.up_to_the_second_step),
    Page("mfa_authenticate", who=PATIENT, about="with errors", way=ways.a_wrong_second_step),
    Page("mfa_reauthenticate", who=PATIENT, way=ways.with_an_app("/accounts/2fa/reauthenticate/")),
    Page("mfa_list_webauthn", who=PATIENT),
    Page("mfa_list_webauthn", who=PATIENT, about="one", way=ways.with_a_passkey(KEYS)),
    Page("mfa_add_webauthn", who=PATIENT),
    Page("mfa_edit_webauthn", who=PATIENT, way=ways.with_a_passkey(f"{KEYS}keys/{{key}}/edit/")),
    Page("mfa_remove_webauthn", who=PATIENT, way=ways.with_a_passkey(f"{KEYS}keys/{{key}}/remove/")),
    Page("mfa_reauthenticate_webauthn", who=PATIENT, way=ways.with_a_passkey(f"{KEYS}reauthenticate/")),
    Page("usersessions_list", who=PATIENT),
]

DOCTORS = [
    Page("doctor:today", who=DOCTOR),
    Page("doctor:today", who=DOCTOR, about="free day", way=ways.a_free_day),
    Page("doctor:today", who=DOCTOR, about="yesterday", way=ways.yesterday),
    Page("doctor:today", who=DOCTOR, about="running late", way=late_ways.today_running_late),
    Page("doctor:running_late", who=DOCTOR, way=late_ways.running_late),
    Page("doctor:running_late", who=DOCTOR, about="with errors", way=late_ways.running_late_with_errors, status=422),
    Page("doctor:calendar", who=DOCTOR),
    Page("doctor:calendar", who=DOCTOR, about="last week", way=ways.last_week),
    Page("doctor:calendar", who=DOCTOR, about="one of each", way=ways.a_week_with_one_of_each),
    Page("doctor:calendar", who=DOCTOR, about="nothing in it", query="?week=2030-01-07"),
    Page("doctor:day_list", who=DOCTOR),
    Page("doctor:day_list", who=DOCTOR, about="nothing in it", query="?day=2030-01-07"),
    Page("doctor:requests", who=DOCTOR),
    Page("doctor:requests", who=DOCTOR, about="after an answer", way=ways.approve_one),
    Page("doctor:requests", who=DOCTOR, about="none ticked", way=ways.approve_nothing, status=422),
    Page("doctor:decide_many", who=DOCTOR, about="declining", way=ways.decline_several),
    Page("doctor:offer_many", who=DOCTOR, about="two", way=ways.other_times_for_several),
    Page("doctor:offer_many", who=DOCTOR, about="none ticked", way=ways.other_times_with_none_ticked, status=422),
    *(
        Page("doctor:appointment", who=DOCTOR, about=state, keys={"reference": state})
        for state in ("request", "confirmed", "cancelled", "completed", "missed")
    ),
    Page("doctor:reject", who=DOCTOR, keys={"reference": "request"}),
    Page("doctor:reschedule", who=DOCTOR, keys={"reference": "request"}),
    Page("doctor:propose", who=DOCTOR, keys={"reference": "request"}),
    Page("doctor:propose", who=DOCTOR, about="with errors", way=ways.offer_no_time, status=422),
    Page("doctor:appointment", who=DOCTOR, about="offered", keys={"reference": "offered"}),
    Page("doctor:reschedule", who=DOCTOR, about="compare", way=ways.compare_times_as_a_doctor),
    Page("doctor:cancel", who=DOCTOR, keys={"reference": "confirmed"}),
    Page("doctor:undo", who=DOCTOR, about="too late", way=ways.undo_too_late, status=409),
    Page("doctor:note", who=DOCTOR, keys={"reference": "confirmed"}),
    Page("doctor:note", who=DOCTOR, about="with errors", way=note_ways.a_note_that_is_too_long, status=422),
    Page("doctor:note", who=DOCTOR, about="two pages", way=note_ways.two_pages_of_a_note, status=409),
    Page("doctor:note", who=DOCTOR, about="another patient", way=note_ways.a_note_about_another_patient, status=409),
    Page("doctor:note", who=DOCTOR, about="set aside", way=note_ways.a_text_set_aside),
    Page("doctor:note", who=DOCTOR, about="draft", keys={"reference": "note_draft"}),
    Page("doctor:note", who=DOCTOR, about="signed", keys={"reference": "note_amended"}),
    Page("doctor:note", who=DOCTOR, about="shared", keys={"reference": "note_shared"}),
    Page("doctor:note", who=DOCTOR, about="no visit", keys={"reference": "request"}, status=409),
    Page("doctor:sign_note", who=DOCTOR, keys={"reference": "note_draft"}),
    Page("doctor:amend_note", who=DOCTOR, keys={"reference": "note_amended"}),
    Page("doctor:print_note", who=DOCTOR, keys={"reference": "note_amended"}),
    Page("doctor:share_note", who=DOCTOR, keys={"reference": "note_amended"}),
    Page("doctor:share_note", who=DOCTOR, about="again", keys={"reference": "note_shared"}),
    Page("doctor:follow_up", who=DOCTOR, about="with errors", way=note_ways.a_follow_up_in_no_weeks, status=422),
    Page("doctor:patients", who=DOCTOR),
    Page("doctor:patients", who=DOCTOR, about="found", query="?q=lopes"),
    Page("doctor:patients", who=DOCTOR, about="nobody", query="?q=zzzz"),
    *(Page(f"doctor:{page}", who=DOCTOR, keys={"record_number": "maria"}) for page in RECORD_PAGES),
    *(Page(f"doctor:{part}_add", who=DOCTOR, keys={"record_number": "maria"}) for part in ("document", "measurement")),
    Page("doctor:document_take_out", who=DOCTOR, keys={"record_number": "maria", "pk": "document"}),
    Page("doctor:measurement_correct", who=DOCTOR, keys={"record_number": "maria", "pk": "weight"}),
    Page("doctor:measurement_take_out", who=DOCTOR, keys={"record_number": "maria", "pk": "weight"}),
    Page("doctor:history_add", who=DOCTOR, keys={"record_number": "maria", "kind": "condition"}),
    Page("doctor:history_correct", who=DOCTOR, keys={"record_number": "maria", "pk": "said_by_maria"}),
    Page("doctor:history_take_out", who=DOCTOR, keys={"record_number": "maria", "pk": "said_by_maria"}),
    Page("doctor:appointment_new", who=DOCTOR),
    Page("doctor:appointment_new", who=DOCTOR, about="found", query="?q=lopes"),
    Page("doctor:appointment_new", who=DOCTOR, about="nobody", query="?q=zzzz"),
    Page("doctor:appointment_new", who=DOCTOR, about="somebody new", query="?new=1"),
    Page("doctor:appointment_new", who=DOCTOR, about="walk-in", query="?walk_in=1"),
    Page("doctor:appointment_new", who=DOCTOR, about="somebody known", way=adding_ways.known_after_all, status=422),
    Page("doctor:appointment_for", who=DOCTOR, keys={"record_number": "maria"}),
    Page("doctor:appointment_for", who=DOCTOR, about="walk-in", keys={"record_number": "maria"}, query="?walk_in=1"),
    Page("doctor:appointment_for", who=DOCTOR, about="with errors", way=adding_ways.with_errors, status=422),
    Page("doctor:appointment_for", who=DOCTOR, about="time taken", way=adding_ways.time_taken, status=409),
    Page("doctor:emergency", who=DOCTOR),
    Page("doctor:emergency", who=DOCTOR, about="with errors", way=ways.emergency_with_errors, status=422),
    Page("doctor:hours", who=DOCTOR),
    Page("doctor:hours", who="doctor_without_hours", about="none yet"),
    Page("doctor:usual_week", who=DOCTOR),
    Page("doctor:usual_week", who="doctor_without_hours", about="with errors", way=ways.week_with_errors, status=422),
    Page("doctor:hours_add", who=DOCTOR),
    Page("doctor:hours_add", who=DOCTOR, about="with errors", way=ways.hours_with_errors, status=422),
    Page("doctor:hours_copy", who=DOCTOR),
    Page("doctor:hours_change", who=DOCTOR, keys={"pk": "hours"}),
    Page("doctor:hours_end", who=DOCTOR, keys={"pk": "hours"}),
    Page("doctor:hours_import", who=DOCTOR),
    Page("doctor:hours_import", who=DOCTOR, about="with errors", way=time_ways.hours_file_with_errors, status=422),
    Page("doctor:hours_import", who=DOCTOR, about="a look first", way=time_ways.hours_file_to_check),
    Page("doctor:time_off", who=DOCTOR),
    Page("doctor:time_off_add", who=DOCTOR),
    Page("doctor:time_off_add", who=DOCTOR, about="free time tapped", way=ways.tap_free_time),
    Page("doctor:time_off_add", who=DOCTOR, about="patients booked", way=ways.block_a_booked_day),
    Page("doctor:profile", who=DOCTOR),
    Page("doctor:profile", who=DOCTOR, about="complete", way=ways.a_complete_profile),
    *(
        Page("doctor:profile", who=DOCTOR, about=section, query=f"?section={section}")
        for section in ("photo", "about", "patients", "fees")
    ),
    Page("doctor:profile", who=DOCTOR, about="with errors", way=ways.a_profile_with_errors, status=422),
    Page("doctor:profile", who=DOCTOR, about="no photo chosen", way=ways.no_photo_chosen, status=422),
    Page("doctor:profile_preview", who=DOCTOR, way=ways.preview_with_a_photo),
    Page("doctor:slots", who=DOCTOR),
    Page("doctor:slots", who=DOCTOR, about="just blocked", way=time_ways.slots_just_blocked),
    Page("doctor:slot_shape", who=DOCTOR, about="a free one", way=time_ways.slot_to_change),
    Page("doctor:slot_shape", who=DOCTOR, about="with errors", way=time_ways.slot_change_with_errors, status=422),
    Page("doctor:why_not", who=DOCTOR),
    Page("doctor:why_not", who=DOCTOR, about="answered", way=ways.asks_why_not),
    Page("doctor:slots", who=DOCTOR, about="free day", way=ways.slots_of_a_free_day),
]

STAFF_OUTSIDE_THE_ADMIN = [
    Page("scheduling:home", who=FRONT_DESK),
    Page("scheduling:results", who=ADMINISTRATOR),
    Page("me:settings", who=ADMINISTRATOR),
    Page("me:message_choices", who=ADMINISTRATOR),
    Page("me:notifications", who=FRONT_DESK),
]

REFUSALS = [
    Page("doctor:today", who=PATIENT, about="refused", status=403),
    Page("appointments:detail", who=OTHER_PATIENT, about="absent", keys={"reference": "confirmed"}, status=404),
]

PAGES = [*PUBLIC, *BOOKING, *PATIENTS, *SECOND_STEP, *DOCTORS, *STAFF_OUTSIDE_THE_ADMIN, *REFUSALS]

ONLY_POSTED = "only takes a POST and leads on"
A_FILE = "a file for a calendar"
A_STREAM = "a stream of live updates"
NO_PAGES = {
    "live:appointments": A_STREAM,
    "live:times": A_STREAM,
    "live:doctor": A_STREAM,
    "live:staff": A_STREAM,
    "health": "for machines",
    "health_ready": "for machines",
    "account_set_password": "everybody has a password: leads to changing it",
    "mfa_login_webauthn": "what a script asks and sends: leads on, or back to signing in",
    "mfa_download_recovery_codes": "a file",
    "account_confirm_login_code": "nobody signs in by code: leads to signing in",
    "appointments:book": "leads to the first question left",
    "appointments:book_keep": ONLY_POSTED,
    "appointments:calendar": A_FILE,
    "appointments:feed": A_FILE,
    "scheduling:photo": "a picture",
    "me:document": "a file to save",
    "me:privacy_copy": "a file to save",
    "me:privacy_ask": ONLY_POSTED,
    "me:privacy_withdraw": ONLY_POSTED,
    "doctor:document": "a file to save",
    "me:theme": ONLY_POSTED,
    "me:calendars_make": "asks for the password first; its answer is the page of calendars with the link",
    "me:calendars_stop": ONLY_POSTED,
    "appointments:manifest": "for the home screen of a telephone",
    "appointments:push_renew": "what the service worker asks, no page",
    "appointments:push_worker": "a script browsers load by themselves",
    "me:push_on": ONLY_POSTED,
    "me:push_off": ONLY_POSTED,
    "me:push_test": ONLY_POSTED,
    "me:history_none": ONLY_POSTED,
    "doctor:history_none": ONLY_POSTED,
    "doctor:history_confirm": ONLY_POSTED,
    "doctor:document_confirm": ONLY_POSTED,
    "me:notifications_read": ONLY_POSTED,
    "me:notification_open": ONLY_POSTED,
    "doctor:appointment_calendar": A_FILE,
    "doctor:hours_export": A_FILE,
    "doctor:hours_preview": "a line the form of hours asks for",
    "doctor:usual_week_preview": "a line the form of the week asks for",
    "doctor:undo_many": ONLY_POSTED,
    "doctor:running_late_undo": ONLY_POSTED,
    "doctor:approve": ONLY_POSTED,
    "doctor:check_in": ONLY_POSTED,
    "doctor:start": ONLY_POSTED,
    "doctor:complete": ONLY_POSTED,
    "doctor:propose_end": ONLY_POSTED,
    "doctor:withdraw_summary": ONLY_POSTED,
    "doctor:end_follow_up": ONLY_POSTED,
    "doctor:no_show": ONLY_POSTED,
    "doctor:time_off_end": ONLY_POSTED,
    "doctor:slots_add": ONLY_POSTED,
    "doctor:block_free": ONLY_POSTED,
    "doctor:slots_range": "only posted; its errors are the page of slots",
    "doctor:slots_range_undo": ONLY_POSTED,
    "doctor:slot_block": ONLY_POSTED,
    "doctor:slot_unblock": ONLY_POSTED,
}
"""Why these names of the resolver are no pages."""
