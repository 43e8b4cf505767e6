"""People in the admin."""

from accounts.admin import doctors, patients, users  # noqa: F401 - registers them
