"""The lists of the admin that need what the apps below do not know, and what the worker does."""

from dashboards.admin import doctors, duties, patients, users  # noqa: F401 - registers them
