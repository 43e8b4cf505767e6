"""What lies in the records of the known patients: two documents, a year of measurements."""

import datetime as dt
import math
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from accounts.documents.content import checked
from accounts.measurement_kinds import Kind
from accounts.models import Document, Measurement
from accounts.models.record import Source
from accounts.services.documents.adding import add_document
from accounts.services.documents.confirming import confirm_document

A_YEAR_OF_FORTNIGHTS = 26
LINES = (
    "Oakford Laboratory",
    "Blood test of Maria Lopes",
    "",
    "Haemoglobin      132 g/l        120 to 150",
    "Creatinine        71 umol/l      45 to 84",
    "Potassium        4.2 mmol/l     3.5 to 5.3",
    "Cholesterol      5.6 mmol/l   below 5.0",
    "",
    "These data are made up.",
)


def file_documents(*, maria, amara, now):
    """
    File what Maria brought: a result as PDF, a picture as PNG; through the services, as of some weeks ago.

    Dr Osei has looked at the first of them this morning.
    """
    for days, kind, title, name, content in (
        (40, Document.Kind.RESULT, "Blood test, Oakford Laboratory", "blood-test.pdf", paper(LINES)),
        (12, Document.Kind.IMAGE, "My left hand, three days after the cream", "left-hand.png", hand()),
    ):
        file = checked(SimpleUploadedFile(name, content))
        at = now - dt.timedelta(days=days, hours=2)
        document = add_document(
            patient=maria, kind=kind, title=title, file=file, source=Source.PATIENT, actor=maria.user, now=at
        )
        if kind == Document.Kind.RESULT:
            confirm_document(document=document, source=Source.DOCTOR, actor=amara.user, now=now - dt.timedelta(hours=2))


def take_measurements(*, maria, child, amara, random, now):
    """Write what Maria measured at home in a year, and what Dr Osei measured of her and of her child."""
    rows = []

    def took(patient, kind, value, days, second=None, *, doctor=None):
        at = now - dt.timedelta(days=days, hours=random.randint(1, 3))
        rows.append(
            Measurement(
                patient=patient,
                kind=kind,
                value=Decimal(value),
                second_value=None if second is None else Decimal(second),
                measured_at=at,
                source=Source.DOCTOR if doctor else Source.PATIENT,
                recorded_by=doctor or maria.user,
                recorded_at=at,
            )
        )

    for fortnight in range(A_YEAR_OF_FORTNIGHTS):
        days = 14 * (A_YEAR_OF_FORTNIGHTS - fortnight) - 3
        upper = 152 - fortnight // 2 + random.randint(-6, 6)
        took(maria, Kind.BLOOD_PRESSURE, upper, days, upper - random.randint(48, 58))
        took(maria, Kind.HEART_RATE, random.randint(66, 78), days)
        if fortnight % 2 == 0:
            took(maria, Kind.WEIGHT, f"{74.8 - fortnight / 10 + random.uniform(-0.4, 0.4):.1f}", days)
    took(maria, Kind.HEIGHT, "164", 300, doctor=amara.user)
    took(maria, Kind.TEMPERATURE, "36.7", 40, doctor=amara.user)
    took(maria, Kind.OXYGEN, "98", 40, doctor=amara.user)
    took(child, Kind.HEIGHT, "121.5", 90, doctor=amara.user)
    took(child, Kind.WEIGHT, "23.2", 90, doctor=amara.user)
    Measurement.objects.bulk_create(rows)


def paper(lines):
    """Return a PDF of one page with ``lines`` on it (ISO 32000-1, written by hand: it is all a demo needs)."""
    shown = " T* ".join(f"({line}) Tj" for line in lines)
    content = f"BT /F1 12 Tf 16 TL 72 760 Td {shown} ET".encode("ascii")
    objects = (
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Courier >>",
    )
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, body in enumerate(objects, start=1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(written)
    written += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    for place in places:
        written += b"%010d 00000 n \n" % place
    written += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, start)
    return bytes(written)


def hand():
    """Return a PNG of a hand, as far as a few strokes make one."""
    picture = Image.new("RGB", (480, 480), "#e8eef0")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((150, 220, 350, 440), fill="#e0b090")
    for finger in range(5):
        angle = math.radians(200 + 35 * finger)
        tip = (250 + 190 * math.cos(angle), 320 + 190 * math.sin(angle))
        draw.line(((250, 320), tip), fill="#e0b090", width=44)
        draw.ellipse((tip[0] - 22, tip[1] - 22, tip[0] + 22, tip[1] + 22), fill="#e0b090")
    for place in ((220, 330), (260, 290), (290, 350)):
        draw.ellipse((place[0] - 14, place[1] - 10, place[0] + 14, place[1] + 10), fill="#c96a5a")
    written = BytesIO()
    picture.save(written, "PNG", optimize=True)
    return written.getvalue()
