"""Every action of every list of the admin, and every page of its own, by who gets it: one nobody classified fails."""

import pytest
from django.contrib import admin
from django.urls import reverse

from accounts.roles import StaffGroup
from tests.dashboards.staff import staff_member

pytestmark = pytest.mark.django_db

CHIEF, MANAGER = StaffGroup.ADMINISTRATOR, StaffGroup.MANAGER
OF_CLINICS, DESK = StaffGroup.CLINIC_MANAGER, StaffGroup.FRONT_DESK
ANALYST, AUDITOR = StaffGroup.ANALYST, StaffGroup.AUDITOR
CHIEFS, RUN, ALL_DESKS = {CHIEF}, {CHIEF, MANAGER}, {CHIEF, MANAGER, OF_CLINICS, DESK}
COUNT = {CHIEF, MANAGER, OF_CLINICS, ANALYST}


def each(names, groups):
    return dict.fromkeys(names.split(), groups)


ACTIONS = {
    "accounts.doctor": each(
        "take_off_search list_in_search stop_new_patients take_new_patients deactivate activate invite", RUN
    ),
    "accounts.invitation": each("send_again revoke", CHIEFS),
    "accounts.patient": each("block unblock", ALL_DESKS) | each("put_together", RUN),
    "accounts.patientaccess": each("end_now", RUN),
    "accounts.user": each("deactivate activate take_second_step_off sign_out", CHIEFS),
    "appointments.appointment": each(
        "approve decline check_in start complete no_show cancel take_back undo to_another_doctor", ALL_DESKS
    ),
    "appointments.message": each("send_again", ALL_DESKS),
    "scheduling.timeoff": each("end_now", RUN),
    "scheduling.timeslot": each("block open", RUN),
    "scheduling.workinghours": each("end_today", RUN | {OF_CLINICS}),
}
"""What can be done with the ticked rows of a list, and by which groups."""

PAGES = {
    "calls": ALL_DESKS,
    "monitor": ALL_DESKS,
    **each(
        "analytics_overview analytics_attendance analytics_access analytics_doctors analytics_messages "
        "analytics_patients analytics_searches",
        COUNT,
    ),
    "analytics_system": RUN,
    "roles": CHIEFS,
    "schedule_check": {CHIEF, MANAGER, AUDITOR},
    **each("audit_check audit_seen audit_readers privacy", {CHIEF, AUDITOR}),
    "settings": CHIEFS,
    "imports": CHIEFS,
}
"""Pages of the admin that belong to no model, and whom they open for."""

MODELS = {model._meta.label_lower: model_admin for model, model_admin in admin.site._registry.items()}


def offered(model_admin, request):
    return set(model_admin.get_actions(request)) - {"delete_selected"}


def test_every_action_is_classified():
    found = {label: {name for _do, name, _words in one._get_base_actions()} for label, one in MODELS.items()}
    ours = {label: names - {"delete_selected"} for label, names in found.items()}

    assert {label: names for label, names in ours.items() if names} == {
        label: set(actions) for label, actions in ACTIONS.items()
    }


@pytest.mark.parametrize("group", list(StaffGroup))
def test_a_group_is_offered_its_actions_and_no_other(rf, group):
    request = rf.get("/")
    request.user = staff_member(group)
    wanted = {label: {name for name, groups in ACTIONS.get(label, {}).items() if group in groups} for label in MODELS}

    assert {label: offered(of_model, request) for label, of_model in MODELS.items()} == wanted


@pytest.mark.parametrize("group", list(StaffGroup))
def test_an_action_that_is_not_offered_is_not_done(client, group):
    """Posted by hand it is answered as the list is: refused, or as an action there is not."""
    client.force_login(staff_member(group))
    for label, actions in ACTIONS.items():
        address = reverse(f"admin:{label.replace('.', '_')}_changelist")
        opens = client.get(address).status_code == 200
        for name in (name for name, groups in actions.items() if group not in groups):
            answer = client.post(address, {"action": name, "_selected_action": ["1"], "index": "0"})

            assert answer.status_code in ({200, 302} if opens else {403}), (label, name)


@pytest.mark.parametrize("group", list(StaffGroup))
def test_a_page_opens_for_its_groups_alone(client, group):
    client.force_login(staff_member(group))
    answers = {page: client.get(reverse(f"admin:{page}")).status_code for page in PAGES}

    assert answers == {page: 200 if group in groups else 403 for page, groups in PAGES.items()}


def test_every_page_of_its_own_is_classified():
    from tests.access.policy import ADMIN_PAGES

    of_django = {"index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n"}
    elsewhere = {"app_list", "?", "analytics", "running_late", "running_late_undo"}  # lists, ways on, pages of somebody
    elsewhere |= {"import", "import_template", "import_report"}  # of one file

    assert {page.removeprefix("admin:") for page in ADMIN_PAGES} - of_django - elsewhere == set(PAGES)
