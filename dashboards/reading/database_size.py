"""How much room the database takes, and which tables take the most of it."""

from dataclasses import dataclass, field

from django.apps import apps
from django.db import connection
from django.utils.text import capfirst

MOST_TABLES = 10
OF_POSTGRESQL = "SELECT pg_database_size(current_database())"
TABLES_OF_POSTGRESQL = """
    SELECT relname, pg_total_relation_size(pg_class.oid), greatest(reltuples, 0)::bigint
    FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
    WHERE relkind = 'r' AND nspname = current_schema()
    ORDER BY 2 DESC, 1 LIMIT %s
"""


@dataclass(frozen=True)
class Table:
    """A table with its indexes; ``rows`` are as the database estimates them."""

    name: str
    bytes: int
    rows: int


@dataclass(frozen=True)
class DatabaseSize:
    """``free`` bytes are taken from the disk and used by nothing. SQLite does not know its tables one by one."""

    bytes: int
    free: int = 0
    tables: list[Table] = field(default_factory=list)


def database_size() -> DatabaseSize:
    """Return how large the database is: two short queries on PostgreSQL, three on SQLite, that look at no row."""
    with connection.cursor() as cursor:

        def ask(sql, *values):
            cursor.execute(sql, values)
            return cursor.fetchall()

        if connection.vendor == "postgresql":
            names = {
                model._meta.db_table: capfirst(str(model._meta.verbose_name_plural)) for model in apps.get_models()
            }
            tables = [Table(names.get(name, name), *more) for name, *more in ask(TABLES_OF_POSTGRESQL, MOST_TABLES)]
            return DatabaseSize(ask(OF_POSTGRESQL)[0][0], tables=tables)
        pages, free, size = (ask(f"PRAGMA {name}")[0][0] for name in ("page_count", "freelist_count", "page_size"))
        return DatabaseSize(pages * size, free * size)
