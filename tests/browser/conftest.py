"""An installation, a browser and the people at it. Every test begins with the same demo data."""

import os

import pytest
from playwright.sync_api import sync_playwright

from tests.browser.chromium import launch, program, shell
from tests.browser.installation import Installation, demo_data
from tests.browser.visitor import Visitor


@pytest.fixture(scope="session")
def installation(tmp_path_factory):
    """A server and a worker of this process, on demo data all processes of the run share."""
    directory = tmp_path_factory.mktemp("installation")
    of_the_run = directory.parent.parent if "PYTEST_XDIST_WORKER" in os.environ else directory.parent
    with Installation(directory, demo=demo_data(of_the_run / "demo")).running() as running:
        yield running


@pytest.fixture(scope="session")
def playwright():
    """What drives Chromium; without one the tests fail."""
    try:
        program()
    except FileNotFoundError as error:
        pytest.fail(str(error))
    # Playwright keeps an event loop in this thread; the database of other tests of the same run is used in it, too.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        yield driver


@pytest.fixture(scope="session")
def browser(playwright):
    """Chromium, without its windows where there is one."""
    chromium = launch(playwright, shell())
    yield chromium
    chromium.close()


@pytest.fixture
def site(installation):
    """The installation as it was seeded; whatever the server logs as an error fails the test."""
    installation.fresh()
    installation.trouble()
    yield installation
    trouble = installation.trouble()
    assert not trouble, f"The server had trouble:\n{trouble}"


@pytest.fixture
def visit(browser, site):
    """Return a function that opens a browser for somebody, signed in with ``email`` or as a stranger."""
    here = []

    def arrive(email=None, **options):
        visitor = Visitor(browser, site, **options)
        here.append(visitor)
        return visitor.sign_in(email) if email else visitor

    yield arrive
    for visitor in here:
        visitor.leave()


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def javascript(request):
    """Every journey is made twice: with JavaScript and without."""
    return request.param
