"""What somebody at a front desk sees of places and time: the clinics they work at."""

from accounts.models import Doctor
from accounts.roles import StaffGroup
from scheduling.models import Clinic, ClinicStaff, WorkingHours

EVERYWHERE = {StaffGroup.ADMINISTRATOR, StaffGroup.MANAGER, StaffGroup.ANALYST}


def works_everywhere(user):
    """Say whether the user's rights hold at every clinic. Whoever is not named here is bound to their own."""
    return user.is_superuser or bool(user.group_names & EVERYWHERE)


def clinics_of(user):
    """Return the clinics the user's rights hold at."""
    if works_everywhere(user):
        return Clinic.objects.all()
    return Clinic.objects.filter(pk__in=ClinicStaff.objects.filter(user=user).values("clinic"))


def doctors_working_at(clinics):
    """Return the ids, as a subquery, of the doctors who have or had hours at ``clinics``."""
    return WorkingHours.objects.filter(clinic__in=clinics).values("doctor")


class OwnClinicsAdmin:
    """Narrows every list, page, action and autocomplete to the user's clinics. ``clinic_path`` leads to the clinic."""

    clinic_path = "clinic"

    def get_queryset(self, request):
        rows = super().get_queryset(request)
        if works_everywhere(request.user):
            return rows
        return rows.filter(**{f"{self.clinic_path}__in": clinics_of(request.user).values("pk")})

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        """Let a form name no other clinic than theirs, nor a doctor who works at none of these."""
        if not works_everywhere(request.user):
            if db_field.remote_field.model is Clinic:
                kwargs["queryset"] = clinics_of(request.user)
            elif db_field.remote_field.model is Doctor:
                theirs = doctors_working_at(clinics_of(request.user).values("pk"))
                kwargs["queryset"] = Doctor.objects.filter(pk__in=theirs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)
