"""SQLite and PostgreSQL, each with the options the promises of the product rest on."""

from pathlib import Path

STATEMENT_TIMEOUT_MS = 10_000
LOCK_TIMEOUT_MS = 3_000
IDLE_IN_TRANSACTION_TIMEOUT_MS = 30_000


def with_options(database, *, pooled, pool_size=10, statement_timeout_ms=STATEMENT_TIMEOUT_MS):
    """Return `database` (as django-environ parsed it) with the options of its vendor."""
    if database["ENGINE"].endswith("sqlite3"):
        return _sqlite(database)
    return _postgresql(database, pooled, pool_size, statement_timeout_ms)


def _sqlite(database):
    name = database["NAME"]
    if name and name != ":memory:":
        Path(name).parent.mkdir(parents=True, exist_ok=True)
    # IMMEDIATE: a transaction takes the write lock when it begins, so it never fails half-way
    # with "database is locked". The price: atomic() around reads blocks every writer.
    # FULL: with NORMAL a booking already confirmed can vanish at power loss.
    options = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;",
    }
    return {**database, "OPTIONS": options}


def _postgresql(database, pooled, pool_size, statement_timeout_ms):
    options = {
        **database.get("OPTIONS", {}),
        "server_side_binding": False,  # a bound constant hides the partial index from the planner
        # Compiling a plan is worth it for reports of minutes; it made the search at 2,000 doctors three times slower.
        "options": (
            f"-c jit=off -c statement_timeout={statement_timeout_ms} -c lock_timeout={LOCK_TIMEOUT_MS} "
            f"-c idle_in_transaction_session_timeout={IDLE_IN_TRANSACTION_TIMEOUT_MS}"
        ),
    }
    if pooled:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 20}
    return {
        **database,
        "OPTIONS": options,
        "CONN_MAX_AGE": 0 if pooled else 60,  # Django refuses a pool beside kept connections
        "CONN_HEALTH_CHECKS": True,
    }
