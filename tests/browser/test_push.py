"""
Notifications on a device: a patient turns them on, is shown one, and turns them off again.

Chromium without a screen has no push service behind it: what a service would answer to ``PushManager.subscribe`` is
put in its place. Everything else is real: the permission, the service worker, the page and the server.
"""

import json

import pytest
from playwright.sync_api import expect

from appointments.models.push_subscription import hash_of_endpoint
from tests.appointments.notifications.push.fake_service import Browser
from tests.browser.accessibility import measure
from tests.browser.chromium import launch, program
from tests.browser.visitor import OTHER_PATIENT, PATIENT

pytestmark = pytest.mark.browser

PAGE = "/me/settings/messages/"
SUBSCRIBES = """
  const says = %s;
  const made = (key) => ({
    endpoint: says.endpoint,
    options: { applicationServerKey: Uint8Array.from(JSON.parse(key)).buffer },
    toJSON: () => ({ endpoint: says.endpoint, expirationTime: null, keys: { p256dh: says.p256dh, auth: says.auth } }),
    unsubscribe: async () => { localStorage.removeItem("subscribed"); return true; },
  });
  PushManager.prototype.getSubscription = async () => {
    const key = localStorage.getItem("subscribed");
    return key && made(key);
  };
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    localStorage.setItem("subscribed", JSON.stringify([...applicationServerKey]));
    return made(localStorage.getItem("subscribed"));
  };
"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.ready;
  return (await registration.getNotifications()).map(({ title, body, tag, data }) => [title, body, tag, data.link]);
}"""

# Chromium forgets what is asked for between being kept and being on the screen: nobody asks before it is.
LISTENS = """() => {
  const shows = ServiceWorkerRegistration.prototype.showNotification;
  self.isShown = new Promise((resolve) => {
    setTimeout(() => resolve(false), 20000);
    self.registration.showNotification = async (...told) => {
      await shows.apply(self.registration, told);
      resolve(true);
    };
  });
}"""


class Google:
    """A push service of the list; nothing is sent in these tests."""

    url = "https://fcm.googleapis.com"


@pytest.fixture(scope="module")
def browser(playwright):
    """Chromium as it is: one without windows shows no notifications."""
    chromium = launch(playwright, program())
    yield chromium
    chromium.close()


def subscribing(visitor, *, allows=True):
    """Let the browser have a push service, and its owner say yes to the site's question."""
    browser = Browser(Google(), "of-the-test")
    visitor.context.add_init_script(SUBSCRIBES % json.dumps(browser.says))
    if allows:
        visitor.context.grant_permissions(["notifications"], origin=visitor.site.address)
    return browser


def part(visitor):
    return visitor.page.locator("#devices")


def devices(site):
    return site.ask("SELECT endpoint_hash FROM appointments_pushsubscription")


def test_a_patient_turns_them_on_and_off(visit, site):
    maria = visit(PATIENT)
    browser = subscribing(maria)
    maria.open(PAGE)
    maria.press("Turn on", within=part(maria))
    maria.reads("Notifications are on for this device.")
    expect(part(maria).get_by_text("This device", exact=True)).to_be_visible()
    expect(part(maria).get_by_role("button", name="Turn on")).to_have_count(0)
    assert devices(site) == [(hash_of_endpoint(browser.endpoint),)]
    assert maria.page.get_by_role("group", name="Reminders").get_by_label("Notification").is_checked()
    assert measure(maria) == []

    maria.open(PAGE)
    maria.press("Turn off", exact=False, within=part(maria))
    maria.reads("Notifications are off for that device.")
    expect(part(maria).get_by_role("button", name="Turn on")).to_be_visible()
    assert devices(site) == []
    assert maria.page.evaluate("localStorage.getItem('subscribed')") is None


def test_what_is_pushed_is_shown(visit):
    maria = visit(PATIENT)
    subscribing(maria)
    maria.open(PAGE)
    maria.press("Turn on", within=part(maria))
    maria.reads("Notifications are on for this device.")
    push(maria, {"title": "Booked: Wed 25 Nov, 9:20am", "body": "Change or cancel", "tag": "K7QD2M9X", "link": "/me/"})
    push(maria, {"title": "Tomorrow, 9:20am", "body": "Can you come?", "tag": "K7QD2M9X", "link": "/me/"})
    push(maria, {"title": "This is a test", "body": "It works.", "tag": "push_test", "link": PAGE})

    assert sorted(maria.page.evaluate(SHOWN)) == [
        ["This is a test", "It works.", "push_test", PAGE],
        ["Tomorrow, 9:20am", "Can you come?", "K7QD2M9X", "/me/"],  # in the place of the earlier one
    ]


def test_a_browser_that_is_given_another_address_says_so_itself(visit, site):
    maria = visit(PATIENT)
    subscribing(maria)
    maria.open(PAGE)
    maria.press("Turn on", within=part(maria))
    maria.reads("Notifications are on for this device.")
    moved = Browser(Google(), "moved")
    answer = given_another_address(maria, moved.says)

    assert answer == 204
    assert devices(site) == [(hash_of_endpoint(moved.endpoint),)]


def test_signing_out_turns_them_off_on_this_device(visit, site):
    maria = visit(PATIENT)
    subscribing(maria)
    maria.open(PAGE)
    maria.press("Turn on", within=part(maria))
    maria.reads("Notifications are on for this device.")
    maria.open("/accounts/logout/")
    maria.press("Sign out", within=maria.page.locator("main"))
    maria.page.wait_for_url("**/")

    assert devices(site) == []
    assert maria.page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0


def test_a_browser_that_says_no_is_told_how_to_allow_them(visit, site):
    maria = visit(PATIENT)
    subscribing(maria, allows=False)
    maria.context.add_init_script(
        "Object.defineProperty(Notification, 'permission', { get: () => 'denied' });"
        "Notification.requestPermission = async () => 'denied';"
    )
    maria.open(PAGE)

    expect(part(maria).get_by_text("Your browser blocks them for this site.")).to_be_visible()
    expect(part(maria).get_by_role("button", name="Turn on")).to_have_count(0)
    assert measure(maria) == []


def test_a_browser_that_cannot_is_told_so(visit):
    maria = visit(PATIENT)
    maria.context.add_init_script("delete window.PushManager;")
    maria.open(PAGE)

    expect(part(maria).get_by_text("This browser cannot show them.")).to_be_visible()


def test_a_browser_that_breaks_off_says_so(visit, site):
    maria = visit(PATIENT)
    subscribing(maria)
    maria.context.add_init_script("PushManager.prototype.subscribe = async () => { throw new Error('no service'); };")
    maria.open(PAGE)
    maria.press("Turn on", within=part(maria))

    expect(part(maria).get_by_text("Your browser did not turn them on.")).to_be_visible()
    assert devices(site) == []


def test_without_script_devices_are_turned_off_from_the_list(visit, site):
    maria, later = visit(OTHER_PATIENT), visit(OTHER_PATIENT, javascript=False)
    subscribing(maria)
    maria.open(PAGE)
    maria.press("Turn on", within=part(maria))
    maria.reads("Notifications are on for this device.")
    later.open(PAGE)
    expect(part(later).get_by_text("To turn them on, allow JavaScript in your browser.")).to_be_visible()
    later.press("Turn off", within=part(later))
    later.reads("Notifications are off for that device.")

    assert devices(site) == []


def given_another_address(visitor, says):
    """Let the service worker hear of a new address, and return what the server answered it."""
    [worker] = visitor.context.service_workers
    return worker.evaluate(
        """async (says) => {
          const { endpoint, p256dh, auth } = says;
          const toJSON = () => ({ endpoint, expirationTime: null, keys: { p256dh, auth } });
          PushManager.prototype.subscribe = async () => ({ endpoint, toJSON });
          const asked = self.fetch;
          let answer;
          self.fetch = async (...told) => { answer = await asked(...told); return answer; };
          const heard = new ExtendableEvent("pushsubscriptionchange");
          let done;
          heard.waitUntil = (promise) => { done = promise; };
          self.dispatchEvent(heard);
          await done;
          self.fetch = asked;
          return answer.status;
        }""",
        says,
    )


def push(visitor, told):
    """Deliver ``told`` to the service worker as a push service would (Chrome DevTools Protocol), and wait for it."""
    [worker] = visitor.context.service_workers
    session = visitor.context.new_cdp_session(visitor.page)
    found = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(event["registrations"]))
    session.send("ServiceWorker.enable")
    visitor.page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    registration = next(one["registrationId"] for one in found if one["scopeURL"] == f"{visitor.site.address}/")
    told_anew = {"origin": visitor.site.address, "registrationId": registration, "data": json.dumps(told)}
    worker.evaluate(LISTENS)
    session.send("ServiceWorker.deliverPushMessage", told_anew)
    assert worker.evaluate("() => self.isShown")
    session.detach()
