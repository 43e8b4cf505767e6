"""The frame: which links a person sees, which one is marked, and what it costs."""

from types import SimpleNamespace

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.urls import ResolverMatch, include, path

from config.context_processors import site
from config.frame import Frame


def view(request):
    return HttpResponse()


def pages(namespace, **names):
    return path("", include(([path(address, view, name=name) for name, address in names.items()], namespace)))


urlpatterns = [
    path("accounts/login/", view, name="account_login"),
    path("accounts/logout/", view, name="account_logout"),
    pages("scheduling", home="", results="doctors/"),
    pages(
        "appointments",
        list="appointments/",
        start="book/start/",
        book_reason="book/1/reason/",
        detail="appointments/K7/",
    ),
    pages(
        "me",
        home="me/",
        history="me/history/",
        history_add="me/history/P1/add/",
        document_add="me/history/P1/documents/add/",
        notifications="me/notifications/",
        settings="me/settings/",
    ),
    pages(
        "doctor",
        today="doctor/",
        calendar="doctor/calendar/",
        day_list="doctor/print/",
        requests="doctor/requests/",
        patients="doctor/patients/",
        patient="doctor/patients/P1/",
        history_add="doctor/patients/P1/history/add/",
        measurement_add="doctor/patients/P1/measurements/add/",
        hours="doctor/hours/",
        time_off="doctor/time-off/",
        slots="doctor/slots/",
        profile="doctor/profile/",
        profile_preview="doctor/profile/preview/",
    ),
    pages("admin", index="admin/"),
]

pytestmark = pytest.mark.urls(__name__)


class Person(SimpleNamespace):
    is_authenticated = True

    def __str__(self):
        return self.full_name


def someone(role, name="Maria Lopes", *, has_left=False):
    return Person(role=role, full_name=name, working_doctor=None if role != "doctor" or has_left else object())


def frame_at(address, view_name, user=None):
    request = RequestFactory().get(address)
    request.user = user or AnonymousUser()
    request.resolver_match = ResolverMatch(
        view,
        (),
        {},
        url_name=view_name.rpartition(":")[2],
        namespaces=[view_name.rpartition(":")[0]] if ":" in view_name else [],
    )
    return Frame(request)


def labels(items):
    return [item.label for item in items]


def test_strangers_may_search_and_sign_in():
    frame = frame_at("/", "scheduling:home")

    assert labels(frame.nav) == ["Find a doctor", "My appointments", "Help", "Sign in"]
    assert frame.account is None
    assert frame.sign_out_url == ""


def test_patients_have_their_appointments_and_messages():
    frame = frame_at("/", "scheduling:home", someone("patient"))

    assert labels(frame.nav) == ["Find a doctor", "My appointments", "My health", "Messages"]
    assert (frame.account.label, frame.account.url) == ("Maria Lopes", "/me/")


def test_doctors_have_their_day_and_find_a_doctor_for_themselves_too():
    frame = frame_at("/doctor/", "doctor:today", someone("doctor"))

    assert labels(frame.nav) == ["Today", "Calendar", "Requests", "Patients", "Hours"]
    assert labels(frame.also) == [
        "Your profile",
        "Messages",
        "Find a doctor for yourself",
        "My own appointments",
        "My own health",
    ]
    assert frame.for_staff


def test_a_doctor_who_has_left_sees_what_patients_see():
    frame = frame_at("/", "scheduling:home", someone("doctor", has_left=True))

    assert labels(frame.nav) == ["Find a doctor", "My appointments", "My health", "Messages"]
    assert (frame.account.url, frame.home_url, frame.also) == ("/me/", "/", [])
    assert not frame.for_staff


def test_administrators_reach_the_admin_site():
    assert labels(frame_at("/", "scheduling:home", someone("administrator")).nav) == [
        "Find a doctor",
        "Administration",
        "Messages",
    ]


@pytest.mark.parametrize(
    ("address", "view_name", "marked"),
    [
        ("/", "scheduling:home", {"Find a doctor": "page"}),
        ("/doctors/", "scheduling:results", {"Find a doctor": "true"}),
        ("/book/1/reason/", "appointments:book_reason", {"Find a doctor": "true"}),
        ("/appointments/", "appointments:list", {"My appointments": "page"}),
        ("/appointments/K7/", "appointments:detail", {"My appointments": "true"}),
        ("/me/notifications/", "me:notifications", {"Messages": "page"}),
        ("/me/history/", "me:history", {"My health": "page"}),
        ("/me/history/P1/add/", "me:history_add", {"My health": "true"}),
        ("/me/history/P1/documents/add/", "me:document_add", {"My health": "true"}),
        ("/me/settings/", "me:settings", {}),
    ],
)
def test_marks_where_one_is(address, view_name, marked):
    frame = frame_at(address, view_name, someone("patient"))

    assert {item.label: item.current for item in frame.nav if item.current} == marked


@pytest.mark.parametrize(
    ("address", "view_name", "marked"),
    [
        ("/doctor/calendar/", "doctor:calendar", {"Calendar": "page"}),
        ("/doctor/print/", "doctor:day_list", {"Calendar": "true"}),
        ("/doctor/hours/", "doctor:hours", {"Hours": "page"}),
        ("/doctor/time-off/add/", "doctor:time_off_add", {"Hours": "true"}),
        ("/doctor/slots/", "doctor:slots", {"Hours": "true"}),
        ("/doctor/patients/", "doctor:patients", {"Patients": "page"}),
        ("/doctor/patients/P1/", "doctor:patient", {"Patients": "true"}),
        ("/doctor/patients/P1/history/add/", "doctor:history_add", {"Patients": "true"}),
        ("/doctor/patients/P1/measurements/add/", "doctor:measurement_add", {"Patients": "true"}),
    ],
)
def test_marks_where_a_doctor_is(address, view_name, marked):
    frame = frame_at(address, view_name, someone("doctor"))

    assert {item.label: item.current for item in frame.nav if item.current} == marked


@pytest.mark.parametrize("page", ["profile", "profile_preview"])
def test_a_doctors_profile_is_among_their_own_pages(page):
    frame = frame_at(f"/doctor/{page}/", f"doctor:{page}", someone("doctor"))

    assert frame.account.current == "true"


@pytest.mark.urls("tests.config.urls_of_nothing")
def test_leaves_out_what_is_not_installed():
    frame = frame_at("/", "", someone("doctor"))

    assert frame.nav == []
    assert frame.home_url == "/"


@pytest.mark.parametrize(
    ("cookie", "theme"), [("dark", "dark"), ("light", "light"), ("", "auto"), ('"><script>', "auto")]
)
def test_the_theme_is_one_of_three(cookie, theme):
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = cookie

    assert site(request)["theme"] == theme


def test_the_numbers_stand_beside_their_links():
    request = RequestFactory().get("/doctor/")
    request.user = someone("doctor", "Amara Osei")
    request.resolver_match = None

    page = render_to_string("base.html", {"waiting_requests": 10}, request=request)

    assert '<span class="count">10<span class="visually-hidden"> waiting</span></span>' in page


def test_a_page_with_errors_says_so_in_its_title():
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.resolver_match = None

    assert "<title>Error: " in render_to_string(
        "base.html", {"form": SimpleNamespace(errors={"name": ["Enter it"]})}, request=request
    )
    assert "<title>Error: " not in render_to_string("base.html", {"form": SimpleNamespace(errors={})}, request=request)


def test_a_page_for_a_stranger_costs_no_query(django_assert_num_queries, db):
    request = RequestFactory().get("/")
    request.user = AnonymousUser()
    request.resolver_match = None

    with django_assert_num_queries(0):
        render_to_string("base.html", {}, request=request)
