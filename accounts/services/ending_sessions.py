"""End the sessions of a person: on their devices, on all but one, or a single one."""

from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import transaction


@transaction.atomic
def end_sessions(*, user, only=None, but=""):
    """
    End the sessions of ``user`` and return how many; their browsers are strangers at the next request.

    ``only`` is the key of one row of theirs, ``but`` the session key of the
    browser that asks and stays signed in.
    """
    sessions = UserSession.objects.filter(user=user).exclude(session_key=but)
    if only is not None:
        sessions = sessions.filter(pk=only)
    ended = list(sessions)
    for session in ended:
        session.end()
    return len(ended)


def forget_ended_sessions():
    """Delete the rows of sessions that ended by themselves, and return how many; for the worker."""
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return gone.delete()[0]
