"""Reading pages as people do: what they say, and under which headings."""

import re

RESULTS = "/doctors/"


def page(client, address, **headers):
    """Return the HTML of an address that must answer."""
    response = client.get(address, headers=headers)
    assert response.status_code == 200
    return response.content.decode()


def results(client, query="", **headers):
    return page(client, f"{RESULTS}?{query}", **headers)


def words(html):
    """Return what the page shows and says, tags left out."""
    html = re.sub(r"<(script|style|title).*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def headings(html, level):
    return [words(found).strip() for found in re.findall(rf"<h{level}[^>]*>(.*?)</h{level}>", html, re.DOTALL)]
