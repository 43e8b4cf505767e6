"""The page a person comes home to after signing in."""

from django.urls import reverse

from accounts.roles import Role

HOME_BY_ROLE = {
    Role.PATIENT: "me:home",
    Role.DOCTOR: "doctor:today",
    Role.ADMINISTRATOR: "admin:index",
}


def home_url(user):
    """Return the address of the page where ``user`` works; a doctor who has left is at home where patients are."""
    role = Role(user.role)
    if role == Role.DOCTOR and user.working_doctor is None:
        role = Role.PATIENT
    return reverse(HOME_BY_ROLE[role])
