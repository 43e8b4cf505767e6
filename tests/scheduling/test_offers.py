"""The copies in an offer follow its visit type."""

import pytest

from scheduling.models import DoctorVisitType
from scheduling.services.offers import OfferRefused, refresh_offers, set_offer
from tests.factories import DoctorFactory, VisitTypeFactory
from tests.scheduling.builders import NOW

pytestmark = pytest.mark.django_db


@pytest.fixture
def doctor():
    return DoctorFactory()


def offer(doctor, visit_type, **told):
    return set_offer(doctor=doctor, visit_type=visit_type, actor=None, now=NOW, **told)


def test_copies_what_the_search_compares(doctor):
    found = offer(doctor, VisitTypeFactory(minutes=20, buffer_minutes=5, mode="video"))

    assert (found.minutes, found.occupies, found.mode, found.is_default) == (20, 25, "video", True)


def test_own_minutes_count_instead(doctor):
    found = offer(doctor, VisitTypeFactory(minutes=20, buffer_minutes=5), own_minutes=30)

    assert (found.minutes, found.occupies) == (30, 35)


def test_set_again_is_the_same_offer_changed(doctor):
    visit_type = VisitTypeFactory()
    first = offer(doctor, visit_type, own_fee_minor=5000)

    second = offer(doctor, visit_type, is_active=False)

    assert second.pk == first.pk
    assert (second.own_fee_minor, second.is_active) == (None, False)


def test_there_is_one_default_for_each_way_to_meet(doctor):
    here, video = (
        offer(doctor, VisitTypeFactory(), is_default=True),
        offer(doctor, VisitTypeFactory(mode="video"), is_default=True),
    )

    instead = offer(doctor, VisitTypeFactory(), is_default=True)

    assert set(DoctorVisitType.objects.filter(is_default=True)) == {video, instead}
    assert here != instead


def test_refuses_a_length_that_makes_no_sense(doctor):
    with pytest.raises(OfferRefused, match="greater than or equal to 5"):
        offer(doctor, VisitTypeFactory(), own_minutes=1)


def test_a_changed_visit_type_reaches_all_its_offers(doctor, django_assert_max_num_queries):
    visit_type = VisitTypeFactory(minutes=20)
    usual, own = offer(doctor, visit_type), offer(DoctorFactory(), visit_type, own_minutes=40)
    other = offer(doctor, VisitTypeFactory(minutes=15))
    visit_type.minutes, visit_type.buffer_minutes, visit_type.mode = 25, 10, "phone"
    visit_type.save()

    with django_assert_max_num_queries(7):
        assert refresh_offers(visit_type=visit_type) == 2

    rows = {row.pk: (row.minutes, row.occupies, row.mode) for row in DoctorVisitType.objects.all()}
    assert rows == {usual.pk: (25, 35, "phone"), own.pk: (40, 50, "phone"), other.pk: (15, 15, "in_person")}


def test_a_default_gives_way_where_the_new_way_to_meet_has_one(doctor):
    visit_type, video = VisitTypeFactory(), offer(doctor, VisitTypeFactory(mode="video"), is_default=True)
    moved = offer(doctor, visit_type, is_default=True)
    alone = offer(DoctorFactory(), visit_type, is_default=True)
    visit_type.mode = "video"
    visit_type.save()

    refresh_offers(visit_type=visit_type)

    assert set(DoctorVisitType.objects.filter(is_default=True)) == {video, alone}
    assert DoctorVisitType.objects.get(pk=moved.pk).mode == "video"


def test_the_first_offer_of_a_way_to_meet_is_its_default(doctor):
    first, second = offer(doctor, VisitTypeFactory()), offer(doctor, VisitTypeFactory())
    video = offer(doctor, VisitTypeFactory(mode="video"))

    assert (first.is_default, second.is_default, video.is_default) == (True, False, True)


def test_a_default_that_is_switched_off_hands_on(doctor):
    visit_type = VisitTypeFactory()
    offer(doctor, visit_type, is_default=True)
    other = offer(doctor, VisitTypeFactory())

    offer(doctor, visit_type, is_default=True, is_active=False)

    assert set(DoctorVisitType.objects.filter(is_default=True)) == {other}


def test_a_visit_type_that_ends_hands_its_defaults_on(doctor):
    visit_type = VisitTypeFactory()
    offer(doctor, visit_type, is_default=True)
    other = offer(doctor, VisitTypeFactory())
    visit_type.is_active = False
    visit_type.save()

    refresh_offers(visit_type=visit_type)

    assert set(DoctorVisitType.objects.filter(is_default=True)) == {other}


def test_with_nothing_left_to_book_there_is_no_default(doctor):
    visit_type = VisitTypeFactory()
    offer(doctor, visit_type)

    assert not offer(doctor, visit_type, is_default=True, is_active=False).is_default
