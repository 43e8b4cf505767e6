"""The installation on a PostgreSQL server, in a database of its own."""

import os
from contextlib import contextmanager
from urllib.parse import urlsplit, urlunsplit

import psycopg

from tests.browser.installation import Installation, seed


class OnPostgres(Installation):
    """``DATABASE_URL`` names the server. The demo data is made for one run and belongs to its tests in turn."""

    def __init__(self, directory):
        super().__init__(directory, demo=directory / "demo")
        self.server = os.environ["DATABASE_URL"]
        self.name = f"clinic_browser_{os.getpid()}"
        parts = urlsplit(self.server)
        self.more = {"DATABASE_URL": urlunsplit(parts._replace(path=f"/{self.name}"))}

    def lay_out(self):
        seed(self.directory, self.demo.with_suffix(".json"), **self.more)

    def fresh(self):
        self.mailbox.empty()

    @contextmanager
    def running(self):
        self.tell_the_server(f"CREATE DATABASE {self.name}")
        try:
            with super().running():
                yield self
        finally:
            self.tell_the_server(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")

    def tell_the_server(self, statement):
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)
