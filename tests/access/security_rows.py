"""
Which test proves which row of the list of security requirements; ``test_security_rows.py`` holds the two together.

A test is named as ``path::function`` or ``path::Class::function``, below ``tests/``. All of them belong to the run on
SQLite and to the run on PostgreSQL; what only a browser can show proves no row here.
"""

OWED = {*range(1, 13), 16, 17, *range(22, 28), *range(38, 45), 54, 56, 57, 58, 82}
"""The rows that must be proved from the beginning; others are listed as they are."""

SERVERS = "concurrency/test_two_servers.py::"
LIMITS = "access/test_limits_on_two_servers.py::"
EVERY_URL = "access/test_every_url.py::"
RACES = "concurrency/test_races.py::"
SIGNING_IN = "accounts/test_signing_in.py::"
SECOND_STEP = "accounts/test_second_factor.py::"
BOOKING = "appointments/test_booking.py::"
AT_THE_DESK = "appointments/test_admin_booking.py::"
UPLOADED = "accounts/test_document_content.py::"
OF_THE_DOCTOR = "dashboards/test_doctor_appointment.py::"

ROWS = {
    # No time is given twice
    1: [
        SERVERS + "test_no_time_is_given_twice_however_many_want_times_that_overlap",
        RACES + "test_one_slot_has_one_winner",
        RACES + "test_visits_of_several_slots_never_overlap",
        RACES + "test_one_patient_is_never_in_two_places",
    ],
    # ... and the race would show it
    2: [RACES + "test_without_its_guards_the_same_race_books_twice"],
    # The rules of the database survive every migration
    3: [
        "concurrency/test_guards_survive.py::"
        "test_after_a_schema_change_the_rules_are_there_or_nothing_starts_until_they_are",
        "appointments/test_schedule_check.py::test_a_wall_that_is_missing",
        "appointments/notifications/test_worker_processes.py::test_refuses_to_start_where_a_database_rule_is_missing",
    ],
    # Every way to a time
    4: [
        "appointments/test_every_way_to_a_slot.py::test_no_way_leads_to_a_time_somebody_has",
        "appointments/test_every_way_to_a_slot.py::test_every_way_leads_to_a_time_nobody_has",
        AT_THE_DESK + "test_by_right_nobody_is_pushed_out",
        "appointments/admin_appointments/test_moving.py::test_a_taken_time_shows_others_and_keeps_what_was_typed",
        "dashboards/test_doctor_moving.py::test_somebody_was_quicker",
    ],
    # Closed unless somebody decided otherwise
    5: [
        EVERY_URL + "test_every_url_is_classified",
        EVERY_URL + "test_each_role_gets_the_answer_of_the_policy",
        EVERY_URL + "test_the_admin_is_closed_to_everybody_else",
        "dashboards/test_admin_doors.py::test_a_group_opens_what_the_table_says_and_nothing_else",
    ],
    # Reading needs a relation to the record
    6: [
        EVERY_URL + "test_each_role_gets_the_answer_of_the_policy",
        "accounts/test_history.py::TestWhoReads::test_nobody_else",
        "dashboards/test_doctor_patients.py::TestWhoseRecordOpens::test_nobody_elses_and_it_looks_like_none",
        "appointments/admin_appointments/test_list.py::test_another_clinics_appointment_does_not_exist",
    ],
    # ... and so does changing
    7: [
        EVERY_URL + "test_each_role_gets_the_answer_of_the_policy",
        OF_THE_DOCTOR + "test_another_doctors_is_not_there",
        "dashboards/test_doctor_patients.py::TestWhoseRecordOpens::test_what_is_closed_takes_no_posts_either",
        "appointments/test_cancelling.py::test_not_by_somebody_else",
        "appointments/test_own_and_other_clinics.py::test_a_front_desk_decides_nothing_at_another_clinic",
    ],
    # A refusal carries nothing
    8: [
        EVERY_URL + "test_anothers_object_answers_as_an_absent_one",
        EVERY_URL + "test_each_role_gets_the_answer_of_the_policy",
    ],
    # Fields only some may read
    9: [
        "accounts/test_history.py::TestWhoReads::test_of_the_administration_only_administrators",
        "accounts/test_admin_record.py::test_the_list_of_histories_says_that_and_not_what",
        "dashboards/test_staff_rights.py::test_only_administrators_read_histories",
        "accounts/invitations/test_accepting.py::test_the_secret_is_in_the_mail_only",
        "appointments/test_to_keep.py::test_the_slip_keeps_the_reason_to_itself",
    ],
    # What a form does not ask for cannot be sent
    10: [
        "access/test_extra_fields.py::test_a_field_nobody_asked_for_changes_nothing",
        "accounts/test_admin_people.py::test_what_is_not_in_the_form_cannot_be_sent",
    ],
    # A key in a body is judged as one in an address
    11: [
        "access/test_extra_fields.py::test_a_field_nobody_asked_for_changes_nothing",
        "appointments/test_reschedule_page.py::test_another_doctors_time_is_no_new_time",
        "dashboards/test_doctor_moving.py::test_another_doctors_slot_is_refused",
        "dashboards/test_patient_home.py::test_somebody_elses_appointment_is_nothing_to_repeat",
        AT_THE_DESK + "test_the_front_desk_books_at_its_own_clinics_only",
        "dashboards/test_admin_questions.py::test_a_form_takes_nobodys_key_as_nothing_chosen",
    ],
    # What was answered is kept
    12: [SERVERS + "test_what_was_answered_before_a_server_died_is_there_and_nothing_is_half"],
    13: [
        "accounts/test_closing_sign_ins.py::test_the_next_request_is_a_strangers",
        "accounts/test_closing_sign_ins.py::test_a_role_counts_from_the_next_request",
        "accounts/test_closing_sign_ins.py::test_a_group_counts_from_the_next_request",
    ],
    14: [
        "appointments/notifications/test_outbox_under_kills.py::"
        "test_power_cuts_lose_nothing_and_nothing_called_back_arrives",
        "appointments/notifications/test_worker_processes.py::"
        "test_killed_workers_lose_nothing_and_repeat_at_most_one_message_each",
    ],
    15: [
        "appointments/notifications/test_several_schedulers.py::"
        "test_several_schedulers_and_a_clock_set_back_remind_once",
        "appointments/notifications/test_reminders.py::test_two_planners_at_once_write_it_once",
        "appointments/notifications/test_reminders.py::test_never_for_what_is_cancelled",
        "appointments/notifications/test_still_true.py::test_a_reminder_dies_with_its_appointment",
    ],
    # Pressed again it is the same booking
    16: [
        SERVERS + "test_fifty_equal_presses_of_one_button_book_once_and_are_answered_alike",
        AT_THE_DESK + "test_pressing_twice_books_once",
        AT_THE_DESK + "test_a_form_used_for_another_booking_is_refused",
        BOOKING + "test_the_same_key_books_once",
    ],
    # The trail
    17: [
        "appointments/test_record_grants.py::TestTheTrail::test_names_who_did_what_as_whom",
        "accounts/test_auditing.py::test_says_from_where_and_in_which_request",
        "accounts/test_auditing.py::TestReading::test_a_refusal_is_an_entry_of_its_own",
        "dashboards/test_doctor_patients.py::TestTheTrail::test_every_opening_is_in_it",
        "dashboards/test_doctor_patients.py::TestTheTrail::test_and_every_refusal",
        "accounts/test_audit_seals.py::TestOnlyAddedTo::test_the_database_refuses_a_change",
        "accounts/test_audit_seals.py::TestOnlyAddedTo::test_and_a_deletion",
    ],
    # What is uploaded is data, and given out as a file to save
    20: [
        UPLOADED + "test_row_20_its_content_says_what_it_is_and_no_name",
        UPLOADED + "test_row_20_anything_else_is_refused",
        UPLOADED + "test_row_20_a_pdf_that_runs_something_is_refused",
        UPLOADED + "test_row_20_what_hides_behind_a_picture_ends_here",
        "dashboards/test_documents_given_out.py::test_row_20_a_document_is_a_file_to_save_and_no_page_of_ours",
        "dashboards/test_documents_given_out.py::test_row_20_nobody_else_gets_it",
        "config/test_uploads.py::test_row_20_production_refuses_a_directory_files_are_served_from",
    ],
    # ... and no more of it than there is room for
    21: [
        UPLOADED + "test_row_21_one_too_large_is_told_so",
        UPLOADED + "test_row_21_a_picture_that_would_fill_the_memory_is_refused_by_its_header",
        UPLOADED + "test_row_21_a_pdf_that_unpacks_to_no_end_is_refused",
        UPLOADED + "test_row_21_no_pdf_keeps_the_server_busy",
        UPLOADED + "test_row_21_no_picture_keeps_the_server_busy",
        "accounts/test_documents.py::test_row_21_a_record_holds_so_many_documents",
        RACES + "test_a_record_takes_no_more_documents_than_it_has_room_for",
        "config/test_uploads.py::test_row_21_one_that_says_it_is_larger_is_refused_unread",
    ],
    # Nothing that was sent becomes a part of a query
    22: [
        "config/test_dangerous_queries.py::test_no_query_is_made_of_what_a_browser_sent",
        "config/test_dangerous_queries.py::"
        "test_no_question_in_an_address_breaks_a_page_changes_a_row_or_asks_for_a_secret",
        "dashboards/test_admin_questions.py::test_no_list_answers_about_what_it_does_not_offer",
    ],
    # Guessing is slowed at every door
    23: [
        LIMITS + "test_the_eleventh_wrong_password_is_refused_and_the_owner_still_comes_in",
        LIMITS + "test_the_eleventh_account_guessed_from_one_address_is_refused",
        LIMITS + "test_thirty_guesses_at_once_are_no_more_than_five",
        LIMITS + "test_twenty_codes_guessed_at_once_are_no_more_than_five",
        LIMITS + "test_one_address_is_mailed_five_links_however_many_ask_at_once",
        "config/test_file_cache.py::test_one_of_many_adds_a_key",
        SIGNING_IN + "test_many_addresses_together_are_slowed_too",
        SIGNING_IN + "test_the_admin_site_signs_in_here",
        "accounts/test_reauthentication.py::test_guessing_is_limited_here_too",
    ],
    # Nobody learns who is known here
    24: [
        "accounts/test_equal_answers.py::test_a_known_address_is_answered_as_one_nobody_has",
        "accounts/test_equal_answers.py::test_each_door_that_takes_a_password_hashes_one",
        "accounts/test_known_addresses.py::test_a_known_address_gets_the_same_answer",
        "accounts/test_known_addresses.py::"
        "test_signing_in_with_what_was_typed_says_the_same_whether_it_is_known_or_not",
        "accounts/test_signing_up.py::test_asks_for_the_code_and_writes_nothing_before_it_is_typed",
        SIGNING_IN + "test_hashes_one_password_whoever_asks",
    ],
    # The second step
    25: [
        "config/test_required_second_factor.py::test_every_door_leads_to_the_set_up",
        LIMITS + "test_one_code_of_the_app_opens_one_of_two_doors",
        LIMITS + "test_one_code_of_the_app_opens_one_of_many_doors_at_once",
        SECOND_STEP + "test_the_password_alone_opens_nothing",
        SECOND_STEP + "test_a_recovery_code_works_once_and_in_place_of_the_app",
    ],
    # A new password by mail
    26: [
        LIMITS + "test_a_reset_link_sets_one_password",
        LIMITS + "test_forged_headers_change_no_link",
        LIMITS + "test_a_host_of_nobodys_is_refused_and_mails_nothing",
        "accounts/test_passwords.py::test_the_link_works_for_an_hour",
        SECOND_STEP + "test_a_new_password_by_mail_does_not_skip_it",
    ],
    # Sessions
    27: [
        "config/test_sessions.py::test_ends_after_the_idle_time_of_the_role",
        "config/test_sessions.py::test_ends_after_twelve_hours_however_busy",
        SIGNING_IN + "test_the_session_gets_a_new_key_and_keeps_what_the_stranger_had",
        "accounts/test_passwords.py::test_changing_it_signs_out_everywhere_and_says_so",
        "accounts/test_passwords.py::test_a_new_password_ends_every_session",
        "accounts/test_sessions_page.py::test_signing_out_takes_it_off_the_list",
    ],
    28: [
        "accounts/test_reauthentication.py::test_asks_again",
        "accounts/test_sessions_page.py::test_signs_out_in_one_place",
        "accounts/test_sessions_page.py::test_somebody_elses_session_is_not_mine_to_end",
    ],
    30: [
        "accounts/invitations/test_accepting.py::test_the_address_is_the_invitations_whatever_is_sent",
        "accounts/invitations/test_accepting.py::test_it_works_once",
        "accounts/invitations/test_accepting.py::test_an_address_that_has_an_account_by_now_is_refused",
    ],
    37: [SIGNING_IN + "test_never_leads_off_this_site", "accounts/test_safe_next.py::test_others_are_not"],
    # Only our own pages change anything, and only by POST
    38: [
        EVERY_URL + "test_nothing_is_taken_from_a_page_of_somebody_elses",
        "config/test_dangerous_queries.py::"
        "test_no_question_in_an_address_breaks_a_page_changes_a_row_or_asks_for_a_secret",
        "appointments/test_booking_flow.py::test_the_csrf_token_is_asked_for",
    ],
    # The policy for scripts
    39: [
        EVERY_URL + "test_each_role_gets_the_answer_of_the_policy",
        "access/test_headers_of_every_answer.py::"
        "test_every_page_of_the_admin_carries_the_policy_and_is_kept_by_no_cache",
        "access/test_headers_of_every_answer.py::test_every_refusal_carries_the_policy_and_is_kept_by_no_cache",
        "access/test_headers_of_every_answer.py::test_who_asks_too_often_is_refused_with_the_policy",
        "access/test_headers_of_every_answer.py::test_what_is_answered_before_the_site_is_reached_carries_the_policy",
        "config/test_headers.py::test_the_policy_allows_nothing_inline",
        "config/test_template_rules.py::test_holds_nothing_inline",
    ],
    # Cookies, and TLS only
    40: [
        "config/test_production_cookies.py::test_every_cookie_is_for_this_host_over_tls_and_for_no_script",
        "config/test_production_cookies.py::test_answers_tell_the_browser_to_stay_with_tls_and_keep_nothing",
        "config/test_production_cookies.py::test_without_tls_there_is_only_the_way_to_it",
    ],
    # Nothing is kept
    41: [
        EVERY_URL + "test_each_role_gets_the_answer_of_the_policy",
        "access/test_headers_of_every_answer.py::"
        "test_every_page_of_the_admin_carries_the_policy_and_is_kept_by_no_cache",
        "access/test_headers_of_every_answer.py::test_every_refusal_carries_the_policy_and_is_kept_by_no_cache",
        "config/test_headers.py::test_signing_out_tells_the_browser_to_forget",
    ],
    # Nothing private in logs, subjects and addresses
    42: [
        "access/test_nothing_private_leaves.py::test_a_whole_journey_says_nothing_in_logs_subjects_or_addresses",
        "config/test_logs.py::test_an_exception_leaves_its_type_and_place_but_not_its_words",
        "config/test_logs.py::test_takes_out_addresses_keys_and_searches",
        "appointments/notifications/test_wording_of_every_kind.py::test_no_subject_is_long_or_says_anything_private",
    ],
    # A policy that breaks refuses
    43: [
        "access/test_broken_policies.py::test_every_policy_is_asked",
        "access/test_broken_policies.py::test_nothing_is_done_where_a_policy_breaks",
        "access/test_broken_policies.py::test_a_page_shows_nothing_where_the_question_whose_it_is_breaks",
    ],
    # Production refuses bad settings
    44: [
        "config/test_refusing_unsafe_settings.py::test_refuses",
        "config/test_refusing_unsafe_settings.py::test_no_door_opens_on_a_database_with_demo_accounts",
        "config/test_refusing_unsafe_settings.py::test_good_settings_pass_the_deployment_check",
        "config/test_demo_accounts.py::test_production_refuses_every_account_of_the_demo",
        "config/test_serving.py::test_a_public_key_is_served_to_nobody_else",
    ],
    45: [
        "accounts/test_network_address.py::test_believes_our_own_proxies_only",
        LIMITS + "test_forged_headers_change_no_link",
        LIMITS + "test_forged_headers_write_no_other_address_into_trail_or_log",
        LIMITS + "test_the_eleventh_wrong_password_is_refused_and_the_owner_still_comes_in",
    ],
    49: [
        "appointments/notifications/test_smtp.py::test_booking_neither_waits_nor_fails_and_all_arrives_once_the_server_is_well",
        "appointments/notifications/test_smtp.py::test_whatever_goes_wrong_all_arrives_later_and_once",
    ],
    # Clocks that change
    54: [
        "scheduling/test_slot_plan.py::test_offers_nothing_in_an_hour_that_does_not_exist",
        "scheduling/test_slot_plan.py::test_offers_a_repeated_hour_once",
        "scheduling/test_slot_plan.py::test_keeps_the_wall_clock_through_the_change",
        "scheduling/test_publishing.py::test_is_idempotent_through_every_change_of_the_clocks",
        "scheduling/test_clinic_time.py::test_a_time_that_clocks_jump_over_is_none",
        "appointments/test_calendar_file.py::"
        "test_the_written_zone_tells_the_true_instant_around_every_change_of_clocks",
    ],
    # The lifecycle
    56: [
        "appointments/test_lifecycle_machine.py::test_every_button_in_every_order",
        "appointments/test_lifecycle.py::test_a_verb_leads_where_the_design_says_and_nowhere_else",
    ],
    # Limits
    57: [
        BOOKING + "test_refuses_a_fourth_request",
        BOOKING + "test_refuses_more_than_the_account_may_have",
        BOOKING + "test_refuses_what_is_not_offered_at_that_moment",
        BOOKING + "test_a_patient_has_no_right_to_book_past_notice",
        "appointments/test_rescheduling.py::test_moving_does_not_get_round_the_cap_on_requests",
        "appointments/test_cancelling.py::test_the_patient_is_sent_to_the_telephone_past_the_cut_off",
        "appointments/test_drafts.py::test_choosing_after_the_longest_hold_keeps_no_time_at_all",
        RACES + "test_strangers_at_one_address_hold_no_more_than_their_share",
        RACES + "test_one_account_holds_one_time",
        RACES + "test_one_account_books_no_more_than_its_share",
        RACES + "test_one_patient_asks_no_more_than_three_at_once",
    ],
    # Two editors
    58: [
        OF_THE_DOCTOR + "test_a_page_from_before_the_patient_moved_it_is_refused",
        "appointments/admin_appointments/test_steps.py::test_a_stale_page_says_so_and_keeps_the_words",
        "appointments/test_cancel_page.py::test_a_page_that_is_out_of_date_cancels_nothing",
        "appointments/test_reschedule_page.py::test_a_page_that_is_out_of_date_moves_nothing",
        "accounts/test_admin_stale_forms.py::test_a_newer_phone_number_is_not_put_back",
        "accounts/test_history.py::test_a_second_correction_of_the_same_entry_is_told",
    ],
    65: [
        "accounts/test_audit_seals.py::TestVerifying::test_names_an_entry_that_was_altered",
        "accounts/test_audit_seals.py::TestTheCommand::test_fails_for_a_tampered_row",
    ],
    69: ["dashboards/test_patient_health.py::TestWhoHasSeenIt::test_names_the_doctor_as_what_and_why"],
    # Erased people stay erased, also after a backup; what was kept long enough goes, and nothing younger
    71: [
        "dashboards/privacy/test_erasing.py::test_no_column_tells_who_it_was",
        "accounts/test_tombstones.py::test_erases_again_whom_the_backup_brought_back_and_nobody_else",
    ],
    72: ["dashboards/privacy/test_retention.py::test_what_is_due_goes_and_nothing_younger"],
    # Who signs in is told of what changed
    81: [
        "accounts/test_notices.py::test_another_browser_is_told_of",
        "accounts/test_notices.py::test_a_corrected_address_is_told_at_both",
        "accounts/test_notices.py::test_a_second_step_that_is_taken_off_is_told_of",
    ],
    # The wrong patient
    82: [
        "access/test_crossed_tabs.py::test_every_page_about_a_patient_is_known",
        "access/test_crossed_tabs.py::test_a_doctors_answer_about_another_patient_changes_nothing",
        "dashboards/test_doctor_requests.py::test_an_answer_about_another_patient_changes_nothing_at_all",
        "appointments/admin_appointments/test_steps.py::test_a_page_about_another_patient_changes_nothing",
        "appointments/admin_appointments/test_many.py::test_an_answer_about_another_patient_is_left_out",
        AT_THE_DESK + "test_a_form_used_for_another_patient_is_refused",
        "dashboards/test_patient_health.py::TestAdding::"
        "test_the_page_of_one_person_writes_nothing_into_anothers_record",
    ],
    # Nothing of where a picture was taken
    84: [UPLOADED + "test_row_84_where_and_by_whom_it_was_taken_is_not_kept"],
}
