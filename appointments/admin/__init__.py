"""Bookings in the admin: every change goes through the services."""

from appointments.admin import appointments, records, settings, texts  # noqa: F401 - registers them
