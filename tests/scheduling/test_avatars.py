"""Where patients see a doctor's photo, and where the initials: results, profile, their own pages, a booking."""

import pytest
from django.template.loader import render_to_string

from accounts.models import Doctor
from tests.accounts.pictures import with_photo
from tests.factories import DoctorFactory
from tests.scheduling.pages import page, results
from tests.scheduling.search_builders import MONDAY, an_offer, free, oakford
from tests.scheduling.test_results_page import count_queries

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("before_anybody_works")]

INITIALS = '<span class="avatar avatar-{tint}" aria-hidden="true">AO</span>'


@pytest.fixture
def osei():
    offer = an_offer("Amara Osei")
    free(offer, oakford(), MONDAY, "9:00")
    return offer.doctor


def test_a_card_has_the_small_one_and_loads_it_late(client, osei, now):
    assert INITIALS.format(tint=osei.tint) in results(client)

    photo = with_photo(osei, now=now).photo_url(112)
    html = results(client)

    assert f'<img class="avatar" src="{photo}" alt="" width="56" height="56" loading="lazy">' in html
    assert 'class="avatar avatar-' not in html


def test_the_profile_has_the_large_one_at_once(client, osei, now):
    assert 'avatar-large" aria-hidden="true">AO</span>' in page(client, "/doctors/amara-osei/")

    photo = with_photo(osei, now=now).photo_url(384)

    assert f'<img class="avatar avatar-large" src="{photo}" alt="" width="96" height="96">' in page(
        client, "/doctors/amara-osei/"
    )


def test_photos_cost_the_results_no_query(client, osei, now):
    nowak = DoctorFactory(full_name="Tomasz Nowak")
    free(an_offer(doctor=nowak), oakford(name="Mill Clinic"), MONDAY, "9:00")
    without = count_queries(client, "")
    for doctor in (osei, nowak):
        with_photo(doctor, now=now)

    assert count_queries(client, "") == without


@pytest.mark.parametrize("field", ["is_listed", "is_active"])
def test_of_a_doctor_nobody_may_find_patients_see_the_initials(osei, now, field):
    """Their appointment stays, and with it the page that names the doctor; the photo would not load."""
    with_photo(osei, now=now)
    Doctor.objects.update(**{field: False})
    osei = Doctor.objects.get()

    shown = render_to_string(
        "components/avatar.html", {"initials": osei.initials, "tint": osei.tint, "photo_url": osei.card_photo}
    )

    assert "<img" not in shown
    assert "AO" in shown


@pytest.mark.parametrize(("size", "side"), [("small", 34), ("", 56), ("large", 96)])
def test_every_size_says_how_much_room_it_takes(size, side):
    shown = render_to_string("components/avatar.html", {"photo_url": "/x.webp", "size": size, "lazy": True})

    assert f'width="{side}" height="{side}"' in shown
    assert 'alt=""' in shown
    assert 'loading="lazy"' in shown
