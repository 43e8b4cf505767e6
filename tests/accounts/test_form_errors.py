"""The error summary: each error once, each with the input to go to."""

import pytest
from django import forms
from django.template.loader import render_to_string

from accounts.templatetags.form_errors import problems_of


class Form(forms.Form):
    name = forms.CharField(error_messages={"required": "Enter your full name"})
    who = forms.ChoiceField(
        choices=[("me", "Me")], widget=forms.RadioSelect, error_messages={"required": "Choose who it is for"}
    )
    draft = forms.CharField(widget=forms.HiddenInput, error_messages={"required": "Start again"})

    def clean(self):
        raise forms.ValidationError("Someone just took that time")


@pytest.fixture
def form():
    return Form({})


def test_lists_every_error_with_its_place(form):
    assert problems_of(form) == [
        {"words": "Someone just took that time", "target": ""},
        {"words": "Enter your full name", "target": "id_name"},
        {"words": "Choose who it is for", "target": "id_who_0"},
        {"words": "Start again", "target": ""},
    ]


def test_tells_them_once(form):
    problems_of(form)

    assert problems_of(form) == []


@pytest.mark.parametrize("nothing", [None, "", Form(), Form({})])
def test_is_silent_without_errors(nothing):
    if isinstance(nothing, Form) and nothing.is_bound:
        nothing.errors.clear()

    assert problems_of(nothing) == []
    assert "error-summary" not in render_to_string("components/error_summary.html", {"form": nothing})


def test_what_a_person_typed_stays_inert():
    form = Form({"who": '<script>alert("x")</script>'})

    assert "<script>" not in render_to_string("components/error_summary.html", {"form": form})
