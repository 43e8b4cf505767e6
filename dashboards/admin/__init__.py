"""The admin site as this installation's own, and what the worker does."""

from dashboards.admin import duties, site  # noqa: F401 - the first registers, the second names
