"""A worker starts only on a database that keeps its own rules."""

from django.core.checks import ERROR, Tags, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def reasons_not_to_start():
    """Return sentences that stand against starting: migrations to run, database rules that are missing."""
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ["The database is not up to date. Run “manage.py migrate” first."]
    found = run_checks(tags=[Tags.database], databases=["default"])
    return [
        f"{check.msg} {check.hint or ''}".strip() for check in found if check.level >= ERROR and not check.is_silenced()
    ]
