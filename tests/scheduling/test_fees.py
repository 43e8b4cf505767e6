"""A doctor's own fees: typed as people type money, kept in pence, and nothing else of the offer touched."""

import pytest
from django.contrib.admin.models import LogEntry
from django.core.exceptions import PermissionDenied, ValidationError

from accounts.services.changing_profiles import ProfileChanged
from scheduling.forms.amount_field import AmountField
from scheduling.models import DoctorVisitType
from scheduling.money import in_minor_units, typed_amount
from scheduling.services.fees import set_own_fees
from tests.factories import DoctorFactory, OfferFactory, VisitTypeFactory

EVERYTHING_ELSE = ("own_minutes", "own_approval", "is_default", "is_active", "minutes", "occupies", "mode")


def set_fee(offer, fee, *, now, actor=None, shown=None):
    set_own_fees(
        doctor=offer.doctor,
        fees={offer.pk: fee},
        shown={offer.pk: offer.own_fee_minor} if shown is None else shown,
        actor=actor or offer.doctor.user,
        now=now,
    )
    offer.refresh_from_db()


@pytest.fixture
def long_visit(doctor, offer):
    """One of her own length, approved by her, and not offered first."""
    return OfferFactory(
        doctor=doctor,
        visit_type=VisitTypeFactory(name="Long visit", fee_minor=9000, buffer_minutes=5),
        own_minutes=45,
        own_approval="by_doctor",
        is_default=False,
    )


def test_the_rest_of_the_offer_stays(long_visit, now):
    before = DoctorVisitType.objects.values(*EVERYTHING_ELSE).get(pk=long_visit.pk)

    set_fee(long_visit, 12050, now=now)

    assert (long_visit.own_fee_minor, long_visit.fee_minor) == (12050, 12050)
    assert DoctorVisitType.objects.values(*EVERYTHING_ELSE).get(pk=long_visit.pk) == before


def test_without_one_of_their_own_it_is_that_of_the_visit_type(long_visit, now):
    set_fee(long_visit, 12050, now=now)
    set_fee(long_visit, None, now=now)

    assert (long_visit.own_fee_minor, long_visit.fee_minor) == (None, 9000)


def test_free_of_charge_is_a_fee(long_visit, now):
    set_fee(long_visit, 0, now=now)

    assert long_visit.fee_minor == 0


def test_what_is_booked_keeps_its_fee(book_it, offer, now):
    booked = book_it()
    set_fee(offer, 9900, now=now)
    booked.refresh_from_db()

    assert booked.fee_minor is None


def test_it_is_written_down_who_changed_which(long_visit, offer, now):
    set_own_fees(
        doctor=offer.doctor,
        fees={long_visit.pk: 5000, offer.pk: None},
        shown={long_visit.pk: None, offer.pk: None},
        actor=offer.doctor.user,
        now=now,
    )

    entry = LogEntry.objects.get()
    assert (entry.user, entry.get_change_message()) == (offer.doctor.user, "Changed fee of Long visit.")


def test_a_newer_fee_is_not_written_over(long_visit, now):
    set_fee(long_visit, 5000, now=now)

    with pytest.raises(ProfileChanged):
        set_fee(long_visit, 6000, now=now, shown={long_visit.pk: None})

    long_visit.refresh_from_db()
    assert long_visit.own_fee_minor == 5000


def test_an_offer_that_ended_meanwhile_has_no_fee_to_set(long_visit, now):
    DoctorVisitType.objects.filter(pk=long_visit.pk).update(is_active=False)

    with pytest.raises(ProfileChanged):
        set_fee(long_visit, 6000, now=now)


def test_anothers_offer_is_none_of_theirs(long_visit, now):
    other = OfferFactory(doctor=DoctorFactory(), visit_type=long_visit.visit_type)

    with pytest.raises(ProfileChanged):
        set_own_fees(
            doctor=long_visit.doctor, fees={other.pk: 1}, shown={other.pk: None}, actor=long_visit.doctor.user, now=now
        )


def test_a_colleague_cannot(long_visit, now):
    with pytest.raises(PermissionDenied):
        set_fee(long_visit, 6000, now=now, actor=DoctorFactory().user)


@pytest.mark.parametrize(
    ("typed", "currency", "minor"),
    [
        ("45", "GBP", 4500),
        ("45.50", "GBP", 4550),
        ("£45.5", "GBP", 4550),
        (" 1 200 ", "GBP", 120000),
        ("45 GBP", "GBP", 4500),
        ("4500", "JPY", 4500),
        ("1.250", "KWD", 1250),
        ("٤٥", "GBP", 4500),
        ("0", "GBP", 0),
        ("", "GBP", None),
    ],
)
def test_an_amount_is_read_as_people_type_it(typed, currency, minor):
    assert AmountField(currency=currency, required=False).clean(typed) == minor


@pytest.mark.parametrize("typed", ["-1", "45.505", "much", "1e3000000", "100000.01", "NaN", "Infinity", "4,5,6"])
def test_what_is_no_amount_is_told_with_an_example(typed):
    with pytest.raises(ValidationError, match=r"Enter an amount, like 45 or 45\.50"):
        AmountField(currency="GBP", required=False).clean(typed)


@pytest.mark.parametrize(("minor", "currency", "shown"), [(4500, "GBP", "45"), (4550, "GBP", "45.50"), (7, "JPY", "7")])
def test_an_amount_is_shown_as_it_is_typed(minor, currency, shown):
    assert typed_amount(minor, currency) == shown
    assert in_minor_units(shown, currency) == minor
    assert AmountField(currency=currency).prepare_value(minor) == shown
