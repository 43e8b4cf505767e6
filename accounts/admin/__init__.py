"""People in the admin."""

from accounts.admin import doctors, patients, sign_in_records, users  # noqa: F401 - registers them
