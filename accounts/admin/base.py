"""What the admin pages of every app share: rows that are only read, rows that stay, and saving through services."""

from django.contrib import admin


class StaysAdmin(admin.ModelAdmin):
    """Rows that are made inactive, never deleted."""

    show_facets = admin.ShowFacets.ALLOW
    list_per_page = 50

    def has_delete_permission(self, request, obj=None):
        return False


class ReadOnlyAdmin(StaysAdmin):
    """Rows that services and the worker write, and people only read."""

    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False


class ThroughServicesAdmin(StaysAdmin):
    """
    Rows whose saving calls a service that may refuse.

    The refusal's sentence is shown on top of the form, which comes back filled
    in; nothing was written. ``refusals`` are the errors that can be read aloud.
    """

    refusals: tuple[type[Exception], ...] = ()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        try:
            return super().changeform_view(request, object_id, form_url, extra_context)
        except self.refusals as refusal:
            request.refusal = str(refusal)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def get_form(self, request, obj=None, change=False, **kwargs):
        form = super().get_form(request, obj, change, **kwargs)
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
    def take_over(obj, written):
        """Let the admin's own instance be the row the service wrote, for its log and its redirect."""
        obj.__dict__.update(written.__dict__)


class OneRowAdmin(admin.ModelAdmin):
    """Settings: one row, made on the first save, never deleted."""

    def has_add_permission(self, request):
        return super().has_add_permission(request) and not self.model.objects.exists()

    def has_delete_permission(self, request, obj=None):
        return False
