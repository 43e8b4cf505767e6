"""A table rebuilt by a schema change loses its rules on SQLite; nothing starts until migrate has put them back."""

import os

import pytest

pytestmark = pytest.mark.slow
ON_POSTGRESQL = os.environ.get("DATABASE_URL", "").startswith("postgres")

GUARDED = """
from accounts.database_guards import missing
from accounts.guards import GUARDS as TRAIL
from appointments.guards import GUARDS as PATIENTS
from scheduling.guards import GUARDS as DOCTORS
from django.db import connection
ALL = [*TRAIL, *PATIENTS, *DOCTORS]
"""
REBUILD = f"""
{GUARDED}
from django.apps import apps
from django.db.models import CharField
changed = [model for model in apps.get_models() if model._meta.db_table in {{guard.table for guard in ALL}}]
for model in changed:
    fields = model._meta.concrete_fields
    plain = [field for field in fields if not (field.primary_key or field.is_relation or field.null)]
    now = next((field for field in plain if isinstance(field, CharField)), plain[0])
    wider = now.clone()
    if isinstance(now, CharField):
        wider.max_length += 1
    else:
        wider.null = True
    wider.set_attributes_from_name(now.name)
    wider.model = model
    for before, after in ((now, wider), (wider, now)):
        with connection.schema_editor() as editor:
            editor.alter_field(model, before, after)
print(json.dumps(len(changed)))
"""
MISSING = f"{GUARDED}\nprint(json.dumps(sorted(guard.name for guard in missing(ALL, connection))))"


def test_after_a_schema_change_the_rules_are_there_or_nothing_starts_until_they_are(two_servers):
    assert two_servers.do(MISSING) == []
    assert two_servers.do(REBUILD) >= 4

    lost = two_servers.do(MISSING)
    checked = two_servers.manage("check", "--database", "default", check=False)
    worker = two_servers.manage("worker", "--once", check=False)
    two_servers.manage("migrate", "--skip-checks", "--verbosity", "0")

    assert bool(lost) is not ON_POSTGRESQL  # PostgreSQL changes a table in place
    assert (checked.returncode == 0) is (worker.returncode == 0) is ON_POSTGRESQL
    assert all(f"The database rule {name} on" in checked.stderr for name in lost)
    assert two_servers.do(MISSING) == []
    two_servers.manage("check", "--database", "default")
