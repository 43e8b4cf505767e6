"""Each part of a doctor's own profile, changed: words, patients, fees, the photo."""

import re

import pytest

from accounts.models import Doctor, DoctorLanguage
from tests.accounts.pictures import jpeg, upload, with_photo
from tests.dashboards.own_profile import PROFILE, opened, save, section, text
from tests.factories import OfferFactory


# --- About you ------------------------------------------------------------------------------------
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


# --- Who you see ----------------------------------------------------------------------------------
def test_children_and_new_patients(doctor_client, me):
    fields = opened(doctor_client, "patients")
    del fields["accepting_new_patients"]
    doctor_client.post(section("patients"), fields | {"sees_children": "on"})

    assert (me().sees_children, me().accepting_new_patients) == (True, False)


# --- Fees -----------------------------------------------------------------------------------------
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


# --- The photo ------------------------------------------------------------------------------------
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
