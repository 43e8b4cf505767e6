"""
Groups and proven addresses, to look at. What a group may do is one table in the code (``staff_rights``).

Second factors and sessions have no pages: the rows hold secrets and places
that are nobody's business. Both are ended at the user.
"""

from allauth.account import admin as account_admin  # noqa: F401 - registers the address list replaced below
from allauth.account.models import EmailAddress
from allauth.mfa import admin as mfa_admin  # noqa: F401 - registers what is taken off below
from allauth.mfa.models import Authenticator
from allauth.usersessions import admin as usersessions_admin  # noqa: F401 - likewise
from allauth.usersessions.models import UserSession
from django.contrib import admin
from django.contrib.auth.models import Group
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from accounts.admin.base import ReadOnlyAdmin
from accounts.admin.users import UserAdmin  # noqa: F401 - registers Django's group list replaced below

admin.site.unregister(Group)
admin.site.unregister(EmailAddress)
admin.site.unregister(Authenticator)
admin.site.unregister(UserSession)


@admin.register(Group)
class GroupAdmin(ReadOnlyAdmin):
    list_display = ["name", "people"]
    exported_plainly = ("name", "people")
    search_fields = ["name"]
    fields = ["name", "rights"]
    ordering = ["name"]

    def get_queryset(self, request):
        return super().get_queryset(request).annotate(people_count=Count("user"))

    @admin.display(description=_("people"), ordering="people_count")
    def people(self, group):
        return group.people_count

    @admin.display(description=_("may"))
    def rights(self, group):
        return ", ".join(str(permission.name) for permission in group.permissions.order_by("content_type", "codename"))


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin):
    """An address is corrected at its user, and proven by its owner."""

    list_display = ["email", "user", "verified", "primary"]
    list_filter = ["verified", "primary"]
    list_select_related = ["user"]
    search_fields = ["email", "user__full_name"]
