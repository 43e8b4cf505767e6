"""Guessing, codes and links that work once, and forged headers, asked of two server processes in turn and at once."""

import itertools

import pytest

from tests.accounts.builders import PASSWORD
from tests.accounts.second_steps import App
from tests.two_servers import LINK, OUR_ADDRESS, all_at_once

pytestmark = pytest.mark.race

SIGN_IN, STEP, RESET = "/accounts/login/", "/accounts/2fa/authenticate/", "/accounts/password/reset/"
NOT_RIGHT, TOO_MANY, USED = "do not match", "too many tries", "Each code works once"
NEW = "another long password"


@pytest.fixture(scope="module")
def _people(two_servers):
    """Twenty-four who can sign in, every second one with an app; made at once, since each making starts a program."""
    made = two_servers.do(
        f"""
from allauth.account.models import EmailAddress
from tests.accounts.second_steps import set_up_app
from tests.factories import PatientFactory
made = []
for number in range(24):
    email = f"patient{{number}}@clinic.example"
    user = PatientFactory(user__email=email, user__password={PASSWORD!r}).user
    EmailAddress.objects.create(user=user, email=email, verified=True, primary=True)
    made.append([email, set_up_app(user).secret if number % 2 else ""])
print(json.dumps(made))
"""
    )
    return {kind: iter([one for one in made if bool(one[1]) == kind]) for kind in (True, False)}


@pytest.fixture
def email(_people):
    """The address of somebody who signs in by password alone, and whom no other test knows."""
    return next(_people[False])[0]


@pytest.fixture
def with_app(_people):
    """The address and the app of somebody with a second step."""
    email, secret = next(_people[True])
    return email, App(secret)


HOUSES = itertools.count(1)


@pytest.fixture
def address():
    """A network address of this test alone: what it used up is nobody else's."""
    return f"198.51.100.{next(HOUSES)}"


def sign_in(visitor, email, password=PASSWORD, **more):
    return visitor.post(SIGN_IN, {"login": email, "password": password}, **more)


def half_way(two_servers, address, email, count):
    """Return browsers that typed the password and are asked for the code."""
    browsers = [two_servers.visitor(address) for _browser in range(count)]
    for browser in browsers:
        assert sign_in(browser, email).location == STEP
    return browsers


# --- Passwords ----------------------------------------------------------------------------------
def test_the_eleventh_wrong_password_is_refused_and_the_owner_still_comes_in(two_servers, email, address):
    guesser, owner = two_servers.visitor(address), two_servers.visitor("192.0.2.44")

    answers = [sign_in(guesser, email, "wrong", X_Forwarded_For=f"203.0.113.{n}") for n in range(11)]
    sign_in(guesser, email)  # the right one, too late
    sign_in(owner, email)

    assert [NOT_RIGHT in answer.text for answer in answers] == [True] * 5 + [False] * 6
    assert [TOO_MANY in answer.text for answer in answers] == [False] * 5 + [True] * 6
    assert not guesser.is_signed_in
    assert owner.is_signed_in


def test_the_eleventh_account_guessed_from_one_address_is_refused(two_servers, address):
    guesser = two_servers.visitor(address)

    answers = [sign_in(guesser, f"somebody{n}@clinic.example", "wrong", X_Real_IP=f"203.0.113.{n}") for n in range(11)]

    assert [NOT_RIGHT in answer.text for answer in answers] == [True] * 10 + [False]


def test_thirty_guesses_at_once_are_no_more_than_five(two_servers, email, address):
    guesses = [two_servers.visitor(address) for _guess in range(30)]

    answers = all_at_once([lambda n=n, v=v: sign_in(v, email, "wrong", server=n % 2) for n, v in enumerate(guesses)])

    heard = [NOT_RIGHT in answer.text for answer in answers]
    refused = [TOO_MANY in answer.text or answer.status == 429 for answer in answers]
    assert 1 <= sum(heard) <= 5
    assert sum(refused) == 30 - sum(heard)


# --- Codes of the app -----------------------------------------------------------------------------
def test_one_code_of_the_app_opens_one_of_two_doors(two_servers, with_app, address):
    """Typed at one server and, by who looked over a shoulder, at the other."""
    email, app = with_app
    owner, other = half_way(two_servers, address, email, 2)
    code = app.fresh_code()

    owner.post(STEP, {"code": code}, server=0)
    answer = other.post(STEP, {"code": code}, server=1)

    assert owner.is_signed_in
    assert USED in answer.text
    assert not other.is_signed_in


def test_one_code_of_the_app_opens_one_of_many_doors_at_once(two_servers, with_app, address):
    email, app = with_app
    browsers = half_way(two_servers, address, email, 5)
    code = app.fresh_code()

    all_at_once([lambda n=n, b=b: b.post(STEP, {"code": code}, server=n % 2) for n, b in enumerate(browsers)])

    assert sum(browser.is_signed_in for browser in browsers) == 1


def test_twenty_codes_guessed_at_once_are_no_more_than_five(two_servers, with_app, address):
    email, _app = with_app
    [first] = half_way(two_servers, address, email, 1)
    tabs = [two_servers.visitor(address, **first.cookies) for _tab in range(20)]

    answers = all_at_once(
        [lambda n=n, t=t: t.post(STEP, {"code": f"{n:06}"}, server=n % 2) for n, t in enumerate(tabs)]
    )

    assert sum(TOO_MANY in answer.text for answer in answers) >= 15
    assert not any(tab.is_signed_in for tab in tabs)


# --- Links ----------------------------------------------------------------------------------------
def links_mailed(two_servers, email):
    """Return the ways of the links written to ``email``; each must lead to our own address."""
    return [LINK.search(text).group(1) for text in texts_mailed(two_servers, email)]


def texts_mailed(two_servers, email):
    rows = two_servers.sql("SELECT address, text FROM appointments_message WHERE kind = 'account'")
    return [text for written_to, text in rows if written_to == email]


def test_a_reset_link_sets_one_password(two_servers, email, address):
    """Both browsers have the form of the link open."""
    two_servers.visitor(address).post(RESET, {"email": email})
    [link] = links_mailed(two_servers, email)
    first, second = two_servers.visitor(address), two_servers.visitor(address)
    forms = [first.get(link, server=0).location, second.get(link, server=1).location]

    first.post(forms[0], {"password1": NEW}, server=0)
    late = second.post(forms[1], {"password1": "a third long password"}, server=1)
    opened_again = two_servers.visitor(address).get(link)

    assert "does not work any more" in late.text
    assert "does not work any more" in opened_again.text
    owner = two_servers.visitor(address)
    sign_in(owner, email, NEW)
    assert owner.is_signed_in


def test_one_address_is_mailed_five_links_however_many_ask_at_once(two_servers, email, address):
    asking = [two_servers.visitor(address) for _ask in range(12)]

    answers = all_at_once(
        [lambda n=n, v=v: v.post(RESET, {"email": email}, server=n % 2) for n, v in enumerate(asking)]
    )

    assert {answer.status for answer in answers} == {302, 429}
    assert 1 <= len(links_mailed(two_servers, email)) <= 5


# --- What a request claims ------------------------------------------------------------------------
FORGED = {
    "X_Forwarded_Host": "evil.example",
    "X_Forwarded_For": "203.0.113.77",
    "X_Real_IP": "203.0.113.77",
    "Forwarded": "for=203.0.113.77;host=evil.example;proto=http",
    "X_Forwarded_Proto": "http",
    "X_Forwarded_Port": "8443",
}


@pytest.mark.parametrize("server", [0, 1])
def test_forged_headers_change_no_link(two_servers, email, address, server):
    page = two_servers.visitor(address).get("/accounts/login/", server=server, **FORGED)
    two_servers.visitor(address).post(RESET, {"email": email}, server=server, Host="localhost", **FORGED)
    [text] = texts_mailed(two_servers, email)

    assert f"{OUR_ADDRESS}/accounts/password/reset/key/" in text
    assert "evil" not in text + page.text
    assert "localhost" not in text


@pytest.mark.parametrize("server", [0, 1])
def test_a_host_of_nobodys_is_refused_and_mails_nothing(two_servers, email, address, server):
    answer = two_servers.visitor(address).post(RESET, {"email": email}, server=server, Host="evil.example")

    assert answer.status == 400
    assert "evil" not in answer.text
    assert links_mailed(two_servers, email) == []


def test_forged_headers_write_no_other_address_into_trail_or_log(two_servers, email, address):
    """Somebody asks for records that are not theirs; each server writes the refusal down."""
    visitor = two_servers.visitor(address)
    sign_in(visitor, email)
    people = two_servers.sql("SELECT record_number, email FROM accounts_patient")
    others = [record_number for record_number, theirs in people if theirs != email][:2]

    for server, record_number in enumerate(others):
        assert visitor.get(f"/me/history/{record_number}/", server=server, **FORGED).status == 404

    written = two_servers.sql("SELECT address FROM accounts_auditentry WHERE outcome = 'refused'")
    assert [str(where) for (where,) in written] == [address, address]
    assert FORGED["X_Real_IP"] not in two_servers.log.read_text()
