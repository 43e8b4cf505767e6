"""People in the admin."""

from accounts.admin import audit, doctors, emergencies, patients, record, sign_in_records, users  # noqa: F401 - registers them
