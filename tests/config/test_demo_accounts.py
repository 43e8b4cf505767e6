"""A production database with a demo account in it is refused."""

import pytest
from django.core.management import call_command
from django.core.management.base import SystemCheckError

pytestmark = pytest.mark.django_db


@pytest.fixture
def demo_account(django_user_model):
    return django_user_model.objects.create_user(email="doctor@example.com", full_name="Dr Demo", role="doctor")


def check():
    call_command("check", databases=["default"])


@pytest.mark.parametrize("email", ["doctor@example.com", "patient187@example.com", "leila.haddad@EXAMPLE.com"])
def test_production_refuses_every_account_of_the_demo(settings, django_user_model, email):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    django_user_model.objects.create_user(email=email, full_name="Dr Demo", role="doctor")

    with pytest.raises(SystemCheckError, match=r"config\.E001.*everybody knows"):
        check()


def test_production_takes_one_that_cannot_sign_in(settings, demo_account):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    demo_account.is_active = False
    demo_account.save()

    check()


def test_the_demo_takes_it(demo_account):
    check()


def test_other_accounts_are_welcome_in_production(settings, django_user_model):
    settings.DEMO_ACCOUNTS_ALLOWED = False
    django_user_model.objects.create_user(email="amara@clinic.example", full_name="Amara Osei")

    check()


def test_a_database_without_tables_is_not_asked(settings):
    settings.DEMO_ACCOUNTS_ALLOWED = False

    call_command("check", databases=[])
