"""The texts of messages: all of them on one page, and a page for each with its original, a preview and the way back."""

from dataclasses import dataclass
from http import HTTPStatus

from django.conf import settings
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.admin.base import StaysAdmin
from accounts.admin.form_page import form_page
from accounts.languages import own_name
from accounts.services.auditing import ADMINISTRATION, audit_read
from appointments.admin.text_form import TextForm
from appointments.models import MessageText
from appointments.notifications.texts.checking import length_in_words, warnings_about
from appointments.notifications.texts.originals import original
from appointments.notifications.texts.placeholders import example_of, offered
from appointments.notifications.texts.preview import preview
from appointments.notifications.texts.situations import SITUATIONS, Situation
from appointments.services.changing_texts import TextChanged, TextRefused, change_text, restore_text, text_now
from scheduling.admin.moments import named_moment


@dataclass(frozen=True)
class Which:
    """The one text a page is about."""

    situation: Situation
    part: MessageText.Part
    language: str

    def page(self, name="text"):
        return reverse(f"admin:appointments_messagetext_{name}", args=[self.situation.code, self.part, self.language])

    @property
    def title(self):
        title = f"{self.situation.label}: {self.part.label}"
        return title if len(settings.LANGUAGES) == 1 else f"{title} ({own_name(self.language)})"

    def as_arguments(self):
        return {"situation": self.situation, "part": self.part, "language": self.language}


@admin.register(MessageText)
class MessageTextAdmin(StaysAdmin):
    """Rows exist only for what was changed; the pages are of every text there is."""

    is_exported = False

    def has_add_permission(self, request):
        return False

    def get_urls(self):
        wrap, name = self.admin_site.admin_view, "appointments_messagetext"
        one = "<slug:situation>/<slug:part>/<slug:language>/"
        return [
            path(one, wrap(self.text_view), name=f"{name}_text"),
            path(f"{one}original/", wrap(self.original_view), name=f"{name}_original"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """Show the page of the text the row stands for."""
        row = self.get_object(request, object_id)
        if row is None:
            return self._get_obj_does_not_exist_redirect(request, self.opts, object_id)
        return self.text_view(request, row.situation, row.part, row.language)

    # --- All of them ----------------------------------------------------------------------------
    def changelist_view(self, request, extra_context=None):
        """List every text, with what was changed; one query for all."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Texts of messages"),
            "audiences": self.audiences(),
        }
        return TemplateResponse(request, "admin/texts/list.html", context)

    def audiences(self):
        """Return ``[(heading, rows)]``: to patients, to doctors, to the clinic; a row is a situation and its texts."""
        changed = {
            (row.situation, row.part, row.language): row for row in MessageText.objects.select_related("changed_by")
        }
        named = {"patients": _("To patients"), "doctors": _("To doctors"), "staff": _("To the clinic")}
        rows = {audience: [] for audience in named}
        for situation in SITUATIONS.values():
            texts = [
                (Which(situation, part, language), changed.get((situation.code, part.value, language)))
                for part in situation.parts
                for language, _name in settings.LANGUAGES
            ]
            rows[self.audience(situation)].append((situation, texts))
        return [(heading, rows[audience]) for audience, heading in named.items()]

    @staticmethod
    def audience(situation):
        if situation.is_for_patients:
            return "patients"
        return "doctors" if situation.is_for_doctors else "staff"

    # --- One of them ----------------------------------------------------------------------------
    def the_one(self, request, situation, part, language):
        if not self.has_change_permission(request):
            raise PermissionDenied
        known = SITUATIONS.get(situation)
        if known is None or part not in known.parts or language not in dict(settings.LANGUAGES):
            raise Http404
        return Which(known, MessageText.Part(part), language)

    def text_view(self, request, situation, part, language):
        """Change a text, or see first what a real appointment makes of it."""
        which, now = self.the_one(request, situation, part, language), timezone.now()
        text, row = text_now(**which.as_arguments())
        if request.method != "POST":
            form = TextForm(initial={"text": text, "seen": text}, which=which, user=request.user)
            return self.show(request, which, form, row)
        form = TextForm(request.POST, which=which, user=request.user)
        if not form.is_valid():
            return self.show(request, which, form, row, status=HTTPStatus.UNPROCESSABLE_ENTITY)
        said = form.cleaned_data
        if "preview" in request.POST:
            return self.show(request, which, form, row, seen=self.preview(request, which, said, now=now))
        try:
            written = change_text(
                **which.as_arguments(), text=said["text"], seen=said["seen"], actor=request.user, now=now
            )
        except TextRefused as refusal:
            form.add_error(None, str(refusal))
            status = HTTPStatus.CONFLICT if isinstance(refusal, TextChanged) else HTTPStatus.UNPROCESSABLE_ENTITY
            return self.show(request, which, form, row, status=status)
        if written is not None:
            self.log_change(request, written, [{"changed": {"fields": [str(which.part.label)]}}])
        messages.success(request, _("Saved. Messages say it within a minute."))
        for warning in warnings_about(said["text"], situation=which.situation, part=which.part):
            messages.warning(request, warning)
        return redirect(which.page())

    def preview(self, request, which, said, *, now):
        """Return what the message would be; opening somebody's appointment for it leaves its entry in the trail."""
        appointment = said["appointment"]
        audit_read(
            actor=request.user,
            patient=appointment.patient,
            purpose=ADMINISTRATION,
            object_label=f"preview:{appointment.reference}",
            now=now,
        )
        return preview(
            situation=which.situation,
            appointment=appointment,
            language=which.language,
            texts={(which.situation.code, which.part.value, which.language): said["text"]},
            now=now,
        )

    def show(self, request, which, form, row, *, seen=None, status=HTTPStatus.OK):
        placeholders = offered(which.situation, which.part)
        valid = form.cleaned_data["text"] if form.is_bound and form.is_valid() else ""
        about = {"situation": which.situation, "part": which.part}
        return form_page(
            self,
            request,
            form,
            title=which.title,
            button=_("Save this text"),
            template="admin/texts/text.html",
            status=status,
            which=which,
            original=original(**which.as_arguments()),
            changed=row,
            changed_at=named_moment(row.changed_at, settings.TIME_ZONE) if row else "",
            placeholders=[(f"{{{one.name}}}", one.meaning, example_of(one)) for one in placeholders],
            previewed="preview" in request.POST and bool(valid),
            preview=seen,
            length=length_in_words(valid, **about) if valid else "",
            warnings=warnings_about(valid, **about) if valid else [],
        )

    def original_view(self, request, situation, part, language):
        """Ask, then let the original stand again."""
        which = self.the_one(request, situation, part, language)
        text, row = text_now(**which.as_arguments())
        if request.method == "POST":
            restore_text(**which.as_arguments(), actor=request.user, now=timezone.now())
            if row is not None:
                self.log_change(request, row, [{"changed": {"fields": [_("original restored")]}}])
            messages.success(request, _("The original stands again."))
            return redirect(which.page())
        if row is None:
            messages.info(request, _("This is the original already."))
            return redirect(which.page())
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Restore the original?"),
            "which": which,
            "text": text,
            "original": original(**which.as_arguments()),
        }
        return TemplateResponse(request, "admin/texts/original.html", context)
