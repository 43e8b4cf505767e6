"""Make a private calendar address, and stop it."""

from django.utils.translation import gettext as _

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry, OrganisationSettings, Patient, User
from accounts.models.invitation import hash_of, new_token
from accounts.services.auditing import audit
from appointments.models import CalendarFeed
from appointments.policies import NotAllowed

Side = CalendarFeed.Side


def sides_of(user, *, now):
    """Return what ``user`` can share: what they see as a patient or for one, and what they see as a doctor."""
    sides: list[str] = []
    if not OrganisationSettings.load().calendar_links_open:
        return sides
    if user.working_doctor is not None:
        sides.append(Side.DOCTOR)
    if Patient.objects.accessible_to(user, now=now, scope="book").exists():
        sides.append(Side.PATIENT)
    return sides


@in_one_transaction()
def make_feed(*, user, side, now):
    """
    Make an address for ``side`` and return its token, which nobody can read again. The one before stops.

    Raises ``NotAllowed`` where there is nothing the user could share.
    """
    _locked(user)
    if side not in sides_of(user, now=now):
        raise NotAllowed(_("There are no appointments of yours to share here."))
    _stop(user=user, side=side, now=now)
    token = new_token()
    CalendarFeed.objects.create(user=user, side=side, token_hash=hash_of(token), created_at=now)
    _write_down(AuditEntry.Action.SHARE, user=user, side=side, now=now)
    return token


@in_one_transaction()
def stop_feed(*, user, side, now):
    """End the address of ``side`` at once; returns whether there was one."""
    _locked(user)
    stopped = _stop(user=user, side=side, now=now)
    if stopped:
        _write_down(AuditEntry.Action.END, user=user, side=side, now=now)
    return stopped


def _locked(user):
    """Two presses at once come one after the other."""
    User.objects.select_for_update(no_key=True).get(pk=user.pk)


def _stop(*, user, side, now):
    return bool(CalendarFeed.objects.filter(user=user, side=side, revoked_at__isnull=True).update(revoked_at=now))


def _write_down(action, *, user, side, now):
    is_patients = side == Side.PATIENT
    audit(
        actor=user,
        action=action,
        object_label=f"calendar:{Side(side).value}",
        patient=Patient.objects.filter(user=user).first() if is_patients else None,
        on_patients_side=is_patients,
        now=now,
    )
