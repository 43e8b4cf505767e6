"""
Take the pictures of the README from the demo: ``make screenshots``.

The demo is made, and its server runs, at one moment of one day, so that the
pictures change only when the pages do.
"""

import argparse
import io
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch, program
from tests.browser.installation import HOUSE, environment, free_port
from tests.browser.visitor import ADMINISTRATOR, DESKTOP, DOCTOR, OTHER_PATIENT, PATIENT, PHONE, Visitor

MOMENT = "2026-11-24T10:42"
"""A Tuesday morning: somebody is with the doctor, somebody waits, requests are to be answered."""

PLACE = HOUSE / ".github" / "screenshots"
QUALITY, MOST_BYTES = 82, 120_000
STARTS_WITHIN = 60
RESULTS = "/doctors/?q=skin+doctor&city=Oakford"


@dataclass(frozen=True)
class Picture:
    """One picture: whose page, how wide, and the way there from a fresh sign-in."""

    name: str
    way: Callable
    who: str | None = None
    viewport: dict = None
    dark: bool = False


def opens(path):
    return lambda visitor: visitor.open(path)


def up_to_the_check(visitor):
    visitor.open(RESULTS)
    visitor.tap_a_time(doctor="Dr Amara Osei", nth=1)
    visitor.fill("In your own words", "A rash on both arms that itches at night.")
    visitor.press("Continue")
    visitor.sees("Check")


def the_confirmed_appointment(visitor):
    visitor.open("/me/notifications/")
    visitor.press("Booked:")
    visitor.sees("Appointment with Dr Amara Osei")


PICTURES = (
    Picture("search-phone", opens(RESULTS), viewport=PHONE),
    Picture("search", opens(RESULTS), viewport=DESKTOP),
    Picture("appointment-phone", the_confirmed_appointment, who=PATIENT, viewport=PHONE),
    Picture("today", opens("/doctor/"), who=DOCTOR, viewport=DESKTOP),
    Picture("calendar", opens("/doctor/calendar/"), who=DOCTOR, viewport=DESKTOP),
    Picture("calendar-dark", opens("/doctor/calendar/"), who=DOCTOR, viewport=DESKTOP, dark=True),
    Picture("requests", opens("/doctor/requests/"), who=DOCTOR, viewport=DESKTOP),
    Picture("admin", opens("/admin/"), who=ADMINISTRATOR, viewport=DESKTOP),
    Picture("analytics", opens("/admin/analytics/attendance/"), who=ADMINISTRATOR, viewport=DESKTOP),
    # The last one: it holds a time, which the doctor's pages then show.
    Picture("check-phone", up_to_the_check, who=OTHER_PATIENT, viewport=PHONE),
)


class Studio:
    """A server at ``MOMENT`` with the demo, in a directory of its own."""

    def __init__(self, directory):
        self.directory = directory
        self.port = free_port()
        self.address = f"http://localhost:{self.port}"

    def manage(self, *command):
        return [sys.executable, "-m", "tests.browser.manage_at", MOMENT, *command], {
            "cwd": HOUSE,
            "env": environment(self.directory, SITE_URL=self.address),
        }

    @contextmanager
    def open(self):
        for command in (("migrate", "--no-input", "--verbosity", "0"), ("seed_demo",), ("worker", "--once")):
            line, options = self.manage(*command)
            subprocess.run(line, check=True, **options)
        line, options = self.manage("serve", "--no-worker", "--port", str(self.port))
        server = subprocess.Popen(line, stdout=subprocess.DEVNULL, **options)
        try:
            self.wait_until_it_answers()
            yield self
        finally:
            server.terminate()
            server.wait()

    def wait_until_it_answers(self):
        until = time.monotonic() + STARTS_WITHIN
        while time.monotonic() < until:
            with suppress(OSError):
                urllib.request.urlopen(f"{self.address}/health/", timeout=5).close()  # noqa: S310
                return
            time.sleep(0.2)
        raise RuntimeError("The server did not start.")


def take(picture, browser, studio, place):
    """Take one picture and return its file; raises ``ValueError`` for one that is too large for a README."""
    scheme = "dark" if picture.dark else "light"
    scale = 2 if picture.viewport is PHONE else 1
    options = {"color_scheme": scheme, "reduced_motion": "reduce", "device_scale_factor": scale}
    visitor = Visitor(browser, studio, viewport=picture.viewport, **options)
    if picture.who:
        visitor.sign_in(picture.who)
    picture.way(visitor)
    visitor.page.wait_for_load_state("networkidle")
    visitor.page.evaluate("document.fonts.ready")
    file = place / f"{picture.name}.webp"
    Image.open(io.BytesIO(visitor.page.screenshot())).convert("RGB").save(file, quality=QUALITY, method=6)
    visitor.leave()
    if file.stat().st_size > MOST_BYTES:
        raise ValueError(f"{file.name} has {file.stat().st_size} bytes, more than {MOST_BYTES}.")
    return file


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--place", type=Path, default=PLACE, help="the directory the pictures are written to")
    place = parser.parse_args().place
    place.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as directory,
        Studio(Path(directory)).open() as studio,
        sync_playwright() as playwright,
    ):
        browser = launch(playwright, program())
        for picture in PICTURES:
            file = take(picture, browser, studio, place)
            sys.stdout.write(f"{os.path.relpath(file)}  {file.stat().st_size // 1024} KB\n")
        browser.close()


if __name__ == "__main__":
    main()
