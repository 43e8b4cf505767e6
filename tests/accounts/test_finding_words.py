"""The words a doctor is found by: kept up to date by whatever changes them."""

import pytest

from accounts.models import Doctor
from accounts.plain_letters import normalised
from accounts.services.doctor_search_text import MAX_LENGTH, refresh_many
from tests.factories import DoctorFactory, SpecialtyFactory


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("Müller", "muller"),
        ("García-Pérez", "garcia perez"),
        ("O'Brien", "obrien"),
        ("O\u2019Brien", "obrien"),
        ("Łukasz Żółć", "lukasz zolc"),
        ("Straße", "strasse"),
        ("Øystein Ægir", "oystein aegir"),
        ("  two   spaces ", "two spaces"),
        ("ear, nose & throat", "ear nose throat"),
        ("李小龍", "李小龍"),
        ("", ""),
    ],
)
def test_writes_words_the_way_a_search_does(typed, searched):
    assert normalised(typed) == searched
    assert normalised(searched) == searched


@pytest.fixture
def amara(db):
    return DoctorFactory(full_name="Amára Osei", specialties=[SpecialtyFactory(search_words="rash, acne, mole")])


def words(doctor):
    doctor.refresh_from_db()
    return doctor.search_text.split()


def test_name_and_specialty_in_clinical_and_plain_words(amara):
    expected = ["dr", "amara", "osei", "dermatology", "skin", "doctor", "doctors", "dermatologist"]
    assert words(amara) == [*expected, "rash", "acne", "mole"]


def test_a_new_name_is_found(amara):
    amara.full_name = "Amára Mensah"
    amara.save()

    assert "mensah" in words(amara)
    assert "osei" not in words(amara)


def test_a_new_specialty_is_found_and_an_old_one_is_not(amara):
    heart = SpecialtyFactory(name="Cardiology", plain_name="heart doctor", practitioner_title="Cardiologist")
    amara.specialties.set([heart])

    assert "cardiologist" in words(amara)
    assert "dermatologist" not in words(amara)


def test_a_doctor_given_to_a_specialty_is_found(amara):
    heart = SpecialtyFactory(name="Cardiology")
    heart.doctors.add(amara)
    assert "cardiology" in words(amara)

    heart.doctors.remove(amara)
    assert "cardiology" not in words(amara)


def test_another_word_for_a_specialty_is_found(amara):
    skin = amara.specialties.get()
    skin.search_words = "eczema"
    skin.save()

    assert "eczema" in words(amara)


def test_too_many_words_end_at_a_whole_one(amara):
    amara.specialties.set(
        SpecialtyFactory(name=f"Specialty {letter}", search_words=f"{letter * 9} " * 1 + f"{letter}x" * 40)
        for letter in "abcdefgh"
    )
    amara.refresh_from_db()

    assert len(amara.search_text) <= MAX_LENGTH
    assert amara.search_text == amara.search_text.strip()


def test_many_doctors_take_few_queries(db, django_assert_num_queries):
    skin = SpecialtyFactory()
    for _number in range(8):
        DoctorFactory(specialties=[skin])
    Doctor.objects.update(search_text="")
    with django_assert_num_queries(3):
        refresh_many(Doctor.objects.all())

    assert not Doctor.objects.filter(search_text="").exists()
