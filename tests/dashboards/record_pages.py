"""What the tests of documents and measurements share: their people, their addresses, what a page says."""

import datetime as dt
import re

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import PatientAccess
from accounts.services.granting import keep_grant
from tests.factories import PatientFactory


def browser_of(user):
    client = Client()
    client.force_login(user)
    return client


def mine(patient, rest=""):
    return f"/me/history/{patient.record_number}/{rest}"


def theirs(patient, rest=""):
    return f"/doctor/patients/{patient.record_number}/{rest}"


def text(response):
    return re.sub(r"\s+", " ", response.content.decode())


def queries_of(client, page):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(page).status_code == 200
    return len(queries)


def give_leave(doctor, patient, *, now, because="referral"):
    keep_grant(doctor=doctor, patient=patient, because=because, until=now + dt.timedelta(days=7), now=now)


def child_of(patient, *, scope="record"):
    child = PatientFactory(full_name="Leo Lopes", user=None, date_of_birth=dt.date(2019, 6, 14))
    PatientAccess.objects.create(user=patient.user, patient=child, relation="parent", scope=scope)
    return child
