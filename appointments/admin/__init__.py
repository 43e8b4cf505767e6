"""Bookings in the admin: every change goes through the services."""

from appointments.admin import appointments, records, reminder_rules, settings, texts  # noqa: F401 - registers them
