"""Places and time in the admin."""

from scheduling.admin import clinics, hours, offers, settings, slots  # noqa: F401 - registers them
