"""Take back within the minute that a doctor runs late: what was so before holds again."""

from accounts.contention import in_one_transaction
from accounts.models import AuditEntry
from appointments.lateness.following import repeat
from appointments.lateness.models import RunningLate
from appointments.lateness.policies import may_take_lateness_back
from appointments.lateness.services.saying import Said, rest_at, write_down
from appointments.lateness.telling import tell
from appointments.policies import require
from scheduling.services.doctor_lock import lock_doctors


@in_one_transaction()
def take_back(*, said, actor, now):
    """
    Say again what was so before ``said``, and call its messages back. Raises ``NotAllowed``.

    Whoever was to hear the figure before, and did not because of this one, hears it now.
    """
    lock_doctors([said.doctor_id])
    of_session = RunningLate.objects.filter(doctor=said.doctor_id, clinic=said.clinic_id).touching(
        said.starts_at, said.ends_at
    )
    newest, *earlier = of_session.newest_first()[:2]
    require(may_take_lateness_back(said, newest=newest, actor=actor, now=now))
    before = earlier[0] if earlier else None
    row = RunningLate.objects.create(
        doctor=said.doctor,
        clinic=said.clinic,
        starts_at=said.starts_at,
        ends_at=said.ends_at,
        minutes=before.minutes if before else RunningLate.ON_TIME,
        said_by=actor,
        said_at=now,
        since=before.since if before else now,
        takes_back=said,
    )
    write_down(row, AuditEntry.Action.RETRACT, actor=actor, now=now)
    rest = rest_at(said.doctor, said.clinic, now=now)
    if rest is None:
        return Said(row)
    concerned = rest.concerned
    repeat(row, concerned)
    return Said(row, tell(said=row, appointments=concerned, send_after=now, now=now))
