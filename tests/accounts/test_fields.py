"""What people type into the fields of a form about a person, and what we make of it."""

import datetime as dt

import pytest
import time_machine
from django import forms
from django.core.exceptions import ValidationError
from django.template import engines
from django.utils.translation import override

from accounts.forms.date_of_birth import month_number
from accounts.forms.fields import CodeField, DateOfBirthField, EmailAddressField, FullNameField, PhoneField
from accounts.models import Patient, User

BORN = dt.date(1958, 3, 27)


class Form(forms.Form):
    born = DateOfBirthField()


@pytest.mark.parametrize("month", ["3", "03", "Mar", "mar", "MAR", "March", " march ", "Mar."])
def test_understands_a_month_as_number_or_name(month):
    assert DateOfBirthField().clean(["27", month, "1958"]) == BORN


@pytest.mark.parametrize(("month", "number"), [("Jun", 6), ("Jul", 7), ("Sept", 9), ("December", 12)])
def test_tells_months_apart(month, number):
    assert month_number(month) == number


@pytest.mark.parametrize("month", ["", "0", "13", "003", "ma", "j", "Marz", "3.5", "Marchx"])
def test_knows_what_is_no_month(month):
    assert month_number(month) is None


def test_understands_the_readers_language_and_english():
    with override("fr"):
        assert month_number("février") == month_number("fevrier") == month_number("Feb") == 2
        assert month_number("jui") is None  # juin or juillet
        assert month_number("juin") == 6


@pytest.mark.parametrize(
    "parts",
    [
        ["", "3", "1958"],
        ["27", "", "1958"],
        ["27", "3", ""],
        ["31", "2", "1958"],
        ["0", "3", "1958"],
        ["27", "3", "58"],
        ["27", "3", "19588"],
        ["27", "3", "1858"],
        ["twenty", "3", "1958"],
        ["27th", "3", "1958"],
        ["-1", "3", "1958"],
        ["27", "3", "0000"],
        ["²", "3", "1958"],
        ["27"],
    ],
)
def test_asks_again_for_what_is_no_date(parts):
    with pytest.raises(ValidationError, match="Enter your date of birth, like 27 3 1958") as refused:
        DateOfBirthField().clean(parts)

    assert len(refused.value.messages) == 1


@time_machine.travel("2026-11-24 09:00:00+00:00", tick=False)
def test_a_birthday_is_not_in_the_future():
    with pytest.raises(ValidationError, match="Date of birth must be in the past"):
        DateOfBirthField().clean(["26", "11", "2026"])

    assert DateOfBirthField().clean(["24", "11", "2026"]) == dt.date(2026, 11, 24)


def test_a_leap_day_is_a_date():
    assert DateOfBirthField().clean(["29", "Feb", "2000"]) == dt.date(2000, 2, 29)


def test_may_be_left_out_where_the_form_says_so():
    assert DateOfBirthField(required=False).clean(["", "", ""]) is None


def test_shows_three_labelled_boxes_filled_with_what_is_known():
    page = str(Form(initial={"born": BORN})["born"])

    for name, value in (("born_day", 27), ("born_month", 3), ("born_year", 1958)):
        assert f'name="{name}" value="{value}"' in page
    for number in range(3):
        assert f'for="id_born_{number}"' in page
        assert f'id="id_born_{number}"' in page


def test_keeps_what_was_typed_when_it_was_wrong():
    form = Form({"born_day": "31", "born_month": "Feb", "born_year": "1958"})

    assert not form.is_valid()
    page = engines["django"].from_string("{% load crispy_forms_tags %}{{ form|crispy }}").render({"form": form})
    assert 'value="31"' in page
    assert 'value="Feb"' in page
    assert "<fieldset" in page
    assert "<legend" in page
    assert "Enter your date of birth, like 27 3 1958" in page


def test_reads_the_three_boxes_of_a_form():
    form = Form({"born_day": "27", "born_month": "mar", "born_year": "1958"})

    assert form.is_valid()
    assert form.cleaned_data["born"] == BORN


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("07700 900123", "+447700900123"),
        ("07700900123", "+447700900123"),
        ("+44 7700 900123", "+447700900123"),
        ("(0113) 496-0000", "+441134960000"),
        ("+34 612 345 678", "+34612345678"),
        ("0034 612 345 678", "+34612345678"),
    ],
)
def test_understands_phone_numbers_from_here_and_elsewhere(typed, kept):
    assert PhoneField().clean(typed).as_e164 == kept


@pytest.mark.parametrize("typed", ["", "12", "0113", "phone", "+1", "07700 900123 07700 900123", "<script>"])
def test_asks_again_for_what_cannot_be_dialled(typed):
    with pytest.raises(ValidationError, match="Enter a mobile number, like 07700 900123"):
        PhoneField().clean(typed)


@pytest.mark.django_db
def test_a_number_no_table_lists_survives_the_database():
    user = User.objects.create_user("maria@example.com", phone=PhoneField().clean("07700 900123"))
    user.refresh_from_db()

    assert user.phone.as_national == "07700 900123"
    assert user.phone.as_e164 == "+447700900123"


def test_a_models_form_asks_the_same_of_a_number():
    form = forms.modelform_factory(Patient, fields=["phone"])({"phone": "07700 900123"})
    wrong = forms.modelform_factory(Patient, fields=["phone"])({"phone": "12"})

    assert form.is_valid(), form.errors
    assert not wrong.is_valid()


@pytest.mark.parametrize(
    "name",
    [
        "Maria Lopes",
        "María José García-Pérez",
        "Nguyễn Thị Hà",
        "O'Brien",
        "Jr. Smith, 3rd",
        "李小龍",
        "محمد",
        "X Æ A-12",
        "Bo",
    ],
)
def test_takes_names_as_people_have_them(name):
    assert FullNameField().clean(f"  {name} ") == name


@pytest.mark.parametrize(
    "name", ["a\nb", "a\x00b", "x www.example.org", "http://x", "me@x.org", "<b>me</b>", "a\u2028b"]
)
def test_refuses_names_that_would_do_something(name):
    with pytest.raises(ValidationError):
        FullNameField().clean(name)


def test_addresses_are_kept_in_lower_case():
    assert EmailAddressField().clean(" Maria@Example.COM ") == "maria@example.com"


def test_the_code_box_asks_for_digits_and_offers_the_mailed_one():
    attributes = CodeField().widget.attrs

    assert attributes["inputmode"] == "numeric"
    assert attributes["autocomplete"] == "one-time-code"
