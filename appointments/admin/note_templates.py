"""What notes of visits may begin with."""

from django.contrib import admin
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.admin.base import StaysAdmin
from appointments.visits.models import NoteTemplate


@admin.register(NoteTemplate)
class NoteTemplateAdmin(StaysAdmin):
    """The notes themselves are in no list here: doctors alone read them."""

    list_display = ["name", "whose", "is_active"]
    exported_plainly = ("name", "whose")
    list_filter = ["is_active", "specialty"]
    list_select_related = ["specialty", "doctor"]
    search_fields = ["name"]
    autocomplete_fields = ["doctor"]
    fieldsets = [
        (None, {"fields": ["name", "specialty", "doctor", "is_active"]}),
        (gettext_lazy("What the note begins with"), {"fields": ["reason", "findings", "assessment", "plan"]}),
    ]

    @admin.display(description=gettext_lazy("for"))
    def whose(self, template):
        return template.doctor or template.specialty or _("Everybody")
