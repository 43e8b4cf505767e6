"""What a doctor changes about themself: searched, logged, and never over somebody else's newer words."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied

from accounts.models import Doctor
from accounts.services.changing_profiles import ProfileChanged, change_profile, profile_of
from tests.dashboards.staff import administrator
from tests.factories import DoctorFactory

pytestmark = pytest.mark.django_db


def change(doctor, *, actor=None, shown=None, now=None, **changes):
    shown = profile_of(doctor, changes) if shown is None else shown
    return change_profile(doctor=doctor, changes=changes, shown=shown, actor=actor or doctor.user, now=now)


def log():
    return [(entry.user, entry.get_change_message()) for entry in LogEntry.objects.order_by("pk")]


def test_writes_what_changed_and_who_did(doctor):
    change(doctor, biography="Skin is what I know.", qualifications="", practising_since=2009)
    doctor.refresh_from_db()

    assert (doctor.biography, doctor.practising_since) == ("Skin is what I know.", 2009)
    assert log() == [(doctor.user, "Changed about and practising since.")]


def test_languages_are_those_named_and_no_others(doctor):
    change(doctor, languages=["en", "fr"])
    kept = doctor.languages.get(code="en").pk
    change(doctor, languages=["en", "pl"])

    assert profile_of(doctor, ["languages"]) == {"languages": ["en", "pl"]}
    assert doctor.languages.get(code="en").pk == kept
    assert log() == [(doctor.user, "Changed languages.")] * 2


def test_a_new_title_is_searched_for_at_once(doctor):
    change(doctor, title="Professor")

    assert "professor" in Doctor.objects.get().search_text


def test_nothing_new_is_no_change(doctor):
    change(doctor, title=doctor.title, languages=[])

    assert log() == []


@pytest.mark.parametrize("newer", [{"biography": "Newer."}, {"languages": ["pl"]}])
def test_newer_words_are_not_written_over(doctor, newer):
    name = next(iter(newer))
    lay_open = profile_of(doctor, [name])
    change(doctor, **newer)

    with pytest.raises(ProfileChanged):
        change(doctor, shown=lay_open, **{name: "Mine." if name == "biography" else ["fr"]})

    assert profile_of(Doctor.objects.get(), [name]) == newer


def test_another_part_may_have_changed_meanwhile(doctor):
    lay_open = profile_of(doctor, ["biography"])
    change(doctor, title="Professor")

    change(doctor, shown=lay_open, biography="Mine.")

    assert profile_of(Doctor.objects.get(), ["title", "biography"]) == {"title": "Professor", "biography": "Mine."}


@pytest.mark.parametrize("field", ["full_name", "licence_number", "is_listed", "slug", "photo"])
def test_what_the_clinic_decides_is_not_among_it(doctor, field):
    with pytest.raises(ValueError, match="Not a doctor's to change"):
        change(doctor, shown={}, **{field: ""})


def test_a_colleague_cannot(doctor):
    with pytest.raises(PermissionDenied, match="Only Dr Amara Osei can change this profile"):
        change(doctor, actor=DoctorFactory().user, title="Mx")


def test_an_administrator_can_and_the_admin_writes_it_down(doctor):
    change(doctor, actor=administrator(), title="Mx")

    assert Doctor.objects.get().title == "Mx"
    assert log() == []
