"""People in the admin."""

from accounts.admin import (  # noqa: F401 - registers them
    audit,
    doctors,
    emergencies,
    erasing,
    exports,
    organisation,
    patients,
    record,
    sign_in_records,
    users,
)
