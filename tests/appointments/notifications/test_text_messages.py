"""The words of text messages: one part of GSM-7 whatever people and places are called, always with the link."""

import datetime as dt
from types import SimpleNamespace

import pytest
from django.conf import settings
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from appointments.lifecycle import Status, Verb
from appointments.models import AppointmentEvent
from appointments.notifications.channels.gsm7 import ONE_PART, is_gsm7, parts
from appointments.notifications.facts import Facts, absolute
from appointments.notifications.kinds import FOR_DOCTORS, FOR_STAFF, REMINDERS, Kind
from appointments.notifications.recipients import Recipient
from appointments.notifications.wording import WORDS
from appointments.notifications.wording.plain_gsm import is_legible, plain
from appointments.notifications.wording.text_messages import ROOM_FOR_WORDS
from scheduling.models import Clinic, Mode

NINE_TWENTY = dt.datetime(2026, 11, 25, 9, 20, tzinfo=dt.UTC)
WITH_SMS = sorted({*Kind} & set(WORDS) - {*FOR_DOCTORS, *FOR_STAFF} | {Kind.DOCTOR_REQUESTED})
NAMES = st.text(min_size=1, max_size=120)
ADDRESSES = st.sampled_from(["http://127.0.0.1:8000", "https://t.example"]) | st.integers(0, 110).map(
    lambda length: f"https://{'a' * length}.example"
)


def facts_of(kind="booked", *, name="Dr Osei", address="12 Mill Road", city="Oakford", **more):
    """Return what a message of ``kind`` is written from, without a database."""
    private = more.get("private", False)
    recipient = Recipient(key="user-1", name="Maria", address="maria@example.com", language="en-gb", private=private)
    doctor = SimpleNamespace(
        short_name=name, display_name=name, is_active=True, is_listed=True, slug="amara-osei", pk=1
    )
    clinic = Clinic(name="Fernhill Clinic", address=address, city=city, time_zone="Europe/London")
    event = AppointmentEvent(
        kind=Verb.CANCEL,
        reason_code=more.get("reason_code", ""),
        old_starts_at=NINE_TWENTY - dt.timedelta(days=1),
    )
    appointment = SimpleNamespace(
        pk=1,
        reference="K7QD2M9X",
        sequence=0,
        starts_at=NINE_TWENTY,
        late_minutes=more.get("late", 20),
        expected_at=NINE_TWENTY + dt.timedelta(minutes=more.get("late", 20)),
        decide_by=NINE_TWENTY - dt.timedelta(hours=16, minutes=20),
        clinic=clinic,
        clinic_id=1,
        time_zone="Europe/London",
        doctor=doctor,
        mode=more.get("mode", Mode.IN_PERSON),
        status=more.get("status", Status.CONFIRMED),
        visit_type=SimpleNamespace(instructions="", name="Skin check"),
        visit_type_name="Skin check",
        patient=SimpleNamespace(full_name="Maria Lopes"),
    )
    facts = Facts(
        kind=kind,
        appointment=appointment,
        recipient=recipient,
        event=event,
        sent_at=more.get("sent_at", NINE_TWENTY - dt.timedelta(days=1)),
        alternatives=times_offered(clinic, more.get("offered", 1)) if kind == Kind.OFFERED else (),
    )
    facts.is_ambiguous = more.get("is_ambiguous", False)
    return facts


def link_of(kind):
    """Return the link at the end of a text message: where a question is asked, that of its answer."""
    facts = facts_of(kind)
    return absolute(facts.answer_path if kind in REMINDERS else facts.appointment_path)


def times_offered(clinic, count):
    """Return as many other times, on the days after, to be answered by five on the day before."""
    offer = SimpleNamespace(answer_by=NINE_TWENTY - dt.timedelta(hours=16, minutes=20))
    starts = [NINE_TWENTY + dt.timedelta(days=number) for number in range(1, count + 1)]
    return [SimpleNamespace(proposal=offer, clinic=clinic, clinic_id=1, starts_at=start) for start in starts]


def sms(kind, **more):
    with translation.override(more.pop("language", "en-gb")):
        return WORDS[kind](facts_of(kind, **more)).sms


LINK = "http://127.0.0.1:8000/appointments/K7QD2M9X/"


@pytest.mark.parametrize(
    ("kind", "more", "text"),
    [
        ("booked", {}, "Fernhill: booked. Dr Osei, Wed 25 Nov, 9:20am, 12 Mill Road. Change or cancel: {link}"),
        (
            "requested",
            {},
            "Fernhill: we asked Dr Osei for Wed 25 Nov, 9:20am. You will hear by 5pm on Tue 24 Nov."
            " This is not booked yet: {link}",
        ),
        ("approved", {}, "Fernhill: Dr Osei said yes. Wed 25 Nov, 9:20am, 12 Mill Road. Change or cancel: {link}"),
        ("rejected", {}, "Fernhill: Dr Osei cannot see you on Wed 25 Nov, 9:20am. Find another time: {link}"),
        (
            "offered",
            {},
            "Fernhill: Dr Osei offers Thu 26 Nov, 9:20am instead of Wed 25 Nov."
            " Answer by 5pm on Tue 24 Nov: {link}answer/",
        ),
        (
            "offered",
            {"offered": 3},
            "Fernhill: Dr Osei offers one of 3 times instead of Wed 25 Nov. Answer by 5pm on Tue 24 Nov: {link}answer/",
        ),
        ("expired", {}, "Fernhill: Dr Osei did not answer in time. We are sorry. Pick any other time: {link}"),
        (
            "offer_withdrawn",
            {},
            "Fernhill: the other times from Dr Osei are not offered any more."
            " Wed 25 Nov, 9:20am stays as it was: {link}",
        ),
        (
            "moved",
            {},
            "Fernhill: moved. Now Wed 25 Nov, 9:20am with Dr Osei, 12 Mill Road. Tue 24 Nov, 9:20am is off. {link}",
        ),
        (
            "moved_by_clinic",
            {},
            "Fernhill: we had to move your visit to Wed 25 Nov, 9:20am, 12 Mill Road. Sorry."
            " Keep it or choose again: {link}",
        ),
        (
            "cancelled",
            {},
            "Fernhill: cancelled, Dr Osei Wed 25 Nov, 9:20am. Thank you for telling us. Book again: {link}",
        ),
        (
            "cancelled_by_clinic",
            {"reason_code": "doctor_away"},
            "Fernhill: Dr Osei is away. Your visit on Wed 25 Nov, 9:20am is cancelled. Sorry."
            " Choose a new time first: {link}",
        ),
        (
            "missed",
            {"sent_at": NINE_TWENTY + dt.timedelta(hours=2)},
            "Fernhill: we missed you today at 9:20am. Still need to be seen? Choose a new time: {link}",
        ),
        (
            "running_late",
            {},
            "Fernhill: Dr Osei is running about 20 minutes late: 9:40am instead of 9:20am. No need to do anything:"
            " {link}",
        ),
        (
            "running_late",
            {"private": True, "late": 30},
            "Fernhill: we are running about 30 minutes late: 9:50am instead of 9:20am. No need to do anything: {link}",
        ),
        (
            "running_late",
            {"late": 0},
            "Fernhill: Dr Osei is on time again. Your visit is at 9:20am, as booked. No need to do anything: {link}",
        ),
        (
            "reminder_day",
            {},
            "Fernhill: tomorrow 9:20am, Dr Osei, 12 Mill Road."
            " Can't come? Tell us now so someone else can: {link}",
        ),
        ("reminder_day", {"mode": Mode.VIDEO}, "Fernhill: tomorrow 9:20am, Dr Osei, by video."
         " Can't come? Tell us now so someone else can: {link}"),
    ],
)  # fmt: skip
def test_as_people_get_them(kind, more, text):
    assert sms(kind, **more) == text.format(link=link_of(kind))


def test_a_moved_visit_the_doctor_has_to_agree_to_is_not_called_moved():
    text = sms("moved", status=Status.REQUESTED)

    assert text == (
        "Fernhill: we asked Dr Osei for Wed 25 Nov, 9:20am. You will hear by 5pm on Tue 24 Nov."
        f" The old time is off: {LINK}"
    )


def test_every_kind_to_patients_has_one_and_of_the_doctors_a_request():
    assert [kind for kind in WORDS if WORDS[kind](facts_of(kind)).sms] == [kind for kind in WORDS if kind in WITH_SMS]


@pytest.mark.parametrize("language", [code for code, _name in settings.LANGUAGES])
@given(kind=st.sampled_from(WITH_SMS), name=NAMES, address=NAMES, city=NAMES, site=ADDRESSES, data=st.data())
def test_one_part_with_the_whole_link_whatever_anything_is_called(language, kind, name, address, city, site, data):
    more = {
        "private": data.draw(st.booleans()),
        "mode": data.draw(st.sampled_from(Mode.values)),
        "status": data.draw(st.sampled_from([Status.CONFIRMED, Status.REQUESTED])),
        "is_ambiguous": data.draw(st.booleans()),
        "reason_code": data.draw(st.sampled_from(["", "doctor_away", "no_time"])),
        "late": data.draw(st.sampled_from([0, 10, 30])),
    }
    before, settings.SITE_URL = settings.SITE_URL, site
    try:
        text = sms(kind, name=name, address=address, city=city, language=language, **more)
    finally:
        settings.SITE_URL = before

    assert is_gsm7(text)
    assert parts(text) == 1
    path = "/doctor/appointments/" if kind == Kind.DOCTOR_REQUESTED else "/appointments/"
    page = "answer/" if kind == Kind.OFFERED else ""
    answer = f"{site}{facts_of(kind).answer_path}"
    asks = kind in REMINDERS and len(answer) <= ONE_PART - ROOM_FOR_WORDS
    assert text.endswith(answer if asks else f"{site}{path}K7QD2M9X/{page}")
    assert "\n" not in text


def test_a_link_that_fills_it_all_wins_over_the_words(settings):
    settings.SITE_URL = f"https://{'a' * 170}.example"

    assert sms("booked") == f"{settings.SITE_URL}/appointments/K7QD2M9X/"


def test_the_address_goes_first_then_the_name():
    without_address = sms("reminder_week", address="The Old Surgery behind the Corn Exchange, 1024 Long Lane North")
    without_name = sms("booked", name="Dr " + "Featherstonehaugh-" * 5)

    assert without_address.startswith("Fernhill: Dr Osei, Wed 25 Nov, 9:20am. Can't come?")
    assert without_name.startswith("Fernhill: your visit is booked. Wed 25 Nov, 9:20am, 12 Mill Road.")


def test_a_name_the_alphabet_cannot_write_is_left_out_and_not_mangled():
    assert sms("approved", name="Др Осей") == (
        f"Fernhill: your visit is booked. Wed 25 Nov, 9:20am, 12 Mill Road. Change or cancel: {LINK}"
    )


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("Dr Łukasz Żółć", "Dr Lukasz Zolc"),
        ("Dr Ştefan O’Brien", "Dr Stefan O'Brien"),
        ("Dr Müller-Ñandú", "Dr Müller-Ñandu"),
        ("9:20\u202fam – 10\u00a0am…", "9:20 am - 10 am..."),
        ("a\nb\tc\r\nd", "a b c d"),
        ("Þór 🙂", "Thor"),
    ],
)
def test_letters_become_their_plain_ones(typed, sent):
    assert plain(typed) == sent


@given(st.text())
def test_plain_text_is_always_of_the_alphabet(text):
    assert is_gsm7(plain(text))
    assert plain(plain(text)) == plain(text)


def test_what_is_legible():
    assert is_legible("Dr Łukasz Żółć, 12 Mill Road")
    assert not is_legible("Dr Оsei")  # the first letter is Cyrillic


@pytest.mark.parametrize("kind", WITH_SMS)
def test_private_names_nobody_and_nothing(kind):
    text = sms(kind, private=True, reason_code="doctor_away")

    assert "Osei" not in text
    assert "Skin" not in text
