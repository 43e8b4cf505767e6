"""The lists of the admin that need what the apps below do not know, and what the worker does."""

from dashboards.admin import (  # noqa: F401 - registers them
    audit,
    clinics,
    doctors,
    duties,
    emergencies,
    patients,
    subject_requests,
    users,
)
