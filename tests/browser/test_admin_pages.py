"""Every page of the administration: list, add, one of it, its history; for the administrator and the front desk."""

import pytest
from django.contrib import admin
from django.urls import reverse

from tests.browser.accessibility import measure
from tests.browser.visitor import ADMINISTRATOR, DESKTOP, FRONT_DESK

pytestmark = pytest.mark.browser

SITE = "Fernhill Health"
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


def address(model, page, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def objections(visitor):
    """Return what is wrong with the page it is on."""
    page, wrong = visitor.page, []
    if page.locator("h1").count() != 1:
        wrong.append(f"h1: {page.locator('h1').all_inner_texts()}")
    if SITE not in page.title():
        wrong.append(f"title {page.title()!r}")
    if not page.locator("html").get_attribute("lang"):
        wrong.append("no lang")
    return [f"{visitor.path} {one}" for one in wrong + measure(visitor)]


def walk(visitor, model):
    """Open the list, the form to add, the first row and its history, as far as there are any; return the objections."""
    assert visitor.open(address(model, "changelist")).status == 200
    add = visitor.page.locator(".object-tools a.addlink").count()
    first = visitor.page.locator("#result_list tbody th a")
    row = first.first.get_attribute("href") if first.count() else None
    wrong = objections(visitor)
    if add:
        assert visitor.open(address(model, "add")).status == 200
        wrong += objections(visitor)
    if row:
        assert visitor.open(row).status == 200
        wrong += objections(visitor)
        history = visitor.page.locator("a.historylink")
        if history.count():
            assert visitor.open(visitor.path.replace("change/", "history/")).status == 200
            wrong += objections(visitor)
    return wrong


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model._meta.label)
def test_every_page_of_a_model(visit, model):
    ada = visit(ADMINISTRATOR, viewport=DESKTOP, reduced_motion="reduce")
    wrong = walk(ada, model)

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", [ADMINISTRATOR, FRONT_DESK])
def test_the_index(visit, who):
    ada = visit(who, viewport=DESKTOP, reduced_motion="reduce")
    assert ada.open("/admin/").status == 200
    wrong = objections(ada)

    assert not wrong, "\n".join(wrong)
