"""The demo twice: the same for the same seed and moment, never over other data, never in production."""

import hashlib
import json
import random
import re

import pytest
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import CommandError

from accounts.chance import chance, repeatable
from accounts.models import Patient, User
from appointments.models import Appointment, new_reference
from dashboards.demo import rates
from tests.dashboards.demo_data import TUESDAY, seed, seeded
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

WITH_KEYS = {"dedupe_key", "link"}
"""They hold primary keys, which a database goes on counting after a rollback."""
TOKEN = re.compile(r"(?<=/answer/)[^/\s]+")
"""Signs primary keys, too, in the middle of a mail."""
NUMBERED = re.compile(r"^(document|subjectrequest):\d+$")
"""What the audit trail calls one of several of a record, by its key: a document, a request about the data."""

SMALL = {"doctors": 3, "patients": 10, "days": 7}


@pytest.fixture(autouse=True)
def _short_past(monkeypatch):
    monkeypatch.setattr(rates, "PAST_DAYS", 42)


def digest():
    """Return a digest of every row of the four apps, keys replaced by their place in their table."""
    models = [
        model for app in ("accounts", "scheduling", "appointments") for model in apps.get_app_config(app).get_models()
    ]
    models.append(apps.get_model("account", "EmailAddress"))
    place = {
        model: {pk: n for n, pk in enumerate(model.objects.order_by("pk").values_list("pk", flat=True))}
        for model in models
    }
    seen = hashlib.sha256()
    for model in models:
        for row in model.objects.order_by("pk"):
            facts = []
            for field in model._meta.concrete_fields:
                value = getattr(row, field.attname)
                if field.is_relation:
                    value = place.get(field.related_model, {}).get(value, value and "elsewhere")
                elif field.primary_key:
                    value = place[model][value]
                if field.name not in WITH_KEYS and field.name != "digest":
                    facts.append(NUMBERED.sub(r"\1", TOKEN.sub("", str(value))))
            seen.update(json.dumps([model._meta.label, facts]).encode())
    return seen.hexdigest()


def digest_of(**options):
    with seeded(TUESDAY, **SMALL, **options):
        return digest()


def test_the_same_seed_makes_the_same_data_and_another_one_other_data():
    once = digest_of(seed=7)

    assert digest_of(seed=7) == once
    assert digest_of(seed=8) != once


def test_references_cannot_be_guessed_outside_the_demo():
    with repeatable(random.Random(7)):
        drawn = new_reference()
    with repeatable(random.Random(7)):
        assert new_reference() == drawn

    assert isinstance(chance(), random.SystemRandom)
    assert new_reference() != drawn


def test_a_clinics_own_installation_never_draws_what_can_be_guessed(settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False

    with pytest.raises(ImproperlyConfigured), repeatable(random.Random(7)):
        pytest.fail("the source was replaced")


def test_a_second_run_says_so_and_changes_nothing():
    with seeded(TUESDAY, **SMALL) as first:
        before = digest()
        said = seed(**SMALL, seed=8)

        assert "already" in said
        assert "patient@example.com" in said
        assert said.splitlines()[1:] == first.splitlines()[2:]  # the sign-ins
        assert digest() == before
        assert seed(**SMALL, if_empty=True) == ""


@pytest.mark.parametrize("email", ["amara@clinic.example", "doctor@example.com"])
def test_refuses_a_database_with_anybody_elses_data(email):
    UserFactory(email=email)

    with pytest.raises(CommandError, match="not empty"):
        seed(**SMALL)

    assert User.objects.count() == 1
    assert not Patient.objects.exists()


def test_is_refused_in_production(settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False

    with pytest.raises(CommandError, match="everybody knows"):
        seed(**SMALL)

    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"doctors": 2}, "at least 3 doctors"),
        ({"patients": -1}, "at least 3 doctors and 10 patients"),
        ({"days": 0}, "1 to 400 days"),
        ({"days": 5000}, "1 to 400 days"),
    ],
)
def test_numbers_that_make_no_demo_are_refused_with_a_sentence(wrong, sentence):
    with pytest.raises(CommandError, match=sentence):
        seed(**SMALL | wrong)

    assert not Appointment.objects.exists()
