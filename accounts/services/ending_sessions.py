"""End the sessions of a person: on their devices, on all but one, or a single one."""

from importlib import import_module

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import User
from accounts.policies import may_close_sign_in
from accounts.signals import sessions_ended


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
    kept = [held_by(session) for session in ended]
    for session in ended:
        session.end()
    if ended:
        sessions_ended.send(sender=User, user=user, kept=kept)
    return len(ended)


@transaction.atomic
def sign_out_everywhere(*, user, actor, now):
    """End every session of somebody else, for an administrator; say how many. Raises PermissionDenied."""
    if refusal := may_close_sign_in(user, actor=actor):
        raise PermissionDenied(refusal)
    return end_sessions(user=user)


def held_by(session):
    """Return what the browser of a ``UserSession`` is known by; nothing where the session is over already."""
    return import_module(settings.SESSION_ENGINE).SessionStore(session.session_key).load()


def forget_ended_sessions():
    """Delete the rows of sessions that ended by themselves, and return how many; for the worker."""
    gone = UserSession.objects.exclude(session_key__in=Session.objects.values("session_key"))
    return gone.delete()[0]
