"""Live streams: who hears of what happens to an appointment."""

import asyncio

import pytest
from django.urls import reverse

from accounts.models import PatientAccess
from accounts.roles import StaffGroup
from tests.dashboards.live.listening import (
    DOCTOR,
    MINE,
    SETTLES,
    STAFF,
    contexts,
    do,
    listening,
    run,
    somebody,
)
from tests.factories import ClinicFactory, DoctorFactory, PatientFactory, UserFactory

pytestmark = pytest.mark.django_db


def test_all_it_concerns_hear_of_a_change_and_nobody_else(
    request_of_maria, doctor, patient, other_patient, clinic, said_yes
):
    from dashboards.staff_rights import write_rights

    write_rights()
    carer, elsewhere = UserFactory(), ClinicFactory()
    PatientAccess.objects.create(user=carer, patient=patient, relation="parent", scope="book")
    theirs = [
        (MINE, patient.user),
        (MINE, carer),
        (DOCTOR, doctor.user),
        (STAFF, somebody(group=StaffGroup.MANAGER)),
        (STAFF, somebody(group=StaffGroup.FRONT_DESK, clinic=clinic)),
    ]
    nobodys = [
        (MINE, other_patient.user),
        (DOCTOR, DoctorFactory().user),
        (STAFF, somebody(group=StaffGroup.FRONT_DESK, clinic=elsewhere)),
    ]

    async def scenario():
        async with contexts([*theirs, *nobodys]) as pages:
            await said_yes()
            for page in pages[: len(theirs)]:
                await page.hears(lambda page: page.told)
            await asyncio.sleep(SETTLES)
            return [page.text for page in pages]

    texts = run(scenario)

    for text in texts[: len(theirs)]:
        assert request_of_maria.reference in text
        assert patient.full_name not in text
    assert [text for text in texts[len(theirs) :] if "data" in text] == []


def test_who_may_not_open_the_pages_may_not_listen(client, patient, doctor):
    refused = {MINE: doctor.user, DOCTOR: patient.user, STAFF: doctor.user}
    for path, user in refused.items():
        client.force_login(user)
        assert client.get(path).status_code in {302, 403}, path
    client.force_login(somebody(group=StaffGroup.ANALYST))
    assert client.get(STAFF).status_code == 403
    client.logout()

    for path in refused:
        assert client.get(path)["Location"].startswith(reverse("account_login"))


def test_a_carer_whose_leave_ends_hears_nothing_more(request_of_maria, patient, said_yes):
    carer = PatientFactory().user
    leave = PatientAccess.objects.create(user=carer, patient=patient, relation="parent", scope="book")

    async def scenario():
        async with listening(MINE, carer) as page:
            await do(leave.delete)()
            await said_yes()
            await asyncio.sleep(SETTLES)
            return page.told

    assert run(scenario) == []


def test_an_appointment_that_moves_to_another_clinic_is_news_for_both(request_of_maria, clinic, doctor):
    from dashboards.staff_rights import write_rights

    write_rights()
    new = ClinicFactory()
    desks = [somebody(group=StaffGroup.FRONT_DESK, clinic=place) for place in (clinic, new)]

    async def scenario():
        async with contexts([(STAFF, desk) for desk in desks]) as pages:
            await do(type(request_of_maria).objects.filter(pk=request_of_maria.pk).update)(clinic=new)
            for page in pages:
                await page.hears(lambda page: page.told)
            return [page.told[0]["appointments"] for page in pages]

    assert run(scenario) == [[], [request_of_maria.reference]]
