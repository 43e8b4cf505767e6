"""No name a browser sends becomes a part of a query, and no text becomes markup without being looked at (row 22)."""

import ast
import itertools
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.access.facts import facts
from tests.access.policy import Role
from tests.access.test_every_url import ALL, CANARY
from tests.access.world import build

APPS = ("accounts", "appointments", "config", "dashboards", "scheduling")
ASKING = {"filter", "exclude", "get", "annotate", "alias", "aggregate", "order_by", "values", "values_list", "only"}
ASKING |= {"defer", "select_related", "prefetch_related", "create", "update", "get_or_create", "update_or_create", "Q"}
SENT = {"GET", "POST", "COOKIES", "headers", "META", "body", "data"}
WRITES_SQL = {"extra", "RawSQL", "raw"}
ESCAPES_ITSELF = {"appointments/templatetags/help_phone.py": "both parts of the sentence are escaped"}
TRUSTS_TEXT = {"mark_safe", "SafeString", "SafeText"}
OWN_SQL = {
    "accounts/database_guards.py": "the rules of the database, made of names written there",
    "accounts/contention.py": "a lock by a name that is a parameter",
    "accounts/many_rows.py": "many rows at once: the names are the model's columns, the values are parameters",
    "dashboards/demo/patience.py": "the limits of time, by names written there",
    "dashboards/live/waking.py": "whether the database says that something changed; a channel named in the code",
    "dashboards/measuring/adding.py": "an insert that adds, made of the names of our columns",
    "dashboards/reading/database_size.py": "how large the database is, by names written there",
    "dashboards/worker/clock.py": "the clock of the database",
}
"""Where SQL of ours is run, and of what it is made."""


def sources():
    for app in APPS:
        for path in sorted((settings.BASE_DIR / app).rglob("*.py")):
            if "migrations" not in path.parts:
                yield path.relative_to(settings.BASE_DIR), ast.parse(path.read_text())


def called(node):
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def is_sent(node):
    """Say whether an expression reads what a browser sent, before any form has judged it."""
    return any(isinstance(part, ast.Attribute) and part.attr in SENT for part in ast.walk(node))


def findings(path, tree):
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name, where = called(node), f"{path}:{node.lineno}"
        if name in ASKING:
            unpacked = [keyword.value for keyword in node.keywords if keyword.arg is None]
            unpacked += [given.value for given in node.args if isinstance(given, ast.Starred)]
            asked = [*unpacked, *(node.args if name in {"order_by", "values", "values_list", "only", "defer"} else [])]
            if any(is_sent(value) for value in asked):
                yield f"{where} {name}() takes names from the request"
        if name in WRITES_SQL:
            yield f"{where} {name}() writes SQL"
        if (
            name in TRUSTS_TEXT
            and str(path) not in ESCAPES_ITSELF
            and not all(isinstance(given, ast.Constant) for given in node.args)
        ):
            yield f"{where} {name}() trusts a text"
        if name == "execute" and str(path) not in OWN_SQL:
            yield f"{where} runs SQL of its own"


def test_no_query_is_made_of_what_a_browser_sent():
    assert [found for path, tree in sources() for found in findings(path, tree)] == []


def test_the_list_of_own_sql_is_no_longer_than_it_must_be():
    runs_sql = {
        str(path)
        for path, tree in sources()
        for node in ast.walk(tree)
        if isinstance(node, ast.Call) and called(node) == "execute"
    }

    assert runs_sql == set(OWN_SQL)


@pytest.mark.parametrize(
    "bad",
    [
        "Patient.objects.filter(**request.GET.dict())",
        "Patient.objects.filter(Q(**self.request.POST))",
        "rows.order_by(request.GET['sort'])",
        "rows.order_by(*request.GET.getlist('sort'))",
        "rows.values(*request.GET)",
        "rows.extra(where=['1=1'])",
        "RawSQL('select 1', [])",
        "Patient.objects.raw('select 1')",
        "mark_safe(text)",
        "cursor.execute('select 1')",
    ],
)
def test_the_rules_find_what_they_should(bad):
    assert list(findings(Path("appointments/views/somewhere.py"), ast.parse(bad)))


NAMES = ["ordering", "sort", "order_by", "o", "q", "_connector", "_negated", "user__password", "page", "per_page", "e"]
NAMES += [
    "next",
    "file",
    "path",
    "week",
    "date",
    "visit_type",
    "patient__user__password__startswith",
    "lookup",
    "field",
]
VALUES = [
    "user__password",
    "-user__password",
    "OR 1=1) --",
    "../../etc/passwd",
    "%00",
    "{0.__class__}",
    "9" * 400,
    "ı\x00",
]


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.PATIENT, Role.DOCTOR, Role.ADMINISTRATOR])
def test_no_question_in_an_address_breaks_a_page_changes_a_row_or_asks_for_a_secret(role):
    world = build(canary=CANARY, now=timezone.now())
    user = world.users[role]
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)  # as everybody has one
    browser = Client(raise_request_exception=False)
    browser.force_login(user)
    values, before = itertools.cycle(VALUES), facts()
    of_the_admin = role is Role.ADMINISTRATOR
    for name in sorted({name for name, _route in ALL if name.startswith("admin:") == of_the_admin} - {"admin:?"}):
        asked = {field: next(values) for field in NAMES}
        page = browser.get(reverse(name, kwargs=world.arguments(name)), asked)

        assert page.status_code < 500, f"{name}: {asked}"
        if not page.streaming:
            said = page.content.decode(errors="replace")
            assert user.password not in said
            assert "root:" not in said
    assert facts() == before
