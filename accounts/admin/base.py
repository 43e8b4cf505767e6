"""What the admin pages of every app share: rows that are only read, rows that stay, and saving through services."""

from django import forms
from django.contrib import admin
from django.db import IntegrityError, OperationalError, models, transaction
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accounts.admin.guarded_list import GuardedListAdmin
from accounts.admin.keys import FindsRows
from accounts.contention import TRIES, is_contention, wait_a_moment
from accounts.forms.fields import RowsField
from accounts.forms.pickers import DateInput, TimeInput
from accounts.forms.seen import with_seen
from accounts.models import AuditEntry
from accounts.services.auditing import ADMINISTRATION, audit, audit_read


class AboutSomebodyElse:
    """For forms in which staff type another person's details: the browser must not fill in its owner's."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            if "autocomplete" in field.widget.attrs:
                field.widget.attrs["autocomplete"] = "off"


class StaysAdmin(GuardedListAdmin):
    """Rows that are made inactive, never deleted."""

    view_on_site = False
    show_facets = admin.ShowFacets.ALLOW
    list_per_page = 50
    formfield_overrides = {
        models.DateField: {"widget": DateInput},
        models.TimeField: {"widget": TimeInput},
        models.ManyToManyField: {"form_class": RowsField},
    }

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(StaysAdmin):
    """Rows that services and the worker write, and people only read."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class LeavesATrail:
    """
    Rows that tell of a patient: each opening of one is written into the audit trail.

    ``whose(row)`` is the patient. Stands before the admin it is mixed into.
    """

    def whose(self, row):
        return row.patient

    def trail_label(self, row):
        return f"{self.opts.model_name}:{row.pk}"

    def render_change_form(self, request, context, *args, obj=None, **kwargs):
        if obj is not None:
            audit_read(
                actor=request.user,
                patient=self.whose(obj),
                purpose=ADMINISTRATION,
                object_label=self.trail_label(obj),
                now=timezone.now(),
            )
        return super().render_change_form(request, context, *args, obj=obj, **kwargs)


class ThroughServicesAdmin(StaysAdmin):
    """
    Rows whose saving calls a service that may refuse.

    The refusal's sentence is shown on top of the form, which comes back filled
    in; nothing was written. ``refusals`` are the errors that can be read aloud.
    The same goes for an answer to a page that showed older values than the row
    has by now (``with_seen``).
    """

    change_form_template = "admin/seen_form.html"
    refusals: tuple[type[Exception], ...] = ()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        arguments = (request, object_id, form_url, extra_context)
        for left in reversed(range(TRIES)):
            try:
                return super().changeform_view(*arguments)
            except self.refusals as refusal:
                request.refusal = str(refusal)
                break
            except (OperationalError, IntegrityError) as error:
                # The whole save was rolled back. Done again, its form meets whoever was quicker, and says so.
                if not left or not is_contention(error):
                    raise
                wait_a_moment()
        return super().changeform_view(*arguments)

    def get_fields(self, request, obj=None):
        """Leave out what the template places itself."""
        return [name for name in super().get_fields(request, obj) if name != "seen"]

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change=change, **kwargs)
        if obj is not None and self.has_change_permission(request, obj):
            form = with_seen(form)
        refusal = getattr(request, "refusal", "")
        if not refusal:
            return form

        class RefusedForm(form):
            def clean(self):
                cleaned = super().clean()
                self.add_error(None, refusal)
                return cleaned

        return RefusedForm

    @staticmethod
    def save_typed(obj, form, *, but=()):
        """Write what was typed, ``but`` for what a service writes, and no other column: a step may change it now."""
        columns = {field.name for field in obj._meta.concrete_fields}
        obj.save(update_fields=(columns & set(form.changed_data)) - set(but))

    @staticmethod
    def take_over(obj, written):
        """Let the admin's own instance be the row the service wrote, for its log and its redirect."""
        obj.__dict__.update(written.__dict__)


class NamedFormSet(forms.BaseInlineFormSet):
    """Rows of a table whose controls say their name: a column's heading is no label."""

    def add_fields(self, form, index):
        super().add_fields(form, index)
        for name, field in form.fields.items():
            widget = getattr(field.widget, "widget", field.widget)  # the admin wraps those that have links beside them
            widget.attrs.setdefault("aria-label", field.label or name)


class RowsInline(FindsRows, admin.TabularInline):
    formset = NamedFormSet
    template = "admin/rows_inline.html"
    extra = 0


def in_words(value):
    """Return a value of a setting as it is read."""
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    return "" if value is None else str(value)


class OneRowAdmin(StaysAdmin):
    """
    Settings: one row, made on the first save, never deleted. Its list leads straight to it.

    Each says its default. What was changed, from what to what, is in the row's history and in the trail.
    """

    is_exported = False

    def default_of(self, field):
        """Return what holds where nobody set ``field``, in words."""
        return in_words(field.get_default())

    def formfield_for_dbfield(self, db_field, request, **kwargs):
        field = super().formfield_for_dbfield(db_field, request, **kwargs)
        if field is not None and (default := self.default_of(db_field)):
            words = _("Default: %(value)s.") % {"value": default}
            field.help_text = f"{field.help_text} {words}".strip()
        return field

    def construct_change_message(self, request, form, formsets, add=False):
        """Name each change with both values: settings hold nothing about anybody."""
        request.changes = [
            (name, in_words(form.initial.get(name, form.fields[name].initial)), in_words(form.cleaned_data[name]))
            for name in form.changed_data
        ]
        told = [f"{form.fields[name].label}: {old or '-'} → {new or '-'}" for name, old, new in request.changes]
        return "; ".join(told)

    def log_addition(self, request, obj, message):
        self.write_down(request)
        return super().log_addition(request, obj, message)

    def log_change(self, request, obj, message):
        self.write_down(request)
        return super().log_change(request, obj, message)

    def restore_default(self, request, field):
        """
        Let ``field`` be what it is where nobody set it, and return that in words.

        Raises ValidationError where the other settings stand against it; nothing is written then.
        """
        row = get_object_or_404(self.model)
        old, new = in_words(getattr(row, field.name)), self.default_of(field)
        setattr(row, field.name, field.get_default())
        row.full_clean()
        request.changes = [(field.name, old, new)]
        with transaction.atomic():
            row.save(update_fields=[field.name])
            self.log_change(request, row, f"{capfirst(field.verbose_name)}: {old or '-'} → {new or '-'}")
        return new

    def write_down(self, request):
        now, longest = timezone.now(), AuditEntry._meta.get_field("object_label").max_length
        for name, old, new in request.changes:
            label = f"setting:{self.opts.model_name}.{name} {old} → {new}"[:longest]
            audit(actor=request.user, action=AuditEntry.Action.CHANGE, object_label=label, patient=None, now=now)

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not self.model.objects.exists()

    def changelist_view(self, request, extra_context=None):
        row = self.model.objects.first()
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        if row is not None and self.has_view_or_change_permission(request, row):
            return redirect(reverse(f"{name}_change", args=[row.pk]))
        if row is None and self.has_add_permission(request):
            return redirect(reverse(f"{name}_add"))
        return super().changelist_view(request, extra_context)
