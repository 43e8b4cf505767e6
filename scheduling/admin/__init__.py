"""Places and time in the admin."""

from scheduling.admin import clinics, hours, invitations, offers, settings, slots, time_off  # noqa: F401 - registers them
