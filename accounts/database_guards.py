"""
Rules the database itself keeps, in SQL that Django's constraints cannot say.

PostgreSQL keeps them as exclusion constraints or triggers, SQLite as triggers.
Django drops the triggers of a table when it rebuilds it, so ``post_migrate`` puts
back what is missing and a system check fails where something is not there.
"""

from dataclasses import dataclass

from django.core import checks
from django.db import connections


@dataclass(frozen=True)
class Guard:
    """
    One rule on one table: ``postgresql`` is the body of a constraint, ``sqlite`` the condition that refuses a row.

    The SQLite condition is a ``SELECT`` of anything; it sees the row as ``NEW``.
    ``columns`` are those whose change makes the trigger look again.
    """

    name: str
    table: str
    columns: tuple[str, ...]
    postgresql: str
    sqlite: str
    when: str = ""

    def statements(self, vendor):
        """Return the SQL that makes the rule on ``vendor``."""
        if vendor == "postgresql":
            return [
                "CREATE EXTENSION IF NOT EXISTS btree_gist",
                f"ALTER TABLE {self.table} ADD CONSTRAINT {self.name} {self.postgresql}",
            ]
        when, watched = (f"WHEN {self.when}" if self.when else ""), ", ".join(self.columns)
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.name}') WHERE EXISTS ({self.sqlite}); END"
        return [
            f"CREATE TRIGGER IF NOT EXISTS {self.name}_insert BEFORE INSERT ON {self.table} {when} {refuse}",
            f"CREATE TRIGGER IF NOT EXISTS {self.name}_update"
            f" BEFORE UPDATE OF {watched} ON {self.table} {when} {refuse}",
        ]

    def removal(self, vendor):
        """Return the SQL that takes the rule away; for tests that show what it is worth."""
        if vendor == "postgresql":
            return [f"ALTER TABLE {self.table} DROP CONSTRAINT IF EXISTS {self.name}"]
        return [f"DROP TRIGGER IF EXISTS {self.name}_{event}" for event in ("insert", "update")]

    def names(self, vendor):
        return {self.name} if vendor == "postgresql" else {f"{self.name}_insert", f"{self.name}_update"}


@dataclass(frozen=True)
class AppendOnly:
    """One table whose rows are only ever added: the database refuses to change or delete one."""

    name: str
    table: str

    def statements(self, vendor):
        """Return the SQL that makes the rule on ``vendor``."""
        if vendor == "postgresql":
            refuse = f"BEGIN RAISE EXCEPTION '{self.name}' USING ERRCODE = 'integrity_constraint_violation'; END"
            trigger = f"ON {self.table} FOR EACH {{}} EXECUTE FUNCTION {self.name}()"
            return [
                f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ {refuse} $$",
                f"CREATE TRIGGER {self.name} BEFORE UPDATE OR DELETE {trigger.format('ROW')}",
                f"CREATE TRIGGER {self.name}_all BEFORE TRUNCATE {trigger.format('STATEMENT')}",
            ]
        return [
            f"CREATE TRIGGER IF NOT EXISTS {self.name}_{event} BEFORE {event.upper()} ON {self.table}"
            f" BEGIN SELECT RAISE(ABORT, '{self.name}'); END"
            for event in ("update", "delete")
        ]

    def removal(self, vendor):
        """Return the SQL that takes the rule away; for tests that show what it is worth."""
        if vendor == "postgresql":
            triggers = [f"DROP TRIGGER IF EXISTS {name} ON {self.table}" for name in sorted(self.names(vendor))]
            return [*triggers, f"DROP FUNCTION IF EXISTS {self.name}()"]
        return [f"DROP TRIGGER IF EXISTS {name}" for name in sorted(self.names(vendor))]

    def names(self, vendor):
        kinds = ("", "_all") if vendor == "postgresql" else ("_update", "_delete")
        return {f"{self.name}{kind}" for kind in kinds}


@dataclass(frozen=True)
class Settled:
    """
    One table whose rows are settled at some point: the database refuses the changes named, and every deletion.

    ``refused`` is the condition of a change that is refused, with ``OLD`` and ``NEW``.
    """

    name: str
    table: str
    refused: str

    def statements(self, vendor):
        """Return the SQL that makes the rule on ``vendor``."""
        if vendor == "postgresql":
            refuse = f"RAISE EXCEPTION '{self.name}' USING ERRCODE = 'integrity_constraint_violation'"
            # The condition stands in the function: PostgreSQL alters no column that the head of a trigger names.
            body = f"IF TG_OP = 'UPDATE' THEN IF NOT ({self.refused}) THEN RETURN NEW; END IF; END IF; {refuse};"
            return [
                f"CREATE OR REPLACE FUNCTION {self.name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} END $$",
                f"CREATE TRIGGER {self.name} BEFORE UPDATE OR DELETE ON {self.table}"
                f" FOR EACH ROW EXECUTE FUNCTION {self.name}()",
                f"CREATE TRIGGER {self.name}_all BEFORE TRUNCATE ON {self.table}"
                f" FOR EACH STATEMENT EXECUTE FUNCTION {self.name}()",
            ]
        refuse = f"BEGIN SELECT RAISE(ABORT, '{self.name}'); END"
        return [
            f"CREATE TRIGGER IF NOT EXISTS {self.name}_update BEFORE UPDATE ON {self.table}"
            f" WHEN {self.refused} {refuse}",
            f"CREATE TRIGGER IF NOT EXISTS {self.name}_delete BEFORE DELETE ON {self.table} {refuse}",
        ]

    removal = AppendOnly.removal
    names = AppendOnly.names


PRESENT = {
    # A trigger somebody switched off is there and does nothing.
    "postgresql": "SELECT conname FROM pg_constraint UNION ALL SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'",
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'trigger'",
}


def missing(guards, connection):
    """Return the guards whose table is there and whose rule is not."""
    with connection.cursor() as cursor:
        tables = set(connection.introspection.table_names(cursor))
        cursor.execute(PRESENT[connection.vendor])
        present = {name for (name,) in cursor.fetchall()}
    return [guard for guard in guards if guard.table in tables and not guard.names(connection.vendor) <= present]


def install(guards, connection):
    """Make every guard that is missing."""
    absent = missing(guards, connection)
    with connection.cursor() as cursor:
        for guard in absent:
            # What is left of a rule, such as a trigger switched off, would be in the way of the whole.
            for statement in [*guard.removal(connection.vendor), *guard.statements(connection.vendor)]:
                cursor.execute(statement)


def remove(guards, connection):
    """Take the guards away."""
    with connection.cursor() as cursor:
        for guard in guards:
            for statement in guard.removal(connection.vendor):
                cursor.execute(statement)


def check_for(guards, *, app_label):
    """Return a system check (``Tags.database``) that fails for every missing guard."""

    def guards_are_in_place(app_configs=None, databases=None, **kwargs):
        return [
            checks.Error(
                f"The database rule {guard.name} on {guard.table} is missing.",
                hint="Run “manage.py migrate --skip-checks”: it puts the rule back.",
                id=f"{app_label}.E001",
            )
            for alias in databases or []
            for guard in missing(guards, connections[alias])
        ]

    return guards_are_in_place


def keep(guards, *, app_config):
    """
    Put the guards back after every migrate, and check for them.

    Those that look at other tables than their own would be in the way where SQLite rebuilds one of these.
    """
    from django.db.models.signals import post_migrate, pre_migrate

    in_the_way = [guard for guard in guards if getattr(guard, "looks_elsewhere", False)]

    def make_way(sender, using, **kwargs):
        if connections[using].vendor == "sqlite":
            remove(in_the_way, connections[using])

    if in_the_way:
        pre_migrate.connect(make_way, sender=app_config, weak=False, dispatch_uid=f"{app_config.label}.make_way")

    def put_back(sender, using, **kwargs):
        install(guards, connections[using])

    post_migrate.connect(put_back, sender=app_config, weak=False, dispatch_uid=f"{app_config.label}.guards")
    checks.register(check_for(guards, app_label=app_config.label), checks.Tags.database)
