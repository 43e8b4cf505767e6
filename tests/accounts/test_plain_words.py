"""No form says a word of Django's own to a patient or a doctor."""

import pytest
from django import forms
from django.urls import get_resolver

from accounts.forms.plain_words import PlainWords
from tests.factories import UserFactory

APPS = {"accounts", "scheduling", "appointments", "dashboards"}


def every_form(of=forms.BaseForm):
    """Yield each form class of ours outside the admin."""
    for form in of.__subclasses__():
        app, *rest = form.__module__.split(".")
        if app in APPS and "admin" not in rest:
            yield form
        yield from every_form(form)


def test_every_form_of_the_pages_has_our_words():
    assert get_resolver().url_patterns  # imports every view, and with it every form

    assert {form.__qualname__ for form in every_form() if not issubclass(form, PlainWords)} == set()


class Odd(PlainWords, forms.Form):
    text = forms.CharField(max_length=3)
    named = forms.CharField(error_messages={"required": "Say who you are"})
    number = forms.IntegerField(min_value=1, max_value=9)
    day = forms.DateField()
    one = forms.ChoiceField(choices=[("a", "A")])
    several = forms.MultipleChoiceField(choices=[("a", "A")])
    agreed = forms.BooleanField()


@pytest.mark.parametrize(
    ("field", "typed", "words"),
    [
        ("text", "", "Fill this in"),
        ("text", "a\0", "Leave out characters that cannot be seen"),
        ("text", "four", "Use 3 characters or fewer"),
        ("named", "", "Say who you are"),
        ("number", "x", "Enter a whole number, in figures"),
        ("number", "0", "Enter 1 or more"),
        ("number", "10", "Enter 9 or less"),
        ("day", "x", "Enter a day"),
        ("one", "", "Choose one"),
        ("one", "b", "Choose from the list"),
        ("several", ["b"], "Choose from the list"),
        ("agreed", "", "Choose one"),
    ],
)
def test_says_what_is_wrong_as_the_clinic_would(field, typed, words):
    assert Odd({field: typed}).errors[field] == [words]


@pytest.mark.django_db
def test_a_setting_from_nowhere_is_an_error_of_the_form(client):
    client.force_login(UserFactory())

    response = client.post("/me/settings/", {"time_zone": "Mars/Olympus"})

    assert response.status_code == 422
    assert "Choose from the list" in response.content.decode()
