"""What the worker does, in the admin."""

from dashboards.admin import duties  # noqa: F401 - registers it
