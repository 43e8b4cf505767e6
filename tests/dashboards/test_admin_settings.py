"""Settings: on one page, effective at once, checked across fields, each change written down."""

import pytest
from django.db import IntegrityError
from django.urls import reverse

from accounts.models import AuditEntry, OrganisationSettings, SettingsGeneration
from accounts.organisation import organisation
from accounts.remembering import forget, remembered
from accounts.roles import StaffGroup
from accounts.settings_news import SettingsNews
from appointments.lifecycle import Status
from appointments.models import Appointment, BookingSettings
from appointments.policies import NotAllowed
from appointments.services.cancelling import cancel
from appointments.services.rescheduling import reschedule
from scheduling.models import SchedulingSettings
from tests.dashboards.staff import staff_member

pytestmark = pytest.mark.django_db

PAGE = reverse("admin:settings")
ORGANISATION = reverse("admin:accounts_organisationsettings_add")
WHO_WE_ARE = {"name": "Oakford Health", "short_name": "Oakford", "help_phone": "0113 496 0001", "sign_up_open": "on"}


def test_what_is_empty_is_as_the_installation_says(settings):
    settings.SITE_NAME = "Elsewhere"

    assert organisation().name == "Elsewhere"


def test_a_new_name_is_on_every_page_at_once(client, chief):
    client.post(ORGANISATION, WHO_WE_ARE)

    for address in ("/", "/admin/"):
        html = client.get(address).content.decode()
        assert "Oakford Health" in html
        assert "Fernhill Health" not in html
    assert "0113 496 0001" in client.get("/").content.decode()
    assert client.get(reverse("appointments:manifest")).json()["short_name"] == "Oakford"


def test_what_was_changed_from_what_to_what_is_written_down(client, chief):
    client.post(ORGANISATION, WHO_WE_ARE)
    row = OrganisationSettings.objects.get()
    client.post(
        reverse("admin:accounts_organisationsettings_change", args=[row.pk]),
        WHO_WE_ARE | {"help_phone": "0113 496 0002"},
    )

    last = AuditEntry.objects.latest("pk")
    assert last.object_label == "setting:organisationsettings.help_phone 0113 496 0001 → 0113 496 0002"
    assert (last.actor, last.action) == (chief, "changed")
    history = client.get(reverse("admin:accounts_organisationsettings_history", args=[row.pk])).content.decode()
    assert "Help phone: 0113 496 0001 → 0113 496 0002" in history


@pytest.mark.parametrize("wrong", [{"help_phone": "call us"}, {"emergency_number": "1a"}, {"short_name": "S" * 17}])
def test_what_cannot_be_comes_back_with_a_sentence(client, chief, wrong):
    answer = client.post(ORGANISATION, WHO_WE_ARE | wrong)

    assert answer.context["errors"]
    assert "Oakford Health" in answer.content.decode()
    assert not OrganisationSettings.objects.exists()


def test_the_longest_hold_is_not_shorter_than_one(client, chief):
    told = {"horizon_days": 90, "hold_minutes": 20, "longest_hold_minutes": 10, "anonymous_holds_per_address": 5}
    answer = client.post(reverse("admin:scheduling_schedulingsettings_add"), told)

    assert "The longest hold is at least as long as one hold." in answer.content.decode()
    assert not SchedulingSettings.objects.exists()


def test_an_account_has_no_fewer_than_a_patient(client, chief):
    with pytest.raises(IntegrityError):
        BookingSettings.objects.create(active_per_patient=9, active_per_account=3)


def test_the_page_says_what_holds_and_what_would(client, chief):
    BookingSettings(draft_hours=48).save()
    groups = client.get(PAGE).context["groups"]
    booking = {setting.name: setting for group in groups for setting in group.settings}

    hours = booking["Hours a half-filled booking is kept"]
    assert (hours.now, hours.default, hours.is_own) == ("48", "24", True)
    assert all(setting.about for name, setting in booking.items()), [n for n, s in booking.items() if not s.about]


def test_one_press_brings_the_default_back(client, chief):
    client.post(ORGANISATION, WHO_WE_ARE)
    assert 'value="accounts.OrganisationSettings.help_phone"' in client.get(PAGE).content.decode()
    page = client.post(PAGE, {"restore": "accounts.OrganisationSettings.help_phone"}, follow=True).content.decode()

    assert "Help phone is as delivered: 0113 496 0000" in page
    assert 'value="accounts.OrganisationSettings.help_phone"' not in page
    assert (organisation().help_phone, organisation().name) == ("0113 496 0000", "Oakford Health")
    last = AuditEntry.objects.latest("pk")
    assert last.object_label == "setting:organisationsettings.help_phone 0113 496 0001 → 0113 496 0000"


def test_a_default_that_others_stand_against_stays_away(client, chief):
    BookingSettings.objects.create(active_per_patient=20, active_per_account=30)
    page = client.post(PAGE, {"restore": "appointments.BookingSettings.active_per_account"}, follow=True)

    assert "Coming appointments made by one account stays as it is" in page.content.decode()
    assert BookingSettings.objects.get().active_per_account == 30


@pytest.mark.parametrize("key", ["", "accounts.User.email", "accounts.OrganisationSettings.id", "nonsense"])
def test_nothing_else_can_be_restored(client, chief, key):
    assert client.post(PAGE, {"restore": key}).status_code == 403


def test_only_those_who_may_see_settings_see_the_page(client):
    client.force_login(staff_member(StaffGroup.FRONT_DESK))

    assert client.get(PAGE).status_code == 403


# --- In every process -------------------------------------------------------------------------


def test_another_process_sees_it_at_its_next_look():
    news = SettingsNews()
    news.look()
    assert BookingSettings.load().undo_seconds == 60
    BookingSettings.objects.create(undo_seconds=30)  # as another process saves it ...
    remembered_before = BookingSettings(undo_seconds=60)
    forget(BookingSettings)
    remembered(BookingSettings, lambda: remembered_before)  # ... and this one does not know

    assert BookingSettings.load().undo_seconds == 60
    assert news.look()
    assert BookingSettings.load().undo_seconds == 30
    assert not news.look()


def test_the_first_change_counts_too():
    news = SettingsNews()
    news.look()
    SettingsGeneration.grow()

    assert news.look()


# --- Switches ---------------------------------------------------------------------------------


def test_while_closed_nobody_books_online_and_the_desk_does(book_it, front_desk, patient, published, now):
    booked = book_it()
    BookingSettings(online_booking_open=False, closed_words="Back on Monday.").save()

    with pytest.raises(NotAllowed, match="Back on Monday"):
        book_it(starts_at=published[2])
    with pytest.raises(NotAllowed, match="Back on Monday"):
        reschedule(appointment=booked, starts_at=published[4], actor=patient.user, now=now)
    assert book_it(starts_at=published[2], actor=front_desk).status == Status.CONFIRMED
    assert cancel(appointment=booked, actor=patient.user, now=now).status == Status.CANCELLED


def test_without_words_of_its_own_it_names_the_help_phone(book_it):
    BookingSettings(online_booking_open=False).save()

    with pytest.raises(NotAllowed, match="paused at the moment"):
        book_it()
    assert not Appointment.objects.exists()


def test_sign_up_can_be_closed_and_opened(client):
    page = reverse("account_signup")
    OrganisationSettings(sign_up_open=False).save()
    assert "New accounts are closed for now" in client.get(page).content.decode()

    OrganisationSettings.objects.get().delete()
    OrganisationSettings(sign_up_open=True).save()
    assert "New accounts are closed for now" not in client.get(page).content.decode()
