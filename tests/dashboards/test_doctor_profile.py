"""A doctor's own profile: what is on it, what is missing, each part changed, and the page as patients see it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Doctor, DoctorLanguage
from accounts.services.changing_profiles import change_profile
from dashboards.forms import profile as forms
from scheduling.services.fees import set_own_fees
from tests.accounts.pictures import jpeg, upload, with_photo
from tests.factories import OfferFactory, SpecialtyFactory, VisitTypeFactory
from tests.scheduling.pages import words

PROFILE = "/doctor/profile/"
PREVIEW = "/doctor/profile/preview/"
SECTIONS = ["photo", "about", "patients", "fees"]


def section(name):
    return f"{PROFILE}?section={name}"


def text(response):
    return words(response.content.decode())


def opened(client, name):
    """Return what a browser sends back from a part's page untouched."""
    form = client.get(section(name)).context["form"]
    sent = {}
    for field in form:
        value = field.value()
        if name == "about" and field.name == "languages":
            sent |= {f"languages_{nth}": code for nth, code in enumerate(value)}
        elif value is not None and value is not False and field.name != "photo":
            sent[field.name] = value
    return sent


def save(client, name, **told):
    return client.post(section(name), opened(client, name) | told)


def queries_of(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


@pytest.fixture
def me(doctor):
    """Dr Osei as the database has her."""
    return lambda: Doctor.objects.get(pk=doctor.pk)


# --- What there is, and what is missing -------------------------------------------------------------
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


# --- About you --------------------------------------------------------------------------------------
def test_what_the_doctor_writes_is_saved(doctor_client, me):
    answer = save(
        doctor_client,
        "about",
        title="Professor",
        gender="female",
        languages_0="pl",
        languages_1="en",
        languages_2="pl",
        biography="Skin is what I know.\r\n\r\nAnd I listen.",
        qualifications="MD,\nLeeds",
        practising_since="2009",
    )
    doctor = me()

    assert answer.headers["Location"] == PROFILE
    assert (doctor.title, doctor.gender, doctor.practising_since) == ("Professor", "female", 2009)
    assert doctor.biography == "Skin is what I know.\n\nAnd I listen."
    assert doctor.qualifications == "MD, Leeds"
    assert [language.code for language in doctor.languages.all()] == ["en", "pl"]
    assert "professor" in doctor.search_text
    assert "Saved. Patients see it now." in text(doctor_client.get(PROFILE))


def test_a_language_is_left_out_by_choosing_none(doctor_client, doctor, me):
    for code in ("en", "fr", "pl"):
        DoctorLanguage.objects.create(doctor=doctor, code=code)

    save(doctor_client, "about", languages_1="")

    assert [language.code for language in me().languages.all()] == ["en", "pl"]


def test_there_is_room_for_more_languages_however_many_there_are(doctor_client, doctor):
    for code in ("en", "fr", "pl", "ar", "es", "de", "ur", "tr", "gsw"):
        DoctorLanguage.objects.create(doctor=doctor, code=code)

    page = doctor_client.get(section("about")).content.decode()

    assert len(re.findall(r'<select[^>]*name="languages_', page)) == 11
    assert '<option value="gsw" selected>' in page


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"practising_since": "20"}, "Enter a year, like 2009"),
        ({"practising_since": "2027"}, "Enter a year, like 2009"),
        ({"practising_since": "long ago"}, "Enter a whole number, in figures"),
        ({"languages_0": "klingon"}, "Choose from the list"),
        ({"gender": ""}, "Choose one"),
        ({"gender": "x"}, "Choose from the list"),
        ({"biography": "x" * 1201}, "Use 1200 characters or fewer"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_saved(doctor_client, me, told, said):
    answer = save(doctor_client, "about", title="Professor", **told)

    assert answer.status_code == 422
    assert said in text(answer)
    assert me().title == "Dr"


def test_the_hint_counts_the_words(doctor_client):
    assert "Patients read about 80 words." in text(doctor_client.get(section("about")))
    Doctor.objects.update(biography="Skin is what I know.")

    assert "Patients read about 80 words. Yours has 5." in text(doctor_client.get(section("about")))


def test_what_the_clinic_decides_cannot_be_slipped_in(doctor_client, me):
    save(doctor_client, "about", full_name="Somebody Else", licence_number="X", is_listed="", slug="x", photo="x")
    doctor = me()

    assert (doctor.full_name, doctor.licence_number, doctor.is_listed, doctor.slug, doctor.photo) == (
        "Amara Osei", "", True, "amara-osei", "",
    )  # fmt: skip


# --- Who you see ------------------------------------------------------------------------------------
def test_children_and_new_patients(doctor_client, me):
    fields = opened(doctor_client, "patients")
    del fields["accepting_new_patients"]
    doctor_client.post(section("patients"), fields | {"sees_children": "on"})

    assert (me().sees_children, me().accepting_new_patients) == (True, False)


# --- Fees -------------------------------------------------------------------------------------------
def test_a_fee_is_typed_in_pounds_and_public_at_once(doctor_client, client, offer, by_doctor):
    save(doctor_client, "fees", **{f"fee_{offer.pk}": "£62.50"})
    offer.refresh_from_db()

    assert offer.own_fee_minor == 6250
    assert "£62.50" in text(client.get("/doctors/amara-osei/"))


def test_left_empty_it_is_the_clinics(doctor_client, offer):
    offer.visit_type.fee_minor = 4500
    offer.visit_type.save()
    save(doctor_client, "fees", **{f"fee_{offer.pk}": "62"})
    page = doctor_client.get(section("fees"))
    assert 'value="62"' in page.content.decode()
    assert "Empty: £45, as the clinic has set it." in text(page)

    save(doctor_client, "fees", **{f"fee_{offer.pk}": ""})
    offer.refresh_from_db()

    assert (offer.own_fee_minor, offer.fee_minor) == (None, 4500)


def test_what_is_no_amount_is_said_beside_its_field(doctor_client, offer):
    answer = save(doctor_client, "fees", **{f"fee_{offer.pk}": "much"})

    assert answer.status_code == 422
    assert "Enter an amount, like 45 or 45.50" in text(answer)
    assert 'value="much"' in answer.content.decode()


def test_a_fee_of_anothers_offer_is_no_field_of_mine(doctor_client, other_doctor, offer):
    theirs = OfferFactory(doctor=other_doctor, visit_type=offer.visit_type)

    save(doctor_client, "fees", **{f"fee_{theirs.pk}": "1"})
    theirs.refresh_from_db()

    assert theirs.own_fee_minor is None


# --- The photo --------------------------------------------------------------------------------------
@pytest.mark.usefixtures("disk")
class TestPhoto:
    def send(self, client, **told):
        return client.post(section("photo"), opened(client, "photo") | told)

    def test_is_sent_shown_and_taken_out(self, doctor_client, client, me):
        assert self.send(doctor_client, photo=upload()).headers["Location"] == PROFILE
        assert me().photo_url(384) in doctor_client.get(PROFILE).content.decode()
        assert client.get(me().photo_url(384)).status_code == 200

        self.send(doctor_client, take_out="on")

        assert me().photo == ""

    def test_is_kept_when_none_is_chosen(self, doctor_client, doctor, me, now):
        photo = with_photo(doctor, now=now).photo

        answer = self.send(doctor_client)

        assert answer.status_code == 422
        assert "Choose a photo first" in text(answer)
        assert me().photo == photo

    def test_row_20_what_is_no_photo_is_said(self, doctor_client, me):
        answer = self.send(doctor_client, photo=upload(b"<svg/>", name="me.png"))

        assert answer.status_code == 422
        assert "Choose a JPEG, PNG or WebP photo." in text(answer)
        assert me().photo == ""

    def test_row_21_one_that_is_too_large_is_said(self, doctor_client, me, settings):
        settings.PHOTO_MAX_BYTES = 1_000_000
        answer = self.send(doctor_client, photo=upload(jpeg() + b"\0" * 2_000_000))

        assert answer.status_code == 422
        assert "This file is larger than 1 MB." in text(answer)
        assert me().photo == ""

    def test_taken_out_whatever_else_was_chosen(self, doctor_client, doctor, me, now):
        with_photo(doctor, now=now)

        assert self.send(doctor_client, photo=upload(b"no photo"), take_out="on").status_code == 302
        assert me().photo == ""

    def test_nothing_to_take_out_has_no_button(self, doctor_client):
        assert "Take the photo out" not in text(doctor_client.get(section("photo")))


# --- Two at once ------------------------------------------------------------------------------------
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


# --- As patients see it -----------------------------------------------------------------------------
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


# --- The way here -----------------------------------------------------------------------------------
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
