"""A whole sign-in with production settings behind TLS: what the cookies and the answers carry (row 40)."""

import json

import pytest

from tests.config.test_refusing_unsafe_settings import start

pytestmark = pytest.mark.slow

SIGN_IN = """
import json
import django
django.setup()
from allauth.account.models import EmailAddress
from django.core.management import call_command
from django.test import Client
from accounts.models import User
call_command("migrate", verbosity=0, interactive=False)
call_command("collectstatic", verbosity=0, interactive=False)
user = User.objects.create_user(email="maria@clinic.example", full_name="Maria Lopes", password="correct horse battery")
EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
tls = {"HTTP_HOST": "clinic.example", "HTTP_X_FORWARDED_PROTO": "https", "HTTP_X_FORWARDED_FOR": "198.51.100.7"}
tls["HTTP_REFERER"] = "https://clinic.example/accounts/login/"
browser = Client(enforce_csrf_checks=True)
page = browser.get("/accounts/login/", **tls)
form = {"login": user.email, "password": "correct horse battery"}
form["csrfmiddlewaretoken"] = browser.cookies["__Host-csrftoken"].value
signed_in = browser.post("/accounts/login/", form, **tls)
plain = Client().get("/accounts/login/", HTTP_HOST="clinic.example")
print(json.dumps({
    "statuses": [page.status_code, signed_in.status_code, plain.status_code],
    "to": [signed_in["Location"], plain["Location"]],
    "headers": dict(browser.get("/accounts/sessions/", **tls).headers),
    "cookies": {name: {part: value for part, value in cookie.items() if value != ""}
                for name, cookie in browser.cookies.items()},
    "cookies of a plain page": sorted(Client().get("/accounts/login/", HTTP_HOST="clinic.example").cookies),
}))
"""


@pytest.fixture(scope="module")
def seen(tmp_path_factory):
    place = tmp_path_factory.mktemp("production")
    run = start(SIGN_IN, DATABASE_URL=f"sqlite:///{place / 'db.sqlite3'}", VAR_DIR=str(place), TRUSTED_PROXY_COUNT="1")
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout.splitlines()[-1])


def test_every_cookie_is_for_this_host_over_tls_and_for_no_script(seen):
    assert seen["statuses"][:2] == [200, 302]
    assert seen["to"][0] == "/me/"
    assert {"__Host-sessionid", "__Host-csrftoken", "__Host-language", "__Host-devices"} <= set(seen["cookies"])
    for name, cookie in seen["cookies"].items():
        assert name.startswith("__Host-"), name
        assert cookie["path"] == "/", name
        assert cookie["secure"], name
        assert cookie["httponly"], name
        assert cookie["samesite"] in {"Lax", "Strict"}, name
        assert "domain" not in cookie, name


def test_answers_tell_the_browser_to_stay_with_tls_and_keep_nothing(seen):
    headers = {name.lower(): value for name, value in seen["headers"].items()}

    assert headers["strict-transport-security"] == "max-age=31536000; includeSubDomains; preload"
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cross-origin-resource-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "no-store" in headers["cache-control"]
    assert "server" not in headers


def test_without_tls_there_is_only_the_way_to_it(seen):
    assert seen["statuses"][2] == 301
    assert seen["to"][1] == "https://clinic.example/accounts/login/"
    assert seen["cookies of a plain page"] == []
