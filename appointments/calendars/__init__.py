"""Appointments in people's own calendars: a file for any of them, and links for two that want none."""
