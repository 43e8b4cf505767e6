"""Logs say what happened and to which request, never to whom."""

import json
import logging
import sys

from django.core.exceptions import BadRequest, DisallowedHost

from config import request_id
from config.logs import JsonFormatter


def line(message, *args, exc_info=None):
    record = logging.LogRecord("django.request", logging.WARNING, __file__, 1, message, args, exc_info)
    return json.loads(JsonFormatter().format(record))


def test_is_one_object_with_the_request_it_belongs_to():
    token = request_id.current.set("abcd-1234")
    try:
        written = line("Not Found: %s", "/doctors/nobody/")
    finally:
        request_id.current.reset(token)

    assert written["message"] == "Not Found: /doctors/nobody/"
    assert written["request_id"] == "abcd-1234"
    assert written["level"] == "WARNING"


def test_a_line_written_after_the_request_still_names_it(client, caplog):
    response = client.get("/no-such-page/")

    written = json.loads(JsonFormatter().format(caplog.records[-1]))
    assert written["message"] == "Not Found: /no-such-page/"
    assert written["request_id"] == response["X-Request-ID"]


def test_takes_out_addresses_keys_and_searches():
    written = line("GET /accounts/password/reset/key/2-c9x-abc/ /doctors/?q=rash by maria@clinic.example")

    assert written["message"] == "GET /accounts/password/reset/key/[key]/ /doctors/?[query] by [email]"


def test_takes_out_the_keys_of_private_calendars_only():
    written = line("GET /calendar/kH3-x_9.ics /appointments/K7QD2M9X/calendar.ics")

    assert written["message"] == "GET /calendar/[key].ics /appointments/K7QD2M9X/calendar.ics"


def test_an_exception_leaves_its_type_and_place_but_not_its_words():
    try:
        raise ValueError("Key (full_name)=(Maria Lopes) already exists")
    except ValueError:
        written = line("Internal Server Error: %s", "/book/", exc_info=sys.exc_info())

    assert written["exception"] == "builtins.ValueError"
    assert "test_logs.py" in written["frames"][0]
    assert "Maria" not in json.dumps(written)


def test_a_message_that_repeats_an_exception_names_its_type_only():
    try:
        raise BadRequest("Maria Lopes is no number")
    except BadRequest as error:
        written = line("%s: %s", str(error), "/book/", exc_info=sys.exc_info())

    assert written["message"] == "BadRequest: /book/"


def test_a_refused_host_is_named():
    try:
        raise DisallowedHost("Invalid HTTP_HOST header: 'clinic.example'.")
    except DisallowedHost as error:
        written = line(str(error), exc_info=sys.exc_info())

    assert written["message"] == "Invalid HTTP_HOST header: 'clinic.example'."


def test_every_logger_of_django_writes_through_it():
    for name in ("django", "django.request", "django.security", "django.server"):
        logger = logging.getLogger(name)
        handlers = []
        while logger:
            handlers += logger.handlers
            logger = logger.parent if logger.propagate else None
        ours = [handler for handler in handlers if isinstance(handler.formatter, JsonFormatter)]
        others = [handler for handler in handlers if type(handler) is logging.StreamHandler and handler not in ours]

        assert ours, name
        assert not others, name
