"""The page of a note as a browser answers it."""

import html
import re

NOTE = {"reason": "A rash", "findings": "Red, dry skin", "assessment": "Eczema", "plan": "Cream, twice a day"}
JSON = {"Accept": "application/json"}
HIDDEN = re.compile(r'<input type="hidden" name="(patient|seen|page|turn)" value="([^"]*)"')
AREA = re.compile(r'<textarea name="(\w+)"[^>]*>(.*?)</textarea>', re.DOTALL)


def address(appointment, step=""):
    return f"/doctor/appointments/{appointment.reference}/note/{step}"


def filled(response):
    """Return what the form of the page would send: its hidden fields, and the boxes as they stand."""
    page = response.content.decode().partition('class="note-form"')[2]
    boxes = {name: html.unescape(text).removeprefix("\n").removeprefix("\r\n") for name, text in AREA.findall(page)}
    return dict(HIDDEN.findall(page)) | boxes


def text(response):
    return re.sub(r"\s+", " ", html.unescape(response.content.decode()))
