"""The documents of a record as somebody reads the list of them. One query."""

from django.core.paginator import Paginator
from django.template.defaultfilters import filesizeformat
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from accounts.models import Document
from accounts.models.record import Source
from accounts.policies import why_not_yours_to_change
from dashboards.reading.health import named, said_by

PER_PAGE = 25


class Filed:
    """One document in words, for ``reader``, who may take it out as far as their seat lets them."""

    def __init__(self, document, *, record):
        self.document, self.record = document, record

    @property
    def title(self):
        return self.document.title

    @property
    def about(self):
        """Return ``Test result, PDF, 120 KB``."""
        document = self.document
        return f"{document.get_kind_display()}, {document.get_content_type_display()}, {filesizeformat(document.size)}"

    @property
    def said(self):
        """Return ``Added by you, 12 Nov 2026``."""
        return said_by(self.document, reader=self.record.request.user, zone=self.record.zone)

    @property
    def confirmed(self):
        """Return ``Confirmed by Dr Amara Osei, 13 Nov 2026``; empty where a doctor filed it, or none has looked."""
        document = self.document
        if document.confirmed_at is None:
            return ""
        by, at, reader = document.confirmed_by, document.confirmed_at, self.record.request.user
        return _("Confirmed by %(who)s, %(day)s") % named(by, at, as_doctor=True, reader=reader, zone=self.record.zone)

    @property
    def is_confirmed(self):
        return self.document.is_confirmed

    @property
    def confirm_url(self):
        """Return where a doctor confirms it, empty where there is nothing to confirm."""
        if self.record.seat.source != Source.DOCTOR or self.is_confirmed:
            return ""
        return self.record.url_to("document_confirm", pk=self.document.pk)

    @property
    def url(self):
        return self.record.url_to("document", pk=self.document.pk)

    @property
    def take_out_url(self):
        return self.record.url_to("document_take_out", pk=self.document.pk)

    @cached_property
    def refusal(self):
        """Return why the reader cannot take it out, or ``None``."""
        return why_not_yours_to_change(self.document, source=self.record.seat.source)


def documents_of(record):
    """Return what stands in the record, as far as who reads it may see it."""
    visible = Document.objects.visible_to(record.request.user, now=record.now)
    return visible.standing().filter(patient=record.patient)


def page_of_documents(record, *, page):
    """Return a page of ``Filed``, the newest first. Two queries."""
    found = Paginator(documents_of(record).for_reading(), PER_PAGE).get_page(page)
    found.object_list = [Filed(document, record=record) for document in found]
    return found
