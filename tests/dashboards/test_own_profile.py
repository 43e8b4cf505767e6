"""A doctor's own profile: what is on it, what is missing, and the page as patients see it."""

import re

import pytest

from accounts.models import Doctor, DoctorLanguage
from tests.accounts.pictures import with_photo
from tests.dashboards.own_profile import PREVIEW, PROFILE, SECTIONS, queries_of, section, text
from tests.factories import OfferFactory, SpecialtyFactory, VisitTypeFactory


# --- What there is, and what is missing -----------------------------------------------------------
def test_says_what_patients_read_and_what_the_clinic_decides(doctor_client, doctor, offer):
    doctor.specialties.add(SpecialtyFactory())
    Doctor.objects.update(biography="Skin is what I know.", licence_number="L123", practising_since=2009)
    DoctorLanguage.objects.create(doctor=doctor, code="pl")

    said = text(doctor_client.get(PROFILE))

    for words_of_it in ("Skin is what I know.", "Polski (Polish)", "2009", "Follow-up", "Dermatology", "L123"):
        assert words_of_it in said
    assert "Is something wrong? Call 0113 496 0000." in said


def test_each_thing_missing_leads_to_its_field(doctor_client, offer):
    page = doctor_client.get(PROFILE)
    missing = dict(page.context["missing"])

    assert list(missing) == [
        "A photo", "The languages you speak", "A few words about you", "Your training", "Since when you are a doctor",
    ]  # fmt: skip
    for url in missing.values():
        address, _hash, field = url.partition("#")
        assert f'id="{field}"' in doctor_client.get(address).content.decode()
        assert f'href="{url}"' in page.content.decode()


def test_every_change_link_leads_to_its_field(doctor_client, offer):
    links = {row.url for part in doctor_client.get(PROFILE).context["parts"] for row in part.rows if row.url}

    assert len(links) == 9
    for url in links:
        address, _hash, field = url.partition("#")
        assert f'id="{field}"' in doctor_client.get(address).content.decode()


def test_says_when_nothing_is_missing(doctor_client, doctor, now, disk):
    Doctor.objects.update(biography="Skin.", qualifications="MD, Leeds", practising_since=2009)
    DoctorLanguage.objects.create(doctor=doctor, code="en")
    with_photo(doctor, now=now)

    page = doctor_client.get(PROFILE)

    assert page.context["missing"] == []
    assert "Nothing is missing" in text(page)


def test_tells_who_is_not_in_the_search(doctor_client, doctor):
    assert "Patients cannot find you yet" not in text(doctor_client.get(PROFILE))
    Doctor.objects.update(is_listed=False)

    assert "Patients cannot find you yet" in text(doctor_client.get(PROFILE))


def test_a_post_to_the_overview_leads_back_to_it(doctor_client):
    assert doctor_client.post(PROFILE).headers["Location"] == PROFILE


@pytest.mark.parametrize("name", ["licence", "name", "specialties", "x"])
def test_there_is_no_part_the_clinic_decides(doctor_client, name):
    assert doctor_client.get(section(name)).status_code == 404


@pytest.mark.parametrize("address", [PROFILE, PREVIEW, *map(section, SECTIONS)])
def test_costs_the_same_for_one_kind_of_visit_and_for_eight(doctor_client, doctor, offer, address):
    DoctorLanguage.objects.create(doctor=doctor, code="en")
    one = queries_of(doctor_client, address)
    for nth, code in enumerate(["fr", "pl", "ar", "es", "de", "ur", "tr"]):
        DoctorLanguage.objects.create(doctor=doctor, code=code)
        doctor.specialties.add(SpecialtyFactory(name=f"Specialty {nth}"))
        OfferFactory(doctor=doctor, visit_type=VisitTypeFactory(), is_default=False)

    assert queries_of(doctor_client, address) == one


# --- As patients see it ---------------------------------------------------------------------------
def main_of(html):
    """Return the profile itself, without free times, notices and frame."""
    found = re.search(r'<div class="stack-large">.*?(?=</main>|<aside)', html, re.DOTALL).group()
    found = re.sub(r'<form class="cluster".*?</form>', "", found, flags=re.DOTALL)
    return re.sub(r"(</div>)+$", "", re.sub(r"\s+", "", found))


@pytest.mark.parametrize("is_listed", [True, False])
def test_the_preview_is_the_public_page(doctor_client, client, doctor, me, offer, hours, now, disk, is_listed):
    doctor.specialties.add(SpecialtyFactory(search_words="rash, acne"))
    DoctorLanguage.objects.create(doctor=doctor, code="fr")
    Doctor.objects.update(biography="Skin.", qualifications="MD", practising_since=2009)
    with_photo(doctor, now=now)
    public = client.get("/doctors/amara-osei/").content.decode()
    Doctor.objects.update(is_listed=is_listed)

    preview = doctor_client.get(PREVIEW).content.decode()

    assert main_of(public) == main_of(preview)
    assert f'src="{me().photo_url(384)}"' in preview
    assert len(re.findall("<h1", preview)) == 1
    assert ("Open your public page" in preview) is is_listed


def test_nothing_is_booked_from_the_preview(doctor_client, offer, hours):
    main = re.search("<main.*</main>", doctor_client.get(PREVIEW).content.decode(), re.DOTALL).group()

    assert "<form" not in main
    assert "<button" not in main


def test_the_preview_is_only_for_reading(doctor_client):
    assert doctor_client.post(PREVIEW).status_code == 405


def test_a_doctor_without_anything_has_a_preview(doctor_client):
    assert "Dr Amara Osei" in text(doctor_client.get(PREVIEW))


# --- The way here ---------------------------------------------------------------------------------
def test_the_settings_lead_here_for_doctors_only(doctor_client, signed_in, doctor):
    assert f'href="{PROFILE}"' not in signed_in.get("/me/settings/").content.decode()
    doctor_client.force_login(doctor.user)

    assert doctor_client.get("/me/settings/").content.decode().count(f'href="{PROFILE}"') == 2  # the menu has it, too


@pytest.mark.parametrize("address", [PROFILE, PREVIEW, section("fees")])
def test_is_for_doctors(client, signed_in, doctor, address):
    assert signed_in.get(address).status_code == 403
    assert signed_in.post(address).status_code in {403, 405}
    client.logout()
    assert client.get(address).headers["Location"].startswith("/accounts/login/")
    Doctor.objects.update(is_active=False)
    client.force_login(doctor.user)
    assert client.get(address).status_code == 403
