"""Documents and measurements as people have them, and files that only look like a document."""

import zlib
from decimal import Decimal
from io import BytesIO

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from accounts.documents.content import checked
from accounts.models import Measurement
from accounts.services.documents.adding import add_document
from accounts.services.measurements.adding import add_measurements
from accounts.services.measurements.writing import Reading


def pdf(text="Blood test", *, catalog="", more=b"", end=b"%%EOF\n"):
    """Return a PDF of one page that says ``text``; ``catalog`` goes into its first object, ``more`` behind the last."""
    content = f"BT /F1 24 Tf 72 720 Td ({text}) Tj ET".encode()
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /Font << /F1 5 0 R >> >> >>",
        b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    written, places = BytesIO(b""), []
    written.write(b"%PDF-1.4\n")
    for number, body in enumerate(objects, start=1):
        places.append(written.tell())
        written.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    written.write(more)
    start = written.tell()
    written.write(b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1))
    written.writelines(b"%010d 00000 n \n" % place for place in places)
    written.write(b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n" % (len(objects) + 1, start) + end)
    return written.getvalue()


def packed(objects):
    """Return an object of a PDF in which ``objects`` lie packed."""
    content = zlib.compress(objects)
    head = b"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\n" % len(content)
    return head + b"stream\n" + content + b"\nendstream\nendobj\n"


def picture(kind="PNG", size=(300, 200), **options):
    written = BytesIO()
    Image.linear_gradient("L").resize(size).convert("RGB").save(written, kind, **options)
    return written.getvalue()


def upload(content, name="letter.pdf", content_type="application/pdf"):
    return SimpleUploadedFile(name, content, content_type)


def file_document(patient, *, now, content=None, name="letter.pdf", title="Blood test", **told):
    """File a document in the record of ``patient``, by themself unless told otherwise, and return it."""
    file = checked(upload(pdf() if content is None else content, name))
    told = {"source": "patient", "actor": patient.user, "kind": "result"} | told
    return add_document(patient=patient, title=title, file=file, now=now, **told)


def measure(patient, kind="weight", value="72.5", second=None, *, now, measured_at=None, **told) -> Measurement:
    """Add one value to the record of ``patient``, by themself unless told otherwise, and return its row."""
    reading = Reading(kind, Decimal(value), None if second is None else Decimal(second))
    told = {"source": "patient", "actor": patient.user} | told
    (row,) = add_measurements(patient=patient, readings=[reading], measured_at=measured_at or now, now=now, **told)
    return row
