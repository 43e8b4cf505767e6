"""What people are told about the safety of their account: mail, written in the transaction of the change."""

from allauth.account.adapter import get_adapter


def tell(user, news, *, to=(), **facts):
    """
    Mail ``news`` to ``user``, or to the addresses ``to``: of an address that changes, to the old one, too.

    ``user`` is None for a patient without a sign-in.
    ``news`` names the templates ``account/email/<news>_subject.txt``,
    ``…_message.txt`` and ``…_message.html``; ``facts`` is what they print.
    """
    for address in dict.fromkeys(to or [user.email]):
        get_adapter().send_mail(f"account/email/{news}", address, {"user": user, **facts})


def tell_both(access, news):
    """
    Mail ``news`` to whoever acts for a patient, and to the patient at the address there is.

    Somebody without an address, such as a child, is not told: whoever acts for them is.
    """
    person, patient = access.user, access.patient
    names = {"person_name": person.full_name, "patient_name": patient.full_name}
    tell(person, news, acts=True, **names)
    own = patient.user if patient.user and patient.user.is_active else None
    address = own.email if own else patient.email
    if address and address != person.email:
        tell(own, news, to=[address], acts=False, **names)


def send_invitation(invitation, *, link, days):
    """Mail the link to the one address it is for. ``days`` is how long it works."""
    facts = {"invitation_url": link, "days": days, "inviter": invitation.invited_by.full_name}
    get_adapter().send_mail("account/email/invitation", invitation.email, facts)
