"""The inventory of personal data: nothing is kept that nobody thought about."""

import pytest
from django.apps import apps
from django.db import models

from accounts.models import Doctor, Patient, User
from accounts.privacy.tables import Erasing, Keeping, by_column
from dashboards.privacy.inventory import TABLES

TELLING = (
    models.CharField,
    models.TextField,
    models.DateField,
    models.TimeField,
    models.FileField,
    models.JSONField,
    models.BinaryField,
    models.UUIDField,
    models.GenericIPAddressField,
    models.FloatField,
    models.DecimalField,
)
PEOPLE = {Patient, User, Doctor}
LISTED = {table.label: table for table in TABLES}


def may_tell(field):
    """Say whether a column could tell of somebody; numbers and yes or no only ever say how many and whether."""
    if field.is_relation:
        return field.related_model in PEOPLE
    return isinstance(field, TELLING)


def columns(model):
    return {field.name: field for field in model._meta.concrete_fields}


@pytest.mark.parametrize("model", apps.get_models(include_auto_created=True), ids=lambda model: model._meta.label_lower)
def test_every_column_that_may_tell_of_somebody_is_listed(model):
    table = LISTED.get(model._meta.label_lower)

    assert table is not None, f"{model._meta.label} is in no inventory: see accounts/privacy/tables.py"
    assert {name for name, field in columns(model).items() if may_tell(field)} - table.listed == set()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.label)
def test_the_inventory_names_only_what_there_is_and_each_once(table):
    names = [*(column.name for column in table.personal), *table.impersonal.split()]

    assert set(names) <= set(columns(table.model))
    assert len(names) == len(set(names))
    assert [other.label for other in TABLES].count(table.label) == 1


@pytest.mark.parametrize("table", [table for table in TABLES if table.fields], ids=lambda table: table.label)
def test_what_is_personal_has_a_purpose_and_a_term(table):
    assert table.purpose
    assert table.keeping in Keeping


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.label)
def test_keys_to_people_are_listed_as_such(table):
    links = {name for name, field in columns(table.model).items() if field.is_relation and may_tell(field)}

    assert set(table.links.split()) == links


def test_rows_that_are_deleted_are_deleted_whole():
    for table in TABLES:
        kinds = {column.erasing for column in table.fields}

        assert Erasing.DELETED not in kinds or kinds == {Erasing.DELETED}, table.label


def test_nothing_secret_is_given_out():
    for table, column in by_column(TABLES):
        assert not (column.kind == "secret" and column.is_exported), f"{table.label}.{column.name}"


def test_the_ways_to_a_patient_lead_there(db):
    somebody = Patient(pk=1)

    for table in TABLES:
        assert list(table.rows_of(somebody)) == []


def test_a_column_nobody_listed_is_found():
    class Diary(models.Model):
        about = models.TextField()

        class Meta:
            app_label = "inventory_of_tests"

        def __str__(self):
            return "diary"

    with pytest.raises(AssertionError, match="in no inventory"):
        test_every_column_that_may_tell_of_somebody_is_listed(Diary)
    apps.all_models.pop("inventory_of_tests", None)
    apps.clear_cache()
