"""Who may open what: every URL of the site has a row here, or the suite fails."""

from enum import StrEnum


class Role(StrEnum):
    """The seven who knock at every door. The appointment in question is ``patient``'s with ``doctor``."""

    STRANGER = "stranger"
    PATIENT = "patient"
    OTHER_PATIENT = "other_patient"
    DOCTOR = "doctor"
    OTHER_DOCTOR = "other_doctor"
    FRONT_DESK = "front_desk"
    ADMINISTRATOR = "administrator"


class Answer(StrEnum):
    YES = "opens, or does what a POST page does"
    SIGN_IN = "is sent to sign in"
    NO = "403"
    ABSENT = "404, with the same body as for something that does not exist"
    NO_RECORD = "is asked for a date of birth first: these pages need a patient"
    AWAY = "is led somewhere else: this page is not for them now"


R, A = Role, Answer

EVERYONE = dict.fromkeys(Role, A.YES)
SIGNED_IN = EVERYONE | {R.STRANGER: A.SIGN_IN}
SIGNED_OUT = dict.fromkeys(Role, A.AWAY) | {R.STRANGER: A.YES}
IN_THE_MIDDLE = dict.fromkeys(Role, A.AWAY)
"""A page that has something to show only between two others, such as the code of a sign-up."""
PROVEN_ANEW = dict.fromkeys(Role, A.AWAY) | {R.STRANGER: A.SIGN_IN}
"""A page that asks for the password again first, or for a factor that is not set up yet."""
A_PATIENT = {
    R.STRANGER: A.SIGN_IN,
    R.PATIENT: A.YES,
    R.OTHER_PATIENT: A.YES,
    R.DOCTOR: A.NO_RECORD,
    R.OTHER_DOCTOR: A.NO_RECORD,
    R.FRONT_DESK: A.NO_RECORD,
    R.ADMINISTRATOR: A.NO_RECORD,
}
THIS_PATIENT = A_PATIENT | {R.OTHER_PATIENT: A.ABSENT}
OWN_MESSAGE = dict.fromkeys(Role, A.ABSENT) | {R.STRANGER: A.SIGN_IN, R.PATIENT: A.YES}
OWN_DRAFT = dict.fromkeys(Role, A.ABSENT) | {R.PATIENT: A.YES}
OWN_DRAFT_LEADS_ON = OWN_DRAFT | {R.PATIENT: A.AWAY}
"""The draft itself, a step it has behind it, a trouble it is not in: each leads to the step it is at."""
A_DOCTOR = dict.fromkeys(Role, A.NO) | {R.STRANGER: A.SIGN_IN, R.DOCTOR: A.YES, R.OTHER_DOCTOR: A.YES}
STAFF = dict.fromkeys(Role, A.NO) | {R.STRANGER: A.SIGN_IN, R.FRONT_DESK: A.YES, R.ADMINISTRATOR: A.YES}
THIS_DOCTOR = A_DOCTOR | {R.OTHER_DOCTOR: A.ABSENT}

MAY_BE_KEPT = {"scheduling:photo", "appointments:feed", "appointments:push_worker", "appointments:manifest"}
"""What may be kept, whoever asked: photos and what is the same for all; a calendar by whoever has its address."""

POLICY = {
    "health": EVERYONE,
    "health_ready": EVERYONE,
    "style": EVERYONE,
    "style_of": EVERYONE,
    # accounts
    "account_signup": SIGNED_OUT,
    "account_login": SIGNED_OUT,
    "account_logout": EVERYONE | {R.STRANGER: A.AWAY},
    "account_inactive": EVERYONE,
    "account_email_verification_sent": IN_THE_MIDDLE,
    "account_reauthenticate": SIGNED_IN,
    "account_email": SIGNED_IN,
    "account_change_password": SIGNED_IN,
    "account_set_password": IN_THE_MIDDLE | {R.STRANGER: A.SIGN_IN},  # for accounts without one
    "account_reset_password": EVERYONE,
    "account_reset_password_done": EVERYONE,
    "account_reset_password_from_key": EVERYONE,
    "account_reset_password_from_key_done": EVERYONE,
    "account_confirm_login_code": IN_THE_MIDDLE,
    "account_invitation": EVERYONE,
    "usersessions_list": SIGNED_IN,
    # the second step: what matters asks for the password first, whoever asks, and looks for the object afterwards
    "mfa_index": SIGNED_IN,
    "mfa_authenticate": IN_THE_MIDDLE,
    "mfa_reauthenticate": PROVEN_ANEW | {R.PATIENT: A.YES},
    "mfa_activate_totp": PROVEN_ANEW,
    "mfa_deactivate_totp": dict.fromkeys(Role, A.ABSENT) | {R.STRANGER: A.SIGN_IN, R.PATIENT: A.AWAY},
    "mfa_view_recovery_codes": PROVEN_ANEW,
    "mfa_generate_recovery_codes": PROVEN_ANEW,
    "mfa_download_recovery_codes": PROVEN_ANEW,
    "mfa_list_webauthn": SIGNED_IN,
    "mfa_add_webauthn": PROVEN_ANEW,
    "mfa_edit_webauthn": PROVEN_ANEW,
    "mfa_remove_webauthn": PROVEN_ANEW,
    "mfa_reauthenticate_webauthn": PROVEN_ANEW | {R.PATIENT: A.YES},
    "mfa_login_webauthn": EVERYONE,
    # finding a doctor
    "scheduling:home": EVERYONE,
    "scheduling:results": EVERYONE,
    "scheduling:filters": EVERYONE,
    "scheduling:doctor": EVERYONE,
    "scheduling:times": EVERYONE,
    "scheduling:photo": EVERYONE,
    "scheduling:time_zone": EVERYONE,
    # booking: a stranger owns a draft through the session, this one is the patient's
    "appointments:start": EVERYONE,
    "appointments:book": OWN_DRAFT_LEADS_ON,
    "appointments:book_type": OWN_DRAFT,
    "appointments:book_time": OWN_DRAFT,
    "appointments:book_account": OWN_DRAFT_LEADS_ON,
    "appointments:book_code": OWN_DRAFT_LEADS_ON,
    "appointments:book_who": OWN_DRAFT,
    "appointments:book_reason": OWN_DRAFT,
    "appointments:book_check": OWN_DRAFT,
    "appointments:book_taken": OWN_DRAFT_LEADS_ON,
    "appointments:book_keep": OWN_DRAFT,
    # the link of a reminder: whoever holds it is asked for the date of birth
    "appointments:answer": EVERYONE,
    # a patient's pages
    "appointments:list": A_PATIENT,
    "appointments:detail": THIS_PATIENT,
    "appointments:confirmed": THIS_PATIENT,
    "appointments:reschedule": THIS_PATIENT,
    "appointments:cancel": THIS_PATIENT,
    "appointments:answer_offer": THIS_PATIENT,
    "appointments:calendar": THIS_PATIENT,
    "appointments:print": THIS_PATIENT,
    "appointments:feed": EVERYONE,  # whoever has the address; without one that is good it is 404 for all
    "appointments:push_renew": EVERYONE,  # a browser that is a device; no other learns or changes anything
    "appointments:push_worker": EVERYONE,  # a script, the same for all
    "appointments:manifest": EVERYONE,  # the name of the site, the same for all
    "me:home": A_PATIENT,
    "me:profile": A_PATIENT,
    "me:profile_new": SIGNED_IN | {R.PATIENT: A.AWAY, R.OTHER_PATIENT: A.AWAY},
    "me:history": A_PATIENT,
    "me:history_access": A_PATIENT,
    "me:history_of": THIS_PATIENT,
    "me:history_access_of": THIS_PATIENT,
    "me:history_print": THIS_PATIENT,
    "me:history_add": THIS_PATIENT,
    "me:history_none": THIS_PATIENT,
    "me:history_correct": THIS_PATIENT,
    "me:history_take_out": THIS_PATIENT,
    "me:documents": A_PATIENT,
    "me:documents_of": THIS_PATIENT,
    "me:document_add": THIS_PATIENT,
    "me:document": THIS_PATIENT,
    "me:document_take_out": THIS_PATIENT,
    "me:measurements": A_PATIENT,
    "me:measurements_of": THIS_PATIENT,
    "me:measurement_add": THIS_PATIENT,
    "me:measurement_correct": THIS_PATIENT,
    "me:measurement_take_out": THIS_PATIENT,
    "me:privacy": A_PATIENT,
    "me:privacy_ask": A_PATIENT,
    "me:privacy_withdraw": THIS_PATIENT,
    "me:privacy_copy": THIS_PATIENT,
    "me:settings": SIGNED_IN,
    "me:theme": SIGNED_IN,
    "me:message_choices": SIGNED_IN,
    "me:push_on": SIGNED_IN,
    "me:push_off": OWN_MESSAGE,
    "me:push_test": SIGNED_IN,
    "me:calendars": SIGNED_IN,
    "me:calendars_make": SIGNED_IN,
    "me:calendars_stop": SIGNED_IN,
    "me:notifications": SIGNED_IN,
    "me:notifications_read": SIGNED_IN,
    "me:notification_open": OWN_MESSAGE,
    # a doctor's pages
    "doctor:today": A_DOCTOR,
    "doctor:calendar": A_DOCTOR,
    "doctor:day_list": A_DOCTOR,
    "doctor:requests": A_DOCTOR,
    "doctor:decide_many": A_DOCTOR,
    "doctor:offer_many": A_DOCTOR | {R.DOCTOR: A.AWAY, R.OTHER_DOCTOR: A.AWAY},  # with nothing named: to the requests
    "doctor:undo_many": A_DOCTOR,
    "doctor:running_late": A_DOCTOR,
    "doctor:running_late_undo": A_DOCTOR,
    "doctor:appointment": THIS_DOCTOR,
    "doctor:appointment_calendar": THIS_DOCTOR,
    "doctor:approve": THIS_DOCTOR,
    "doctor:reject": THIS_DOCTOR,
    "doctor:reschedule": THIS_DOCTOR,
    "doctor:cancel": THIS_DOCTOR,
    "doctor:propose": THIS_DOCTOR,
    "doctor:propose_end": THIS_DOCTOR,
    "doctor:check_in": THIS_DOCTOR,
    "doctor:start": THIS_DOCTOR,
    "doctor:complete": THIS_DOCTOR,
    "doctor:no_show": THIS_DOCTOR,
    "doctor:undo": THIS_DOCTOR,
    "doctor:note": THIS_DOCTOR,
    "doctor:sign_note": THIS_DOCTOR,
    "doctor:amend_note": THIS_DOCTOR,
    "doctor:print_note": THIS_DOCTOR,
    "doctor:share_note": THIS_DOCTOR,
    "doctor:withdraw_summary": THIS_DOCTOR,
    "doctor:follow_up": THIS_DOCTOR,
    "doctor:end_follow_up": THIS_DOCTOR,
    "doctor:patients": A_DOCTOR,
    "doctor:patient": THIS_DOCTOR,
    "doctor:patient_history": THIS_DOCTOR,
    "doctor:patient_notes": THIS_DOCTOR,
    "doctor:patient_readers": THIS_DOCTOR,
    "doctor:patient_appointments": THIS_DOCTOR,
    "doctor:history_add": THIS_DOCTOR,
    "doctor:history_none": THIS_DOCTOR,
    "doctor:history_correct": THIS_DOCTOR,
    "doctor:history_take_out": THIS_DOCTOR,
    "doctor:history_confirm": THIS_DOCTOR,
    "doctor:patient_documents": THIS_DOCTOR,
    "doctor:document_add": THIS_DOCTOR,
    "doctor:document": THIS_DOCTOR,
    "doctor:document_confirm": THIS_DOCTOR,
    "doctor:document_take_out": THIS_DOCTOR,
    "doctor:patient_measurements": THIS_DOCTOR,
    "doctor:measurement_add": THIS_DOCTOR,
    "doctor:measurement_correct": THIS_DOCTOR,
    "doctor:measurement_take_out": THIS_DOCTOR,
    "doctor:appointment_new": A_DOCTOR,
    "doctor:appointment_for": THIS_DOCTOR,
    "doctor:emergency": A_DOCTOR,
    "doctor:hours": A_DOCTOR,
    "doctor:hours_add": A_DOCTOR,
    "doctor:usual_week": A_DOCTOR,
    "doctor:usual_week_preview": A_DOCTOR,
    "doctor:hours_copy": A_DOCTOR,
    "doctor:hours_preview": A_DOCTOR,
    "doctor:hours_change": THIS_DOCTOR,
    "doctor:hours_end": THIS_DOCTOR,
    "doctor:hours_export": A_DOCTOR,
    "doctor:hours_import": A_DOCTOR,
    "doctor:time_off": A_DOCTOR,
    "doctor:time_off_add": A_DOCTOR,
    "doctor:time_off_end": THIS_DOCTOR,
    "doctor:profile": A_DOCTOR,
    "doctor:profile_preview": A_DOCTOR,
    "doctor:slots": A_DOCTOR,
    "doctor:why_not": A_DOCTOR,
    "doctor:slots_add": A_DOCTOR,
    "doctor:block_free": A_DOCTOR,
    "doctor:slots_range": A_DOCTOR,
    "doctor:slots_range_undo": A_DOCTOR,
    "doctor:slot_shape": THIS_DOCTOR,
    "doctor:slot_block": THIS_DOCTOR,
    "doctor:slot_unblock": THIS_DOCTOR,
    # live updates: who may open the pages may listen; this server says at once that it cannot stream
    "live:appointments": A_PATIENT,
    "live:times": EVERYONE,
    "live:doctor": A_DOCTOR,
    "live:staff": STAFF,
}

WHEN_POSTED = {
    "appointments:push_renew": dict.fromkeys(Role, A.ABSENT),  # none of them knocks with a device
    "mfa_login_webauthn": IN_THE_MIDDLE,  # the challenge is anybody's; without an answer to it nobody gets in
}
"""What a POST is answered where that differs from the row above."""

ADMIN_PAGES = {
    "admin:index", "admin:login", "admin:logout", "admin:password_change", "admin:password_change_done",
    "admin:calls", "admin:monitor", "admin:analytics", "admin:analytics_overview", "admin:analytics_attendance",
    "admin:analytics_access", "admin:analytics_doctors", "admin:analytics_messages", "admin:analytics_patients",
    "admin:analytics_searches", "admin:analytics_system", "admin:audit_seen", "admin:audit_readers",
    "admin:audit_check", "admin:running_late", "admin:running_late_undo",
    "admin:schedule_check", "admin:settings", "admin:imports", "admin:import",
    "admin:import_template", "admin:import_report", "admin:privacy", "admin:roles", "admin:autocomplete",
    "admin:jsi18n", "admin:app_list", "admin:?",
}  # fmt: skip
"""Pages of the admin site itself; the pages of each model follow from ``dashboards.staff_rights``."""

ADMIN_MODELS = {
    "accounts_user", "accounts_invitation", "accounts_patient", "accounts_patientaccess", "accounts_patientmerge",
    "accounts_doctor",
    "accounts_specialty", "accounts_historyentry", "accounts_recordgrant", "accounts_emergencyopening",
    "accounts_listexport", "accounts_organisationsettings", "accounts_retentionsettings", "accounts_tombstone",
    "accounts_subjectrequest",
    "accounts_document", "accounts_measurement", "accounts_auditentry", "accounts_auditseal",
    "account_emailaddress", "account_emailconfirmation", "auth_group",
    "scheduling_clinic", "scheduling_clinicstaff", "scheduling_visittype", "scheduling_doctorvisittype",
    "scheduling_workinghours", "scheduling_timeoff", "scheduling_timeslot", "scheduling_daysupply",
    "scheduling_schedulingsettings",
    "appointments_appointment", "appointments_appointmentevent", "appointments_appointmentslot",
    "appointments_bookingdraft", "appointments_proposal", "appointments_runninglate",
    "appointments_bookingsettings", "appointments_message", "appointments_messagetext",
    "appointments_reminderrule", "appointments_notetemplate",
    "dashboards_dutyrun",
}  # fmt: skip
ADMIN_ACTIONS = {
    "changelist", "add", "change", "delete", "history", "move", "offer", "answer", "step", "selected",
    "offers", "patients", "text", "original", "closings", "alike", "merge", "together", "apart", "copy", "export",
}  # fmt: skip
