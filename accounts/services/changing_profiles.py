"""Change what patients read about a doctor: what the doctor says of themself, not what the clinic decides."""

from django.contrib.admin.models import CHANGE, LogEntry
from django.core.exceptions import PermissionDenied
from django.utils.translation import override

from accounts.contention import in_one_transaction
from accounts.models import Doctor, DoctorLanguage
from accounts.policies import may_change_profile

FIELDS = {
    "title",
    "gender",
    "biography",
    "qualifications",
    "practising_since",
    "sees_children",
    "accepting_new_patients",
}
LANGUAGES = "languages"


class ProfileChanged(Exception):
    """Somebody else was quicker. The caller shows what it says now, and asks again."""


@in_one_transaction()
def change_profile(*, doctor, changes, shown, actor, now):
    """
    Write ``changes`` (field to value; ``languages`` is a list of tags) and return the doctor.

    ``shown`` are the values the person had before them, by the same names.
    Raises ProfileChanged where one of them is no longer so, and PermissionDenied with a sentence.
    """
    if unknown := changes.keys() - FIELDS - {LANGUAGES}:
        raise ValueError(f"Not a doctor's to change: {', '.join(sorted(unknown))}")
    doctor = Doctor.objects.select_for_update(no_key=True).get(pk=doctor.pk)
    if refusal := may_change_profile(doctor, actor=actor):
        raise PermissionDenied(refusal)
    present = profile_of(doctor, changes)
    if any(shown[name] != present[name] for name in changes):
        raise ProfileChanged
    changed = [name for name in changes if changes[name] != present[name]]
    fields = [name for name in changed if name != LANGUAGES]
    for name in fields:
        setattr(doctor, name, changes[name])
    doctor.save(update_fields=fields)
    if LANGUAGES in changed:
        speak(doctor, changes[LANGUAGES])
    log_change(doctor, changed, actor=actor)
    return doctor


def profile_of(doctor, names):
    """Return the present values of ``names``; languages as tags in order."""
    return {
        name: sorted(doctor.languages.values_list("code", flat=True)) if name == LANGUAGES else getattr(doctor, name)
        for name in names
    }


def speak(doctor, codes):
    """Let ``codes`` be the languages of ``doctor``."""
    doctor.languages.exclude(code__in=codes).delete()
    known = set(doctor.languages.values_list("code", flat=True))
    DoctorLanguage.objects.bulk_create(DoctorLanguage(doctor=doctor, code=code) for code in codes if code not in known)


def log_change(doctor, fields, *, actor):
    """
    Write down who changed which ``fields`` of their own profile, where administrators read a doctor's history.

    What an administrator changes in the admin stands there already. A name that
    is no field of Doctor is written as it is.
    """
    if not fields or actor.pk != doctor.user_id:
        return
    with override("en"):
        named = [spoken(name) for name in fields]
    message = [{"changed": {"fields": named}}]
    LogEntry.objects.log_actions(actor.pk, [doctor], CHANGE, message, single_object=True)


def spoken(name):
    own = {field.name: field for field in Doctor._meta.fields}
    return str(own[name].verbose_name) if name in own else name
