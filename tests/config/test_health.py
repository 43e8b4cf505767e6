"""The two questions a load balancer asks."""

from unittest import mock

import pytest
from django.db import OperationalError
from django.db.migrations.recorder import MigrationRecorder


def test_live_asks_nothing_of_the_database(client):
    response = client.get("/health/")  # without the db fixture a query would raise

    assert response.status_code == 200
    assert response.json() == {"status": "ok"}


@pytest.mark.django_db
def test_ready_when_the_database_has_every_migration(client):
    response = client.get("/health/ready/")

    assert response.status_code == 200
    assert response.json() == {"status": "ok", "database": True, "migrations": True}


@pytest.mark.django_db
def test_not_ready_while_a_migration_is_missing(client):
    MigrationRecorder.Migration.objects.filter(app="accounts").delete()

    response = client.get("/health/ready/")

    assert response.status_code == 503
    assert response.json() == {"status": "unavailable", "database": True, "migrations": False}


@pytest.mark.django_db
def test_not_ready_without_its_database_and_keeps_the_reason_to_itself(client):
    with mock.patch("config.health.MigrationExecutor", side_effect=OperationalError("password of clinic refused")):
        response = client.get("/health/ready/")

    assert response.status_code == 503
    assert b"password" not in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/health/", "/health/ready/"])
def test_changes_nothing_and_is_never_stored(client, address):
    assert client.post(address).status_code == 405
    assert "no-store" in client.get(address)["Cache-Control"]
