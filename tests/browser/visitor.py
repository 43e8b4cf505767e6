"""Somebody at a browser of their own, who counts what they press, fill in and see."""

import re
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.browser.troubles import Troubles

PASSWORD = "demo-pass-2026"
PHONE, DESKTOP = {"width": 390, "height": 844}, {"width": 1280, "height": 900}
PATIENT, DOCTOR, SECOND_DOCTOR = "patient@example.com", "doctor@example.com", "doctor2@example.com"
OTHER_PATIENT, FRONT_DESK, ADMINISTRATOR = "patient2@example.com", "frontdesk@example.com", "admin@example.com"
EXPECT_WITHIN = 15_000
expect.set_options(timeout=EXPECT_WITHIN)


class Visitor:
    """
    A browser context with one page. What counts as click, field and page is said in the yardstick:

    a *click* activates or chooses something, a *field* is typed or a native
    select (a date of birth is one), a *page* is every screen that was met.
    """

    def __init__(self, browser, site, *, javascript=True, viewport=PHONE, **options):
        self.site, self.javascript = site, javascript
        self.context = browser.new_context(
            base_url=site.address,
            java_script_enabled=javascript,
            viewport=viewport,
            locale="en-GB",
            timezone_id="Europe/London",
            **options,
        )
        self.context.set_default_timeout(EXPECT_WITHIN)
        self.troubles = Troubles(self.context, site.address)
        self.page = self.new_tab()
        self.start_counting()

    def new_tab(self):
        page = self.context.new_page()
        page.on("response", self._count_page)
        return page

    # --- Counting ---------------------------------------------------------------------------------
    def start_counting(self):
        self.clicks = self.fields = self.pages = 0
        self.met = set()

    @property
    def counts(self):
        return {"clicks": self.clicks, "fields": self.fields, "pages": self.pages}

    @property
    def counts_of_work(self):
        """The counts of somebody at a list, who comes back to it: a page met twice is one, a question on it another."""
        return {"clicks": self.clicks, "fields": self.fields, "pages": len(self.met)}

    def works_within(self, *, clicks, fields, pages):
        """Hold ``counts_of_work`` to what the yardstick wants of a task."""
        ceiling = {"clicks": clicks, "fields": fields, "pages": pages}
        assert all(self.counts_of_work[what] <= most for what, most in ceiling.items()), self.counts_of_work

    def _count_page(self, response):
        request = response.request
        if request.is_navigation_request() and request.frame.parent_frame is None and not 300 <= response.status < 400:
            self.pages += 1
            self.met.add((request.method, urlsplit(response.url).path))

    # --- What people do ---------------------------------------------------------------------------
    def open(self, path):
        self.troubles.go_on()
        return self.page.goto(path)

    def press(self, words, *, role="button", exact=False, within=None, nth=0):
        """Press the first visible thing called so; ``within`` is a locator to look in."""
        place = within or self.page
        place.get_by_role(role, name=words, exact=exact).locator("visible=true").nth(nth).click()
        self.clicks += 1

    def follow(self, words, **more):
        self.press(words, role="link", **more)

    def choose(self, words, *, role="radio", exact=False):
        """Tick a radio button or checkbox by its label."""
        self.page.get_by_role(role, name=words, exact=exact).check()
        self.clicks += 1

    def fill(self, label, value, *, exact=False):
        self.page.get_by_label(label, exact=exact).locator("visible=true").first.fill(value)
        self.fields += 1

    def select(self, label, option):
        self.page.get_by_label(label).locator("visible=true").first.select_option(option)
        self.fields += 1

    def fill_date_of_birth(self, day, month, year):
        for label, value in (("Day", day), ("Month", month), ("Year", year)):
            self.page.get_by_label(label, exact=True).fill(str(value))
        self.fields += 1

    def tap_a_time(self, *, doctor=None, nth=0):
        """Tap a free time, on the card of ``doctor`` where there are several, and return its words."""
        place = self.page.locator("form").filter(has=self.page.locator("button.slot"))
        if doctor:
            place = self.page.get_by_role("form", name=re.compile(f"with {doctor}"))
        time = place.first.locator("button.slot").locator("visible=true").nth(nth)
        words = time.inner_text().split(",")[0].strip()
        time.click()
        self.clicks += 1
        return words

    # --- What people see --------------------------------------------------------------------------
    @property
    def path(self):
        return urlsplit(self.page.url).path

    def has_arrived(self):
        """Return the page once it has come whole: a press returns while the next one is still being read."""
        self.page.wait_for_load_state()
        return self.page

    @property
    def heading(self):
        return self.page.locator("h1")

    def sees(self, heading):
        """Wait for the page with this h1."""
        expect(self.heading).to_have_text(
            heading if isinstance(heading, re.Pattern) else re.compile(re.escape(heading))
        )

    def reads(self, words):
        """Wait for words anywhere in the page."""
        expect(self.page.locator("body")).to_contain_text(words)

    # --- Signing in -------------------------------------------------------------------------------
    def sign_in(self, email):
        """Be signed in, without the pages; the journeys of signing in use ``sign_in_by_form``."""
        page = self.context.request.get("/accounts/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text()).group(1)
        answer = self.context.request.post(
            "/accounts/login/",
            form={"csrfmiddlewaretoken": token, "login": email, "password": PASSWORD},
            max_redirects=0,
        )
        assert answer.status == 302, f"{email} could not sign in: {answer.status}"
        self.email = email
        return self

    def sign_in_by_form(self, email):
        self.fill("Email", email)
        self.fill("Password", PASSWORD)
        self.press("Sign in", within=self.page.locator("main"))

    def plug_in_authenticator(self):
        """Have a device that makes and uses passkeys, asking nobody for a finger (WebAuthn, virtual authenticators)."""
        session = self.context.new_cdp_session(self.page)
        session.send("WebAuthn.enable")
        options = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True}
        consent = {"hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}
        session.send("WebAuthn.addVirtualAuthenticator", {"options": options | consent})

    def leave(self):
        """Close the browser; whatever went wrong in it fails the test."""
        self.context.close()
        self.troubles.none()
