"""
Join the stylesheets (one per component) and the scripts (one per behaviour) into the few files a page loads.

People edit small files; a phone on a slow line asks for few. The joining happens when the file is
looked for, so there is no build step: `collectstatic`, WhiteNoise and `runserver` all ask the finders.
"""

import os
import re
import tempfile
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import AppDirectoriesFinder, BaseFinder
from django.core.files.storage import FileSystemStorage

STYLES_EVERYWHERE = (
    "tokens",
    "bootstrap-theme",
    "base",
    "buttons",
    "header",
    "footer",
    "forms",
    "notices",
    "tags",
    "avatar",
    "cards",
    "times",
    "doctor-card",
    "search",
    "booking",
    "summary-list",
    "timeline",
    "tables",
    "appointments",
    "signing-in",
    "health",
    "live",
    "print",
)
STYLES_FOR_DOCTORS = ("today", "requests", "hours", "record")
STYLES_OF_THE_CALENDAR = ("week", "week-rows")

# One file for all: what doctors alone use is 1 KB, less than the price of another request.
SCRIPTS = (
    "dialog",
    "errors",
    "say",
    "counter",
    "hold",
    "undo",
    "select-all",
    "requests-keys",
    "copy-day",
    "print",
    "time-zone",
)
# Pages that keep themselves up to date: with free times (beside htmx, where bytes are dear), and all others.
SCRIPTS_WITH_TIMES = (*SCRIPTS, "live", "live-times")
SCRIPTS_WITH_PAGES = (*SCRIPTS, "live", "live-parts", "wide")
SCRIPTS_WITH_A_NOTE = (*SCRIPTS, "autosave")
SCRIPTS_OF_THE_MONITOR = ("say", "live", "live-parts")
# allauth's, out of its package, and what ours adds; loaded where a passkey is made or used.
SCRIPTS_OF_PASSKEYS = ("mfa/js/webauthn-json.js", "mfa/js/webauthn.js", "account/js/onload.js", "js/passkey.js")

# Order counts: a later stylesheet may refine an earlier one.
BUNDLES = {
    "css/site.css": [f"css/{name}.css" for name in STYLES_EVERYWHERE],
    "css/doctor.css": [f"css/{name}.css" for name in STYLES_FOR_DOCTORS],
    "css/calendar.css": [f"css/{name}.css" for name in STYLES_OF_THE_CALENDAR],
    "js/site.js": [f"js/{name}.js" for name in SCRIPTS],
    "js/site-times.js": [f"js/{name}.js" for name in SCRIPTS_WITH_TIMES],
    "js/site-pages.js": [f"js/{name}.js" for name in SCRIPTS_WITH_PAGES],
    "js/site-note.js": [f"js/{name}.js" for name in SCRIPTS_WITH_A_NOTE],
    "js/monitor.js": [f"js/{name}.js" for name in SCRIPTS_OF_THE_MONITOR],
    "js/passkeys.js": [*SCRIPTS_OF_PASSKEYS],
}


def without_its_heading(script):
    """Return ``script`` without the comment it opens with: that is for people, and a tenth of its weight."""
    return re.sub(r"\A\s*/\*.*?\*/\s*", "", script, flags=re.DOTALL)


def compact(styles):
    """Return ``styles`` a rule a line, without comments and spaces nothing needs: so much less for a phone to load."""
    bare = re.sub(r"/\*.*?\*/\s*", "", styles, flags=re.DOTALL)
    return re.sub(r"(?<=[{;])\s+|\s+(?=[{}])|(?<=\n)\s+|(?<=:) ", "", bare)


class BundleFinder(BaseFinder):
    """Find the joined files; each is written anew under `var/bundles` when one of its parts is younger."""

    def __init__(self, app_names=None, *args, **kwargs):
        self.source = Path(settings.BASE_DIR) / "static"
        self.target = Path(settings.VAR_DIR) / "bundles"

    def check(self, **kwargs):
        return []

    def find(self, path, find_all=False, **kwargs):
        name = path.replace("\\", "/")
        if name not in BUNDLES:
            return []
        found = str(self._fresh(name))
        return [found] if find_all or kwargs.get("all") else found

    def list(self, ignore_patterns):
        storage = FileSystemStorage(location=self.target)
        for name in BUNDLES:
            self._fresh(name)
            yield name, storage

    def _fresh(self, name):
        joined = self.target / name
        parts = [self._part(part) for part in BUNDLES[name]]
        # This file counts as a part: the list of parts is in it.
        youngest = max(part.stat().st_mtime_ns for part in (*parts, Path(__file__)))
        if not joined.exists() or joined.stat().st_mtime_ns < youngest:
            texts = [part.read_text(encoding="utf-8") for part in parts]
            # A script may end without its semicolon, and would call the next one.
            scripts = ";\n".join(without_its_heading(text) for text in texts)
            self._write(joined, compact("\n".join(texts)) if name.endswith(".css") else scripts)
        return joined

    def _part(self, name):
        """Return where a part lies: with us, or in the package it comes from."""
        ours = self.source / name
        theirs = None if ours.exists() else AppDirectoriesFinder().find(name)
        return Path(theirs) if theirs else ours

    @staticmethod
    def _write(path, text):
        """Replace ``path`` in one step: another process may be reading it."""
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, half_done = tempfile.mkstemp(dir=path.parent)
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
        os.chmod(half_done, 0o644)
        os.replace(half_done, path)
