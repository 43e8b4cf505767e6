"""Walk every URL of the resolver as every role; a URL nobody classified fails the suite."""

import re

import pytest
from django.db import transaction
from django.test import Client
from django.urls import get_resolver, reverse
from django.utils import timezone

from tests.access.policy import ADMIN_ACTIONS, ADMIN_MODELS, ADMIN_PAGES, MAY_BE_KEPT, POLICY, WHEN_POSTED, Answer, Role
from tests.config.test_headers import may_be_kept, unprotected

pytestmark = pytest.mark.django_db

CANARY = "Zephyrine Quillfeather"


def named_patterns(resolver=None, namespaces=(), route=""):
    """Yield ``(name, route)`` of every URL, namespaces in front."""
    for entry in (resolver or get_resolver()).url_patterns:
        if hasattr(entry, "url_patterns"):
            inner = (*namespaces, entry.namespace) if entry.namespace else namespaces
            yield from named_patterns(entry, inner, route + str(entry.pattern))
        else:
            yield ":".join((*namespaces, entry.name or "?")), route + str(entry.pattern)


ALL = sorted(set(named_patterns()))
OURS = sorted({name for name, _route in ALL} & set(POLICY))


def admin_model_and_action(name):
    model, _underscore, action = name.removeprefix("admin:").rpartition("_")
    return model, action


def test_every_url_is_classified():
    unknown = [
        f"{name} ({route})"
        for name, route in ALL
        if name not in POLICY
        and name not in ADMIN_PAGES
        and not (
            name.startswith("admin:")
            and admin_model_and_action(name)[0] in ADMIN_MODELS
            and admin_model_and_action(name)[1] in ADMIN_ACTIONS
        )
    ]

    assert unknown == []


def test_every_row_of_the_policy_has_its_url():
    assert sorted(set(POLICY) - {name for name, _route in ALL}) == []


@pytest.fixture
def world():
    """One appointment, draft, message and all that hangs on them, and the seven who knock."""
    from tests.access.world import build

    return build(canary=CANARY, now=timezone.now())


def knock(world, role, name, *, method="get", absent=False, client=None):
    """Open a page as a role, in a savepoint that is rolled back: the next to knock finds the world as it was."""
    client = client or Client()
    if user := world.users[role]:
        client.force_login(user)
    with transaction.atomic():
        response = getattr(client, method)(reverse(name, kwargs=world.arguments(name, absent=absent)))
        transaction.set_rollback(True)
    return response


@pytest.mark.parametrize("name", OURS)
def test_each_role_gets_the_answer_of_the_policy(world, name):
    for role in POLICY[name]:
        for method, answers in (("get", POLICY[name]), ("post", WHEN_POSTED.get(name, POLICY[name]))):
            expected = answers[role]
            response = knock(world, role, name, method=method)

            assert response.status_code < 500
            assert unprotected(response) == {}
            assert role is Role.STRANGER or name in MAY_BE_KEPT or not may_be_kept(response), f"{role} {method} {name}"
            if response.status_code == 405:  # told before anything was looked at; the other method says who may
                assert method == "get" or knock(world, role, name).status_code != 405
                continue
            given = what_it_says(response)
            assert given in allowed(expected, method), f"{role} {method} {name}: {response.status_code}, {given}"
            if expected not in {Answer.YES, Answer.AWAY}:
                assert CANARY not in response.content.decode()


@pytest.mark.parametrize("name", [name for name in OURS if Answer.ABSENT in POLICY[name].values()])
def test_anothers_object_answers_as_an_absent_one(world, name):
    for role in (role for role, answer in POLICY[name].items() if answer == Answer.ABSENT):
        others, absent = knock(world, role, name), knock(world, role, name, absent=True)
        if others.status_code == 405:
            others = knock(world, role, name, method="post")
            absent = knock(world, role, name, method="post", absent=True)

        assert others.status_code == absent.status_code == 404
        assert without_chance(others) == without_chance(absent), f"{role} {name}"


@pytest.mark.parametrize("role", [Role.STRANGER, Role.PATIENT, Role.DOCTOR, Role.FRONT_DESK, Role.ADMINISTRATOR])
def test_nothing_is_taken_from_a_page_of_somebody_elses(world, role):
    """Without the token of our own pages every POST is refused, before anybody asks whose it is."""
    for name in sorted({name for name, _route in ALL} - {"admin:?"}):
        answer = knock(world, role, name, method="post", client=Client(enforce_csrf_checks=True))

        assert answer.status_code in {403, 405}, f"{role} {name}: {answer.status_code}"


@pytest.mark.parametrize("role", [role for role in Role if role not in {Role.ADMINISTRATOR, Role.FRONT_DESK}])
def test_the_admin_is_closed_to_everybody_else(world, role):
    pages = {name for name, _route in ALL if name.startswith("admin:")} - {"admin:?", "admin:login", "admin:logout"}
    for name in sorted(pages):
        for method in ("get", "post"):
            response = knock(world, role, name, method=method)

            assert what_it_says(response) in {Answer.SIGN_IN, Answer.NO}, (
                f"{role} {method} {name}: {response.status_code}"
            )
            assert CANARY not in response.content.decode()


def what_it_says(response):
    """Return the ``Answer`` a response amounts to."""
    if response.status_code in {403, 404}:
        return Answer.NO if response.status_code == 403 else Answer.ABSENT
    location = response.headers.get("Location", "")
    if location.startswith((reverse("account_login"), reverse("admin:login"))):
        return Answer.SIGN_IN
    if location.startswith(reverse("me:profile_new")):
        return Answer.NO_RECORD
    if 300 <= response.status_code < 400:
        return Answer.AWAY
    return Answer.YES


def allowed(expected, method):
    """Return the answers that agree with the policy."""
    if expected == Answer.AWAY:
        return {Answer.AWAY, Answer.SIGN_IN}
    if expected == Answer.YES and method == "post":
        # What was done is followed by a page to look at. An empty POST may also name nothing at all; that is an
        # answer of the page, not a refusal of the person.
        return {Answer.YES, Answer.AWAY, Answer.NO_RECORD}
    return {expected}


def without_chance(response):
    """Return the body without what differs by chance: tokens, and the address asked for."""
    body = re.sub(r'name="csrfmiddlewaretoken" value="[^"]+"', "", response.content.decode())
    body = re.sub(r'"X-CSRFToken": ?"[^"]+"', "", body)
    return re.sub(r'href="[^"]*next=[^"]*"|value="/[^"]*"', "", body)
