"""Ways through the pages of a record's documents and measurements."""

from tests.browser.ways import presses


def a_document_without_a_name(visitor):
    visitor.open(f"/me/history/{visitor.site.known['maria']}/documents/add/")
    return presses(visitor, "Add", within=visitor.page.locator("main"))


def half_a_pressure(visitor):
    visitor.open(f"/me/history/{visitor.site.known['maria']}/measurements/add/")
    visitor.page.get_by_label("Blood pressure, upper number").fill("120")
    return presses(visitor, "Save", within=visitor.page.locator("main"))
