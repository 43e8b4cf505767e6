"""Every component in one place, in light and in dark; only where SHOW_STYLE_PAGE or DEBUG is on."""

import re

from django import forms
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import render
from django.utils.text import slugify
from django.views.decorators.http import require_safe

from appointments.lifecycle import STATES
from scheduling.search.filter_questions import Option, Question

WEDNESDAY = ", Wednesday 25 November, Dr Amara Osei, in person"


class DateParts(forms.MultiWidget):
    template_name = "components/date_of_birth.html"

    def __init__(self):
        super().__init__({"day": forms.TextInput(), "month": forms.TextInput(), "year": forms.TextInput()})

    use_fieldset = True

    def decompress(self, value):
        return value or ["27", "3", "1958"]


class ExampleForm(forms.Form):
    """One field of each kind."""

    use_required_attribute = False

    name = forms.CharField(
        label="Full name", help_text="As on your ID card.", widget=forms.TextInput({"autocomplete": "name"})
    )
    born = forms.Field(label="Date of birth", help_text="For example, 27 3 1958", widget=DateParts())
    phone = forms.CharField(
        label="Mobile number", required=False, widget=forms.TextInput({"type": "tel", "autocomplete": "tel"})
    )
    who = forms.ChoiceField(
        label="Who is the appointment for?",
        choices=[("me", "Me"), ("leo", "Leo Lopes"), ("else", "Someone else")],
        widget=forms.RadioSelect,
    )
    needs = forms.MultipleChoiceField(
        label="What should we know?",
        required=False,
        choices=[("step", "I need step-free access"), ("sign", "I need sign language")],
        widget=forms.CheckboxSelectMultiple,
    )
    zone = forms.ChoiceField(label="Your time zone", choices=[("l", "London"), ("m", "Madrid")])
    reason = forms.CharField(
        label="What would you like help with?",
        help_text="A few words are enough. Your doctor reads this.",
        widget=forms.Textarea({"maxlength": 500, "rows": 4, "data-counter": "%s characters left"}),
    )
    agree = forms.BooleanField(label="I may see what the doctor writes about Leo")


def _time(label, day="25"):
    return {"value": f"osei.fernhill.2026-11-{day}T{label}", "label": label, "spoken": WEDNESDAY}


def _doctor(name, tint):
    """The doctor of a card, and the words of the card that name them."""
    words = name.split()
    return {
        "doctor": {"display_name": name, "initials": words[-2][0] + words[-1][0], "tint": tint},
        "doctor_url": "#doctor",
        "form_label": f"Free times with {name}",
        "times_spoken": f" times with {name}",
        "with_spoken": f" with {name}",
    }


def example_cards(names=("Dr Amara Osei", "Dr Tomasz Nowak", "Dr Leila Haddad")):
    """The three cards of the drawing: times at once, times after a yes, no times soon."""

    def day(strong, rest, *times, more=0, wide_only=False):
        return {
            "heading_strong": strong,
            "heading": rest,
            "times": [_time(time) for time in times],
            "more": more,
            "more_label": f"{more} more",
            "more_url": "#all",
            "more_spoken": f" times on {rest} with the doctor",
            "wide_only": wide_only,
        }

    return [
        {
            **_doctor(names[0], 1),
            "role_line": "Dermatologist",
            "place_line": "Fernhill Clinic, 0.8 miles",
            "languages": [("English", "en"), ("Français", "fr")],
            "approval_line": "Booked straight away",
            "automatic": True,
            "modes": [("In person", "#", True), ("Video", "#video", False)],
            "all_times_url": "#all",
            "visit_type_id": 1,
            "days": [
                day("Today", "Tue 24 Nov", "2:10pm", "4:40pm"),
                day("Tomorrow", "Wed 25 Nov", "9:00am", "9:20am", "11:40am", more=4),
                day("Thu", "26 Nov", "10:20am", "3:00pm", wide_only=True),
                day("Fri", "27 Nov", "8:40am", "9:00am", "1:20pm", more=2, wide_only=True),
            ],
        },
        {
            **_doctor(names[1], 2),
            "role_line": "Dermatologist, children and adults",
            "place_line": "Mill Road Surgery, 2.1 miles",
            "languages": [("English", "en"), ("Polski", "pl")],
            "approval_line": "Doctor confirms within 1 working day",
            "automatic": False,
            "modes": [("In person", "#", True)],
            "all_times_url": "#all",
            "visit_type_id": 1,
            "days": [
                day("Tomorrow", "Wed 25 Nov", "8:30am"),
                day("Thu", "26 Nov", "1:00pm", "1:30pm", "5:30pm"),
                day("Mon", "30 Nov", "8:30am", "9:00am", "2:30pm", wide_only=True),
                day("Tue", "1 Dec", "10:00am", "10:30am", wide_only=True),
            ],
        },
        {
            **_doctor(names[2], 3),
            "role_line": "Dermatologist, skin surgery",
            "place_line": "Fernhill Clinic, 0.8 miles",
            "languages": [("English", "en"), ("العربية", "ar")],
            "visit_type_id": 1,
            "all_times_url": "#all",
            "days": [],
            "next_free": {**_time("10:10am"), "day_label": "Mon 14 Dec"},
        },
    ]


def example_questions():
    def option(name, label, count, **more):
        return Option(name, slugify(label, allow_unicode=True), label, count=count, **{"checked": False, **more})

    return [
        Question(
            "How you meet", [option("mode", "In person", 9, checked=True), option("mode", "Video", 4, checked=True)]
        ),
        Question(
            "Time of day",
            [
                option("time", "Morning, before 12", 8),
                option("time", "Afternoon", 9),
                option("time", "Evening, after 5", 3),
            ],
        ),
        Question(
            "Language",
            [
                option("language", "العربية", 2, lang="ar", spoken="Arabic"),
                option("language", "Français", 3, lang="fr", spoken="French"),
            ],
        ),
        Question("Access", [option("access", "Step-free entrance", 6), option("access", "Female doctor", 0)]),
    ]


@login_not_required
@require_safe
def style_page(request, page="parts"):
    """Show the parts, or the results page or a booking step made of them."""
    if not (settings.DEBUG or settings.SHOW_STYLE_PAGE) or page not in {"parts", "results", "step", "staff"}:
        raise Http404
    wrong = ExampleForm({"name": "", "born_day": "40", "reason": "A rash on both arms", "zone": "l"})
    wrong.is_valid()
    context = {
        "cards": example_cards(),
        # Other names: two forms of one name would be one landmark twice.
        "more_cards": example_cards(("Dr Maya Patel", "Dr Jonas Berg", "Dr Ruth Okafor")),
        "results": {"questions": example_questions(), "next_url": "?page=2"},
        "show_more": "Show the next 6 doctors",
        "states": STATES,
        "plain_form": ExampleForm(auto_id="plain_%s"),
        "wrong_form": wrong,
        "icons": re.findall(r'<symbol id="([\w-]+)"', (settings.BASE_DIR / "static/img/icons.svg").read_text()),
        "rows": [
            {"label": "Doctor", "value": "Dr Amara Osei", "lines": ["Dermatologist"], "url": "#doctor"},
            {"label": "When", "value": "Wednesday 25 November 2026, 9:20am", "url": "#when"},
            {"label": "Where", "value": "Fernhill Clinic, 12 Mill Road"},
        ],
        "undo": {"text": "Approved Nadia Vogel, Tue 24 Nov, 3:20pm.", "seconds": 24 * 60 * 60},
        "steps": [
            {"label": "Request sent", "when": "Mon 23 Nov, 4:12pm", "state": "done"},
            {"label": "Dr Osei said yes", "when": "Mon 23 Nov, 5:30pm", "state": "current"},
            {"label": "Reminder", "when": "Tue 24 Nov", "state": "later"},
            {"label": "Appointment", "when": "Wed 25 Nov, 9:20am", "state": "later"},
        ],
        "week": [
            {
                "heading": "Wed 25 Nov",
                "times": [
                    _time(time) for time in ("9:00am", "9:20am", "11:40am", "2:00pm", "2:20pm", "3:00pm", "4:40pm")
                ],
            },
            {"heading": "Thu 26 Nov", "times": [_time(time, "26") for time in ("10:20am", "3:00pm")]},
        ],
    }
    return render(request, f"style/{page}.html", context)
