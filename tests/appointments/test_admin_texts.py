"""The texts of messages in the admin: all of them, one with its original, its preview, and the way back."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import AuditEntry
from accounts.roles import StaffGroup
from appointments.models import BookingSettings, Message, MessagePreference, MessageText
from appointments.notifications.texts.originals import original
from appointments.notifications.texts.preview import preview
from appointments.notifications.texts.situations import SITUATIONS
from appointments.services.changing_texts import TextChanged, TextRefused, change_text, restore_text
from tests.dashboards.staff import administrator, said, staff_member
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("clock", "chief")]

LIST = "/admin/appointments/messagetext/"
SUBJECT = f"{LIST}booked/subject/en-gb/"
SMS = f"{LIST}booked/sms/en-gb/"
ORIGINAL = "Booked: {time}"


def save(client, text, *, page=SUBJECT, seen=ORIGINAL, **more):
    return client.post(page, {"text": text, "seen": seen, "reference": "", **more})


def errors(answer):
    return [str(error) for errors in answer.context["errors"].values() for error in errors]


def which(code="booked", part="subject", language="en-gb"):
    return {"situation": SITUATIONS[code], "part": MessageText.Part(part), "language": language}


# --- The list ---------------------------------------------------------------------------------------


def test_lists_every_text_and_says_what_was_changed(client):
    save(client, "See you on {day}")
    html = client.get(LIST).content.decode()

    assert html.count('/en-gb/"') == sum(len(situation.parts) for situation in SITUATIONS.values())
    assert html.count(">Changed<") == 1


def test_the_list_costs_the_same_however_many_were_changed(client, chief, now, django_assert_num_queries):
    save(client, "See you")
    client.get(LIST)  # shows what saving said
    with CaptureQueriesContext(connection) as once:
        client.get(LIST)
    for code in list(SITUATIONS)[1:9]:
        text = original(**which(code))
        change_text(**which(code), text="Hello", seen=text, actor=chief, now=now)
    with django_assert_num_queries(len(once)):
        html = client.get(LIST).content.decode()

    assert html.count(">Changed<") == 9


# --- One text -----------------------------------------------------------------------------------------


def test_shows_the_original_and_what_can_be_filled_in(client):
    html = client.get(SMS).content.decode()

    assert "Fernhill: booked. {doctor}, {time}, {address}. Change or cancel: {link}" in html
    assert "<code>{link}</code>" in html
    assert "<code>{patient}</code>" not in html
    assert "Not changed." in html


def test_saves_says_who_and_writes_it_down(client, chief, now):
    answer = save(client, "See  you\r\non {day}")
    row = MessageText.objects.get()

    assert (row.text, row.changed_by, row.changed_at) == ("See you on {day}", chief, now)
    assert said(answer) == "Saved. Messages say it within a minute."
    entry = AuditEntry.objects.get(object_label="text:booked:subject:en-gb")
    assert (entry.actor, entry.action, entry.patient) == (chief, "changed", None)
    assert "Changed by Ada Chief" in client.get(SUBJECT).content.decode()
    assert BookingSettings.objects.get().has_own_texts


def test_warns_of_long_names_and_saves(client):
    assert "With the longest names this is too long." in said(save(client, "We see you {time}"))


@pytest.mark.parametrize(
    ("page", "text", "told"),
    [
        (SUBJECT, "Come {tiem}", "{tiem} cannot be filled in here."),
        (SUBJECT, "", "Write a text, or restore the original."),
        (SUBJECT, "x" * 60, "This is 60 characters long with everyday names. 50 is the most."),
        (SMS, "Zażółć {link}", "Text messages cannot carry these characters: ż ó ł ć"),
        (SMS, "Come on {time}", "{link} must stand in a text message, once."),
        (SMS, "y" * 150 + "{link}", "160 is the most."),
        (SUBJECT, "x" * 301, "Use 300 characters or fewer"),
    ],
)
def test_says_what_is_wrong_and_keeps_what_was_typed(client, page, text, told):
    answer = save(client, text, page=page)

    assert answer.status_code == 422
    assert any(told in error for error in errors(answer)), errors(answer)
    assert answer.context["adminform"].form["text"].value() == text
    assert not MessageText.objects.exists()


def test_two_who_edit_at_once_do_not_overwrite_each_other(client):
    save(client, "See you on {day}")
    answer = save(client, "Mine")

    assert answer.status_code == 409
    assert "Somebody else has changed this text meanwhile." in errors(answer)[0]
    assert MessageText.objects.get().text == "See you on {day}"


def test_saving_the_original_keeps_no_row(client):
    save(client, ORIGINAL)
    assert not MessageText.objects.exists()
    save(client, "See you")
    save(client, ORIGINAL, seen="See you")

    assert not MessageText.objects.exists()
    assert not BookingSettings.objects.get().has_own_texts


@pytest.mark.parametrize(
    "address", ["nothing/subject/en-gb/", "booked/button/en-gb/", "booked/subject/xx/", "staff_expired/sms/en-gb/"]
)
def test_there_is_no_page_for_a_text_there_is_not(client, address):
    assert client.get(LIST + address).status_code == 404


def test_the_page_of_a_row_is_the_page_of_its_text(client):
    save(client, "See you")
    row = MessageText.objects.get()

    assert client.get(f"{LIST}{row.pk}/change/").context["original"] == ORIGINAL
    assert client.get(f"{LIST}0/change/").status_code == 302


# --- Restoring ------------------------------------------------------------------------------------------


def test_restoring_asks_first(client, chief):
    save(client, "See you on {day}")
    asked = client.get(f"{SUBJECT}original/")
    assert "Restore the original?" in asked.content.decode()
    assert MessageText.objects.exists()
    answer = client.post(f"{SUBJECT}original/")

    assert said(answer).endswith("The original stands again.")
    assert not MessageText.objects.exists()
    assert list(
        AuditEntry.objects.filter(object_label__startswith="text:").order_by("pk").values_list("action", "actor")
    ) == [
        ("changed", chief.pk),
        ("retracted", chief.pk),
    ]


def test_the_original_is_not_restored_twice(client):
    assert client.get(f"{SUBJECT}original/").status_code == 302
    client.post(f"{SUBJECT}original/")

    assert not AuditEntry.objects.filter(object_label__startswith="text:").exists()


# --- Preview --------------------------------------------------------------------------------------------


def test_previews_the_newest_appointment_and_writes_nothing(client, book_it):
    booked = book_it()
    before = Message.objects.count()
    answer = save(client, "See you on {day}, {doctor}", preview="1")

    assert answer.context["preview"].subject == "See you on Wed 25 Nov, Dr Osei"
    assert f"/appointments/{booked.reference}/" in answer.context["preview"].email_text
    assert "30 of 50 characters" in answer.content.decode()
    assert Message.objects.count() == before
    assert not MessageText.objects.exists()
    assert AuditEntry.objects.filter(object_label=f"preview:{booked.reference}", patient=booked.patient).exists()


def test_previews_the_appointment_that_is_named(client, book_it, published):
    first = book_it(starts_at=published[0])
    book_it(starts_at=published[4])
    answer = save(client, "Come. {link}", page=SMS, preview="1", reference=first.spoken_reference.lower())

    assert answer.context["preview"].sms.endswith(f"/appointments/{first.reference}/")


def test_an_unknown_reference_is_said(client, book_it):
    book_it()
    answer = save(client, "See you", preview="1", reference="22222222")

    assert answer.status_code == 422
    assert errors(answer) == ["There is no appointment with this reference."]


def test_the_mail_is_shown_where_nothing_runs(client, book_it):
    book_it()
    html = save(client, "<script>alert(1)</script>", preview="1").content.decode()

    assert "<iframe sandbox title=" in html
    assert "<script>alert" not in html


def test_in_private_so_is_the_preview(client, book_it, patient):
    MessagePreference.objects.create(user=patient.user, private=True)
    book_it()

    assert save(client, "{doctor} on {day}", preview="1").context["preview"].subject == "Your doctor on Wed 25 Nov"


@pytest.mark.parametrize("code", list(SITUATIONS))
def test_every_situation_can_be_previewed_on_any_appointment(book_it, front_desk, code, now):
    situation, texts = SITUATIONS[code], {(code, "fact", "en-gb"): "Changed text {time}"}
    appointment = book_it()
    appointment.refresh_from_db()
    shown = preview(situation=situation, appointment=appointment, language="en-gb", texts=texts, now=now)

    assert shown.in_app == "Changed text Wed 25 Nov, 9:00am"
    assert shown.in_app in shown.email_text
    assert bool(shown.sms) == ("sms" in situation.parts)


# --- Who may --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("group", [group for group in StaffGroup if group != StaffGroup.ADMINISTRATOR])
def test_only_administrators(client, group, now):
    user = staff_member(group)
    client.force_login(user)

    assert {client.get(page).status_code for page in (LIST, SUBJECT, f"{SUBJECT}original/")} == {403}
    assert save(client, "See you").status_code == 403
    with pytest.raises(PermissionDenied):
        change_text(**which(), text="See you", seen=ORIGINAL, actor=user, now=now)
    with pytest.raises(PermissionDenied):
        restore_text(**which(), actor=user, now=now)


def test_a_superuser_may_and_who_left_may_not(now):
    change_text(**which(), text="See you", seen=ORIGINAL, actor=UserFactory(is_superuser=True), now=now)

    with pytest.raises(PermissionDenied):
        restore_text(**which(), actor=administrator(is_active=False), now=now)


def test_the_service_checks_as_the_page_does(chief, now):
    with pytest.raises(TextRefused, match="tiem"):
        change_text(**which(), text="{tiem}", seen=ORIGINAL, actor=chief, now=now)
    with pytest.raises(TextChanged):
        change_text(**which(), text="See you", seen="Something else", actor=chief, now=now)


def test_the_page_of_settings_leaves_the_texts_alone(client):
    save(client, "See you")
    row = BookingSettings.objects.get()
    page = f"/admin/appointments/bookingsettings/{row.pk}/change/"
    fields = {name: field.value() for name, field in ((f.name, f) for f in client.get(page).context["adminform"].form)}
    client.post(page, fields | {"undo_seconds": 30})
    row.refresh_from_db()

    assert (row.undo_seconds, row.has_own_texts) == (30, True)
