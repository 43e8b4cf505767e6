"""Two server processes on one database and one cache, behind one proxy, and visitors who ask them in turn."""

import itertools
import re
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPConnection
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urlsplit

from tests.appointments.notifications.installation import ROOT, Installation
from tests.browser.installation import free_port

TOKEN = "t" * 32
"""The token of every form: its cookie is the visitor's own to choose, as long as the form repeats it."""
PATIENCE_SECONDS = 60
OUR_ADDRESS = "https://clinic.example"
LINK = re.compile(rf"{OUR_ADDRESS}(/accounts/password/reset/key/\S+)")


class TwoServers(Installation):
    """
    Two of ``manage.py serve``, each a process of its own.

    ``do`` and ``sql`` of the ``Installation`` arrange and look into what the two share.
    """

    patience_seconds = 600  # thousands of bookings are prepared and checked

    def __init__(self, database_url, directory, **settings):
        super().__init__(database_url, directory)
        self.log = directory / "servers.log"
        self.environment |= {
            "VAR_DIR": str(directory),
            "SITE_URL": OUR_ADDRESS,
            "TRUSTED_PROXY_COUNT": "1",
            "PYTHONUNBUFFERED": "1",
            **settings,
        }
        self.ports = [free_port(), free_port()]
        self.processes = [None, None]

    def __enter__(self):
        for number in range(2):
            self.start(number)
        for number in range(2):
            self.wait_until_it_answers(number)
        return self

    def __exit__(self, *_error):
        for process in self.processes:
            process.send_signal(signal.SIGTERM)
        for process in self.processes:
            process.wait(PATIENCE_SECONDS)

    def start(self, number):
        with self.log.open("ab") as log:
            self.processes[number] = subprocess.Popen(
                [sys.executable, "manage.py", "serve", "--no-worker", "--port", str(self.ports[number])],
                cwd=ROOT,
                env=self.environment,
                stdout=log,
                stderr=log,
            )

    def kill(self, number):
        """End a server as a power cut does, and wait until it is gone."""
        self.processes[number].kill()
        self.processes[number].wait()

    def wait_until_it_answers(self, number):
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until and self.processes[number].poll() is None:
            with suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{self.ports[number]}/health/", timeout=5).close()
                return
            time.sleep(0.1)
        raise RuntimeError(f"Server {number} did not start:\n{self.log.read_text()[-4000:]}")

    def last_words(self):
        """Return the end of what the servers logged, where it is no conflict of two people."""
        return "\n".join(line for line in self.log.read_text().splitlines() if '"Conflict: ' not in line)[-4000:]

    def visitor(self, address="198.51.100.7", **cookies):
        return Visitor(self.ports, address, cookies=cookies)


@dataclass
class Answer:
    status: int
    text: str
    location: str


@dataclass
class Visitor:
    """
    A browser at ``address``, as the one trusted proxy writes it at the end of what the browser claims.

    Each request goes to the other server than the one before, unless ``server`` says which.
    """

    ports: list
    address: str
    cookies: dict = field(default_factory=dict)

    def __post_init__(self):
        self.cookies.setdefault("csrftoken", TOKEN)
        self.turns = itertools.cycle(range(len(self.ports)))

    @property
    def is_signed_in(self):
        return self.get("/accounts/sessions/").status == 200

    def get(self, path, *, server=None, **headers):
        return self.ask("GET", path, None, server, headers)

    def post(self, path, form=None, *, server=None, **headers):
        return self.ask("POST", path, {"csrfmiddlewaretoken": TOKEN} | (form or {}), server, headers)

    def ask(self, method, path, form, server, headers):
        """Send one request; headers are written with underscores, ``X_Forwarded_For`` is what the browser claims."""
        told = {name.replace("_", "-"): value for name, value in headers.items()}
        claimed = told.pop("X-Forwarded-For", "")
        told["X-Forwarded-For"] = f"{claimed}, {self.address}" if claimed else self.address
        told["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if form is not None:
            told["Content-Type"] = "application/x-www-form-urlencoded"
        port = self.ports[next(self.turns) if server is None else server]
        connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
        try:
            connection.request(method, path, urlencode(form) if form is not None else None, told)
            response = connection.getresponse()
            text = response.read().decode(errors="replace")
        finally:
            connection.close()
        self.keep(response.headers.get_all("Set-Cookie") or [])
        location = response.headers.get("Location", "")
        return Answer(response.status, text, location and urlsplit(location)._replace(scheme="", netloc="").geturl())

    def keep(self, cookies):
        for cookie in cookies:
            for name, morsel in SimpleCookie(cookie).items():
                if morsel.value and morsel["max-age"] != "0":
                    self.cookies[name] = morsel.value
                else:
                    self.cookies.pop(name, None)


def all_at_once(calls):
    """Make all calls in the same moment, a thread each, and return what they returned, in order."""
    barrier = threading.Barrier(len(calls))

    def make(call):
        barrier.wait(PATIENCE_SECONDS)
        return call()

    with ThreadPoolExecutor(len(calls)) as threads:
        return list(threads.map(make, calls))
