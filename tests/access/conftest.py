"""Two servers, started once for all tests of a process that ask them something."""

import os

import pytest

from tests.access.two_servers import TwoServers
from tests.appointments.notifications.installation import make_database


@pytest.fixture(scope="session")
def two_servers(tmp_path_factory):
    """Two server processes on a database of their own, on the server of ``DATABASE_URL`` where there is one."""
    directory = tmp_path_factory.mktemp("two_servers")
    databases = make_database(directory, f"two_servers_{os.getpid()}")
    with TwoServers(next(databases), directory) as servers:
        yield servers
    next(databases, None)
