"""What a phone has to load for the first view of a page: few requests, few kilobytes."""

import gzip
from collections import Counter

import pytest

from accounts.photos import MOST_BYTES
from tests.accounts.pictures import kept
from tests.browser import ways
from tests.browser.visitor import DOCTOR, OTHER_PATIENT, PATIENT

pytestmark = pytest.mark.browser

KB = 1024
MOST_REQUESTS, MOST_REQUESTS_OF_STAFF = 8, 9
BUDGET = {
    "document": 14 * KB,
    "stylesheet": 42 * KB,
    "script": 22 * KB,
    "font": 27 * KB,
    "image": 24 * KB,
    "all": 130 * KB,
}
BUDGET_OF_STAFF = BUDGET | {"document": 20 * KB, "stylesheet": 46 * KB, "script": 26 * KB, "all": 150 * KB}
HEAVIEST = {size: kept()[size].ljust(most, b"\0") for size, most in MOST_BYTES.items()}
"""A photo as heavy as any may be."""
SPRITE = {"other": "image"}
"""What Chromium calls the file of icons."""
COMPRESSED_ALREADY = ("font/", "image/png", "image/jpeg", "image/webp")


class Weighing:
    """Keeps every response of a browser that has nothing in its cache."""

    def __init__(self, visitor):
        self.page = visitor.page
        self.responses = []
        self.page.on("response", self.keep)

    def keep(self, response):
        # The icon of the tab is asked for when the page is there, and is in no view of it.
        # A stream of live updates begins when the page is there, and has no end to wait for.
        if not response.url.endswith("favicon.svg") and "/events/" not in response.url:
            self.responses.append(response)

    def begin(self):
        """Forget what was loaded so far, in here and in the browser: the next page is the first one seen."""
        self.page.wait_for_load_state("networkidle")
        self.page.context.new_cdp_session(self.page).send("Network.clearBrowserCache")
        self.responses.clear()

    def weigh(self):
        """Return bytes by kind of file as a proxy with gzip would send them, and how many requests there were."""
        self.page.wait_for_load_state("networkidle")
        bytes_of = Counter()
        for response in self.responses:
            if 300 <= response.status < 400:
                continue
            body = response.body()
            is_compressed = response.headers.get("content-type", "").startswith(COMPRESSED_ALREADY)
            kind = SPRITE.get(response.request.resource_type, response.request.resource_type)
            bytes_of[kind] += len(body) if is_compressed else len(gzip.compress(body, 6))
        bytes_of["all"] = bytes_of.total()
        return bytes_of, len(self.responses)


def too_heavy(bytes_of, budget):
    over = {kind: size for kind, size in bytes_of.items() if size > budget[kind]}
    return [f"{kind}: {size / KB:.1f} KB of {budget[kind] / KB:.0f}" for kind, size in over.items()]


@pytest.mark.parametrize(
    ("who", "address", "budget"),
    [
        (None, "/", BUDGET),
        (None, "/doctors/?q=skin+doctor&city=Oakford", BUDGET),
        (None, "/doctors/", BUDGET),
        (None, "/doctors/amara-osei/", BUDGET),
        (None, "/accounts/login/", BUDGET),
        (PATIENT, "/appointments/", BUDGET),
        (PATIENT, "/me/", BUDGET),
        (PATIENT, "/me/history/measurements/", BUDGET),
        (DOCTOR, "/doctor/", BUDGET_OF_STAFF),
        (DOCTOR, "/doctor/calendar/", BUDGET_OF_STAFF),
        (DOCTOR, "/doctor/requests/", BUDGET_OF_STAFF),
    ],
    ids=lambda value: value if isinstance(value, str) and value.startswith("/") else "",
)
def test_a_page_is_light(visit, who, address, budget):
    visitor = visit(who)
    weighing = Weighing(visitor)
    visitor.open(address)
    bytes_of, requests = weighing.weigh()

    assert requests <= (MOST_REQUESTS_OF_STAFF if budget is BUDGET_OF_STAFF else MOST_REQUESTS)
    assert too_heavy(bytes_of, budget) == []


@pytest.mark.parametrize(
    ("who", "way"),
    [
        (None, ways.tap_a_time),
        (None, ways.sign_up_while_booking),
        (PATIENT, ways.tap_a_time),
        (OTHER_PATIENT, ways.tap_a_time),
        (OTHER_PATIENT, ways.up_to_the_check),
        (OTHER_PATIENT, ways.change_the_time),
    ],
    ids=["account", "code", "who", "reason", "check", "time"],
)
def test_a_step_of_booking_is_light(visit, who, way):
    visitor = visit(who)
    way(visitor)
    weighing = Weighing(visitor)
    weighing.begin()
    visitor.page.reload()
    bytes_of, requests = weighing.weigh()

    assert requests <= MOST_REQUESTS
    assert too_heavy(bytes_of, BUDGET) == []


@pytest.mark.parametrize("address", ["/doctors/", "/doctors/?q=skin+doctor&city=Oakford", "/doctors/amara-osei/"])
def test_photos_are_within_the_budget_for_pictures_and_come_after_the_page(visit, site, address):
    """Each is a request of its own and none of the first view's: nothing waits for them, and they stay in the cache."""
    site.give_photos(HEAVIEST)
    anna = visit()
    weighing = Weighing(anna)
    anna.open(address)
    anna.page.evaluate("scrollTo(0, document.body.scrollHeight)")
    bytes_of, requests = weighing.weigh()
    photos = [response for response in weighing.responses if "/photo/" in response.url]

    assert photos
    assert bytes_of["image"] <= BUDGET["image"]
    assert requests - len(photos) <= MOST_REQUESTS
    assert too_heavy(bytes_of, BUDGET) == []


LAYOUT_SHIFT = """() => new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const shift of list.getEntries()) sum += shift.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 500);
})"""


def test_the_first_screen_of_a_phone_has_times_to_tap(visit):
    anna = visit()
    anna.open("/doctors/?q=skin+doctor&city=Oakford")
    slots = anna.page.locator("button.slot").locator("visible=true")
    boxes = [slots.nth(place).bounding_box() for place in range(slots.count())]
    in_view = [box for box in boxes if box["y"] + box["height"] <= anna.page.viewport_size["height"]]

    assert len(in_view) >= 4


@pytest.mark.parametrize("address", ["/", "/doctors/?q=skin+doctor&city=Oakford", "/doctors/amara-osei/"])
def test_nothing_moves_while_a_page_loads(visit, site, address):
    site.give_photos(HEAVIEST)
    anna = visit()
    anna.open(address)
    anna.page.wait_for_load_state("networkidle")

    assert anna.page.evaluate(LAYOUT_SHIFT) <= 0.02
