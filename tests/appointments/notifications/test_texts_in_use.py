"""Changed texts in the messages themselves: where they hold, where they give way, and what they cost."""

import pytest

from accounts.remembering import forget_everything
from appointments.models import BookingSettings, Message, MessagePreference, MessageText
from appointments.notifications.channels.gsm7 import is_gsm7, parts
from appointments.notifications.texts.in_use import forget_texts, texts_in_use
from appointments.notifications.texts.situations import SITUATIONS
from appointments.services.changing_texts import change_text, restore_text, text_now
from appointments.services.deciding import approve
from appointments.services.rescheduling import reschedule

pytestmark = pytest.mark.django_db


@pytest.fixture
def change(chief, now):
    """Return a function that changes a text as an administrator does."""

    def run(code, part, text, language="en-gb"):
        which = {"situation": SITUATIONS[code], "part": MessageText.Part(part), "language": language}
        row = change_text(**which, text=text, seen=text_now(**which)[0], actor=chief, now=now)
        forget_texts()  # the commit does, which a test never comes to
        return row

    return run


@pytest.fixture(autouse=True)
def with_text_messages(settings):
    settings.SMS_BACKEND = "appointments.notifications.sms.console.Console"


@pytest.fixture
def by_text_message(patient):
    """The patient gets text messages about all there is."""
    patient.phone = "+447911123456"
    patient.save()
    return MessagePreference.objects.create(user=patient.user, visits_sms=True)


def test_every_channel_says_the_changed_text(change, by_text_message, book_it, at_twenty_past, news):
    change("booked", "subject", "See you on {day}")
    change("booked", "fact", "{patient}, {doctor} sees you at {place}.")
    change("booked", "sms", "Come on {time} to {address}. {link}")
    booked = book_it(starts_at=at_twenty_past)

    assert news("booked").subject == "See you on Wed 25 Nov"
    assert "Maria, Dr Osei sees you at Fernhill Clinic, 12 Mill Road.\n" in news("booked").text
    assert "<title>See you on Wed 25 Nov</title>" in news("booked").html
    assert news("booked", "in_app").text == "Maria, Dr Osei sees you at Fernhill Clinic, 12 Mill Road."
    assert news("booked", "sms").text == (
        f"Come on Wed 25 Nov, 9:20am to 12 Mill Road. http://127.0.0.1:8000/appointments/{booked.reference}/"
    )


def test_the_html_escapes_text_and_names(change, doctor, offer, book_it, news):
    doctor.full_name = "Amara <i>Osei</i>"
    doctor.save()
    offer.refresh_from_db()
    change("booked", "fact", "<script>alert(1)</script> & {doctor_in_full}")
    book_it()

    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; Dr Amara &lt;i&gt;Osei&lt;/i&gt;" in news("booked").html
    assert "<script" not in news("booked").html


def test_in_private_the_values_are_the_private_ones(change, by_text_message, book_it, news):
    by_text_message.private = True
    by_text_message.save()
    change("booked", "subject", "{doctor} sees you on {day}")
    change("booked", "fact", "We booked {doctor_in_full} for {patient}.")
    change("booked", "sms", "{doctor} sees you. {link}")
    book_it()

    assert news("booked").subject.startswith("Your doctor sees you on ")
    assert news("booked", "in_app").text == "We booked your doctor for Maria."
    assert news("booked", "sms").text.startswith("Your doctor sees you. http")
    for message in Message.objects.filter(kind="booked"):
        assert "Osei" not in message.subject + message.text + message.html


def test_one_language_only(change, settings, patient, book_it, news):
    settings.LANGUAGES = [("en-gb", "English"), ("pl", "Polski")]
    change("booked", "subject", "Do zobaczenia: {day}", language="pl")
    book_it()

    assert news("booked").subject.startswith("Booked: ")


def test_the_other_language_has_it(change, settings, patient, book_it, news):
    settings.LANGUAGES = [("en-gb", "English"), ("pl", "Polski")]
    patient.user.language = "pl"
    patient.user.save()
    change("booked", "subject", "Do zobaczenia: {day}", language="pl")
    change("booked", "fact", "In English only.", language="en-gb")
    book_it()

    assert news("booked").subject.startswith("Do zobaczenia: ")
    assert "In English only." not in news("booked").text


def test_a_text_about_a_change_is_not_said_of_one_that_is_only_asked_for(
    change, asked, patient, doctor_user, published, now, news
):
    approve(appointment=asked, actor=doctor_user, now=now)
    change("moved", "subject", "It is moved")
    change("moved_asked", "fact", "Asked again until {answer_by}; no more {old_time}.")
    reschedule(appointment=asked, starts_at=published[5], actor=patient.user, now=now)

    assert news("moved").subject == "We asked Dr Osei for Wed 25 Nov, 10:40am"
    assert news("moved", "in_app").text == "Asked again until 8:40am on Wed 25 Nov; no more Wed 25 Nov, 9:20am."


def test_names_too_long_are_replaced_then_the_original_stands(change, by_text_message, doctor, offer, book_it, news):
    doctor.full_name = "Anastasia Papadopoulou-Featherstonehaugh-Wolfeschlegelstein"
    doctor.save()
    offer.refresh_from_db()
    filler = "come in time and bring all that you have to show us please"
    change("booked", "subject", "You and {doctor} on {day}")
    change("booked", "sms", f"Fernhill: {{doctor}}, {filler}, and call us. {{link}}")
    book_it()

    assert news("booked").subject.startswith("You and your doctor on ")
    sms = news("booked", "sms").text
    assert sms.startswith(f"Fernhill: your doctor, {filler}")
    assert is_gsm7(sms)
    assert parts(sms) == 1


def test_where_even_short_names_are_too_long_the_original_is_sent(change, settings, by_text_message, book_it, news):
    change("booked", "sms", "y" * 110 + " {link}")
    settings.SITE_URL = f"https://{'a' * 40}.example"
    book_it()

    assert news("booked", "sms").text.startswith("Fernhill: booked.")


def test_a_text_that_cannot_be_filled_any_more_never_stops_a_message(chief, now, book_it, news):
    for part, text in (("subject", "{gone} {day}"), ("fact", "{{ {")):
        MessageText.objects.create(
            situation="booked", part=part, language="en-gb", text=text, changed_by=chief, changed_at=now
        )
    BookingSettings.objects.create(has_own_texts=True)
    forget_texts()
    book_it()

    assert news("booked").subject.startswith("Booked: ")
    assert news("booked", "in_app").text == "Dr Amara Osei, Fernhill Clinic, 12 Mill Road."


# --- What it costs ----------------------------------------------------------------------------------


def test_unchanged_texts_cost_no_statement(django_assert_num_queries):
    BookingSettings.load()

    with django_assert_num_queries(0):
        assert texts_in_use() == {}


def test_changed_ones_cost_one_for_all_messages_of_a_minute(change, django_assert_num_queries):
    change("booked", "subject", "See you on {day}")
    BookingSettings.load()

    with django_assert_num_queries(1):
        assert texts_in_use() == texts_in_use() == {("booked", "subject", "en-gb"): "See you on {day}"}


def test_another_process_hears_of_it_within_a_minute(change):
    assert texts_in_use() == {}
    change("booked", "subject", "See you on {day}")
    forget_everything()  # as a minute does

    assert texts_in_use()


def test_this_process_at_once_with_the_commit(chief, now, django_capture_on_commit_callbacks):
    which = {"situation": SITUATIONS["booked"], "part": MessageText.Part.SUBJECT, "language": "en-gb"}
    assert texts_in_use() == {}
    with django_capture_on_commit_callbacks(execute=True):
        change_text(**which, text="See you", seen="Booked: {time}", actor=chief, now=now)
    assert texts_in_use() == {("booked", "subject", "en-gb"): "See you"}
    with django_capture_on_commit_callbacks(execute=True):
        restore_text(**which, actor=chief, now=now)

    assert texts_in_use() == {}


def test_the_last_one_restored_costs_nothing_again(change, chief, now):
    change("booked", "subject", "See you on {day}")
    assert BookingSettings.load().has_own_texts
    restore_text(situation=SITUATIONS["booked"], part=MessageText.Part.SUBJECT, language="en-gb", actor=chief, now=now)
    forget_texts()

    assert not BookingSettings.load().has_own_texts
    assert texts_in_use() == {}
