"""A doctor's own profile with two people at it: the later one is told, and nothing is lost."""

import pytest

from accounts.models import Doctor
from accounts.services.changing_profiles import change_profile
from dashboards.forms import profile as forms
from scheduling.services.fees import set_own_fees
from tests.dashboards.own_profile import SECTIONS, opened, save, section, text


def test_the_later_one_is_told_what_it_says_now(doctor_client, doctor, me, now):
    lying_open = opened(doctor_client, "about") | {"biography": "Mine.", "languages_0": "fr"}
    newer = {"biography": "Newer.", "languages": ["pl"]}
    change_profile(doctor=doctor, changes=newer, shown={"biography": "", "languages": []}, actor=doctor.user, now=now)

    answer = doctor_client.post(section("about"), lying_open)

    assert answer.status_code == 409
    assert "Somebody changed this while you had it open. Nothing was saved." in text(answer)
    assert "Languages you speak with patients: Polish; About you: Newer." in text(answer)
    assert "Mine." in answer.content.decode()
    assert me().biography == "Newer."


def test_sent_again_it_is_meant(doctor_client, doctor, me, now):
    lying_open = opened(doctor_client, "about") | {"biography": "Mine."}
    Doctor.objects.update(biography="Newer.")
    refused = doctor_client.post(section("about"), lying_open).context["form"]

    assert doctor_client.post(section("about"), lying_open | {"seen": refused["seen"].value()}).status_code == 302
    assert me().biography == "Mine."


@pytest.mark.parametrize("name", SECTIONS)
def test_a_form_that_does_not_say_what_it_showed_is_none_of_ours(doctor_client, offer, name):
    fields = opened(doctor_client, name)
    del fields["seen"]

    assert doctor_client.post(section(name), fields | {"take_out": "on"}).status_code == 409


def test_two_who_work_on_different_parts_are_in_nobodys_way(doctor_client, me):
    lying_open = opened(doctor_client, "patients") | {"sees_children": "on"}
    save(doctor_client, "about", biography="Newer.")

    assert doctor_client.post(section("patients"), lying_open).status_code == 302
    assert (me().biography, me().sees_children) == ("Newer.", True)


def test_a_fee_changed_meanwhile_is_told(doctor_client, doctor, offer, now):
    lying_open = opened(doctor_client, "fees") | {f"fee_{offer.pk}": "70"}
    set_own_fees(doctor=doctor, fees={offer.pk: 6000}, shown={offer.pk: None}, actor=doctor.user, now=now)

    answer = doctor_client.post(section("fees"), lying_open)
    offer.refresh_from_db()

    assert answer.status_code == 409
    assert "Follow-up, 20 minutes, in person: £60" in text(answer)
    assert offer.own_fee_minor == 6000


def test_one_who_is_quicker_between_check_and_save_is_told_of_too(doctor_client, me, monkeypatch):
    """What the form compares is compared again under the lock."""
    save_it = forms.change_profile

    def after_somebody_else(**told):
        Doctor.objects.update(biography="Quicker.")
        return save_it(**told)

    monkeypatch.setattr(forms, "change_profile", after_somebody_else)
    answer = save(doctor_client, "about", biography="Mine.")

    assert answer.status_code == 409
    assert "About you: Quicker." in text(answer)
    assert me().biography == "Quicker."
