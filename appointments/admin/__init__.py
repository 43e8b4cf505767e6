"""Bookings in the admin: every change goes through the services."""

from appointments.admin import appointments, records, settings  # noqa: F401 - registers them
