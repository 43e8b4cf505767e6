"""The second step in a real browser: an app, a recovery code, a passkey, and the invitation of somebody new."""

import pytest
from playwright.sync_api import expect

from tests.browser import ways
from tests.browser.visitor import DOCTOR, OTHER_PATIENT, PATIENT

pytestmark = pytest.mark.browser


def sign_out(visitor):
    visitor.open("/accounts/logout/")
    visitor.press("Sign out", within=visitor.page.locator("main"))


def test_an_app_is_set_up_and_asked_for(visit, javascript):
    maria = visit(PATIENT, javascript=javascript)
    maria.open("/me/settings/")
    maria.follow("Second step and passkeys")
    maria.sees("Second step when you sign in")
    maria.follow("Set up an app")
    expect(maria.page.get_by_role("img", name="A picture for the camera of your app")).to_be_visible()
    ways.set_up_app(maria)
    maria.sees("Your recovery codes")
    code = maria.page.locator(".code-list code").first.text_content()
    maria.follow("I have kept them")
    sign_out(maria)

    maria.open("/accounts/login/?next=/appointments/")
    maria.sign_in_by_form(PATIENT)
    maria.sees("Your second step")
    maria.fill("Code", code)
    maria.press("Sign in", within=maria.page.locator("main"))

    maria.sees("appointments")
    assert maria.path == "/appointments/"
    assert maria.site.mailbox.wait_for(PATIENT, about="second step is on")


def test_a_passkey_signs_in_without_a_password(visit):
    daniel = visit(OTHER_PATIENT)
    ways.add_passkey(daniel)
    sign_out(daniel)
    daniel.open("/accounts/login/?next=/appointments/")
    daniel.press("Sign in with a passkey")

    daniel.sees("appointments")
    assert daniel.path == "/appointments/"
    daniel.open("/accounts/2fa/webauthn/")
    daniel.reads("Signs you in without a password.")


def test_a_passkey_is_the_second_step_too(visit):
    osei = visit(DOCTOR)
    ways.add_passkey(osei)
    sign_out(osei)
    osei.open("/accounts/login/")
    osei.sign_in_by_form(DOCTOR)
    osei.sees("Your second step")
    osei.press("Use a passkey")

    expect(osei.page).to_have_url(f"{osei.site.address}/doctor/")


def test_a_device_without_passkeys_says_so(visit):
    stranger = visit()
    stranger.open("/accounts/login/")
    expect(stranger.page.locator("[data-passkey-failed]")).to_be_hidden()
    stranger.page.evaluate("() => { navigator.credentials.get = () => Promise.reject(new Error('no device')) }")
    stranger.press("Sign in with a passkey")

    expect(stranger.page.locator("[data-passkey-failed]")).to_be_visible()


def test_without_script_nobody_is_offered_a_passkey(visit):
    stranger = visit(javascript=False)
    stranger.open("/accounts/login/")

    expect(stranger.page.get_by_role("button", name="Sign in with a passkey")).to_be_hidden()
    expect(stranger.page.get_by_text("Passkeys need JavaScript in your browser.")).to_be_visible()


def test_somebody_invited_comes_in(visit, javascript):
    nora = visit(javascript=javascript)
    nora.open(ways.invite(nora))
    nora.sees("Welcome")
    nora.fill("Full name", "Nora New")
    nora.fill("Password", "a long walk by the sea")
    nora.press("Create account")

    expect(nora.page).to_have_url(f"{nora.site.address}/admin/")
