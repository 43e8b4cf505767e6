"""Where a request came from."""

import pytest
from django.test import RequestFactory

from accounts.network_address import UNKNOWN_ADDRESS, client_address, counted_address


def request_from(remote, forwarded=None):
    headers = {"X-Forwarded-For": forwarded} if forwarded is not None else {}
    return RequestFactory().get("/", headers=headers, REMOTE_ADDR=remote)


@pytest.mark.parametrize(
    ("proxies", "remote", "forwarded", "address"),
    [
        (0, "198.51.100.7", None, "198.51.100.7"),
        (0, "198.51.100.7", "203.0.113.1", "198.51.100.7"),
        (1, "10.0.0.1", "203.0.113.1", "203.0.113.1"),
        (1, "10.0.0.1", "6.6.6.6, 203.0.113.1", "203.0.113.1"),
        (2, "10.0.0.1", "6.6.6.6, 203.0.113.1, 10.0.0.2", "203.0.113.1"),
        (2, "10.0.0.1", "203.0.113.1", "10.0.0.1"),  # it did not pass both: nothing in it is ours
        (1, "10.0.0.1", "not an address", ""),
        (1, "10.0.0.1", "", "10.0.0.1"),
        (0, "", None, ""),
        (0, "2001:DB8::1", None, "2001:db8::1"),
        (0, "::ffff:203.0.113.1", None, "203.0.113.1"),
        (1, "10.0.0.1", "203.0.113.1:5678", "203.0.113.1"),
        (1, "10.0.0.1", "[2001:db8::1]:443", "2001:db8::1"),
        (1, "10.0.0.1", "[2001:db8::1]", "2001:db8::1"),
        (1, "10.0.0.1", "2001:db8::1", "2001:db8::1"),
    ],
)
def test_believes_our_own_proxies_only(settings, proxies, remote, forwarded, address):
    settings.TRUSTED_PROXY_COUNT = proxies

    assert client_address(request_from(remote, forwarded)) == address


@pytest.mark.parametrize(
    ("remote", "counted"),
    [
        ("203.0.113.1", "203.0.113.1"),
        ("2001:db8:1:2:ff03:4:5:6", "2001:db8:1:2::"),
        ("2001:db8:1:2::1", "2001:db8:1:2::"),
        ("fe80::1%eth0", "fe80::"),
        ("", UNKNOWN_ADDRESS),
        ("unix:", UNKNOWN_ADDRESS),
    ],
)
def test_limits_count_by_household_and_nobody_is_uncounted(remote, counted):
    assert counted_address(request_from(remote)) == counted
