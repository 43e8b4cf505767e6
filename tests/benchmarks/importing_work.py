"""What ``importing.py`` has done in the project: files of people nobody else has, sent and given the word for."""

import csv
import datetime as dt
import time
from pathlib import Path

BY = "import@example.com"
BORN_FROM = dt.date(1930, 1, 1)
DAYS = 30_000


def write_patients(path, count):
    """Write ``count`` people of this moment's names into the file, a table of text or a workbook."""
    stamp = time.time_ns()
    rows = [["full name", "date of birth", "sex", "phone", "email", "address"]]
    for number in range(count):
        born = BORN_FROM + dt.timedelta(days=number * 7 % DAYS)
        email = f"p{stamp}.{number}@example.org"
        rows.append(
            [
                f"Maria {stamp} Lopes {number}",
                f"{born}",
                "female",
                f"+44770090{number:04}"[:13],
                email,
                "12 Mill Lane, Oakford",
            ]
        )
    write(Path(path), rows)


def write_doctors(path, count):
    from accounts.models import Specialty

    Specialty.objects.get_or_create(name="Dermatology", defaults={"slug": "dermatology"})
    stamp = time.time_ns()
    rows = [["email", "full name", "specialties", "languages", "licence number"]]
    for number in range(count):
        rows.append(
            [
                f"d{stamp}.{number}@example.org",
                f"Amara Osei {number}",
                "Dermatology",
                "en | pl",
                f"{stamp}{number:05}"[-12:],
            ]
        )
    write(Path(path), rows)


def write(path, rows):
    from accounts.spreadsheet_books import write_book

    if path.suffix == ".xlsx":
        with path.open("wb") as file:
            write_book(file, [("rows", rows)])
        return
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def send(kind, path):
    from django.utils import timezone

    from dashboards.importing.services.asking import ask_for_import

    content = Path(path).read_bytes()
    return ask_for_import(kind=kind, content=content, file_name=Path(path).name, actor=boss(), now=timezone.now()).pk


def start(job):
    from django.utils import timezone

    from dashboards.importing.services.asking import start_import
    from dashboards.models import ImportJob

    start_import(job=ImportJob.objects.get(pk=job), actor=boss(), now=timezone.now())


def boss():
    """Return the administrator whose imports these are."""
    from accounts.models import User
    from tests.dashboards.staff import administrator

    return User.objects.filter(email=BY).first() or administrator(email=BY)
