"""Rows ticked in a list of the admin: what no row can be is an answer, not an error, on every list with actions."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.models import Doctor, User
from tests.factories import DoctorFactory

pytestmark = pytest.mark.django_db

NOBODYS_KEYS = ["x", "-1", "1.5", "9" * 30, "1\0", "", "०", "1 OR 1=1"]


@pytest.fixture
def root(client):
    client.force_login(User.objects.create_superuser("root@example.org", "correct horse battery", full_name="Root"))
    return client


def actions_of(rf, model_admin, user):
    request = rf.get("/")
    request.user = user
    return list(model_admin.get_actions(request))


def lists_with_actions():
    return sorted(
        (model for model, model_admin in admin.site._registry.items() if model_admin.actions),
        key=lambda model: model._meta.label,
    )


def address_of(model):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist")


@pytest.mark.parametrize("model", lists_with_actions(), ids=lambda model: model._meta.label)
def test_nobodys_key_is_an_answer(root, rf, model):
    actions = actions_of(rf, admin.site._registry[model], User.objects.get())

    assert actions
    for action in actions:
        for keys in ([key] for key in NOBODYS_KEYS):
            answer = root.post(address_of(model), {"action": action, "_selected_action": keys})

            assert answer.status_code in {200, 302}, (action, keys)


def test_a_list_whose_keys_are_no_numbers_takes_its_own(root):
    """Drafts have random keys; the list has no action of its own, so that Django answers with the list."""
    address = reverse("admin:appointments_bookingdraft_changelist")

    assert root.post(address, {"action": "delete_selected", "_selected_action": ["x"]}).status_code == 200


def test_the_rows_beside_it_are_taken_all_the_same(root):
    doctor = DoctorFactory()
    answer = root.post(
        address_of(Doctor), {"action": "take_off_search", "_selected_action": ["x", doctor.pk, "9" * 30]}
    )

    assert [row for row, *_told in answer.context["rows"]] == [doctor]
