"""Log lines as JSON, with the request's id and without anybody's data."""

import json
import logging
import re
import traceback
from datetime import UTC, datetime

from django.core.exceptions import SuspiciousOperation

from config import request_id

# A path may carry a reset key, a message an address: neither belongs in a log.
PRIVATE = (
    (re.compile(r"[\w.+%-]+@[\w-]+(\.[\w-]+)+"), "[email]"),
    (re.compile(r"(/key/|/invitation/|/answer/)[^\s/]+"), r"\1[key]"),
    (re.compile(r"(/calendar/)[^\s/]+(\.ics)"), r"\1[key]\2"),
    (re.compile(r"\?\S+"), "?[query]"),
)


class JsonFormatter(logging.Formatter):
    """One object a line. Of an exception its type and frames, not its message: that may quote a row."""

    def format(self, record):
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": without_private_parts(without_words_of_error(record)),
        }
        # Django writes its "Not Found" lines when the middleware is done, with the request attached.
        name = request_id.current.get() or getattr(getattr(record, "request", None), "request_id", "")
        if name:
            line["request_id"] = name
        if record.exc_info and record.exc_info[0]:
            kind, _, frames = record.exc_info
            line["exception"] = f"{kind.__module__}.{kind.__qualname__}"
            line["frames"] = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(frames)]
        return json.dumps(line)


def without_words_of_error(record):
    """Return the message, in which Django may repeat what an exception says. A refused host is named: it is nobody."""
    message, error = record.getMessage(), record.exc_info and record.exc_info[1]
    if not error or isinstance(error, SuspiciousOperation) or not str(error):
        return message
    return message.replace(str(error), type(error).__name__)


def without_private_parts(text):
    """Return `text` with addresses, keys and query strings taken out."""
    for pattern, replacement in PRIVATE:
        text = pattern.sub(replacement, text)
    return text
