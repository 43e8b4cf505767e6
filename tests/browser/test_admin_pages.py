"""Every page of the administration: the first, list, add, one of it, its history, and the pages that ask first."""

import datetime as dt

import pytest
from django.contrib import admin
from django.urls import reverse
from playwright.sync_api import expect

from appointments.models import MessageText
from scheduling.models import Clinic
from tests.browser.accessibility import ENDS, measure
from tests.browser.visitor import ADMINISTRATOR, DESKTOP, FRONT_DESK, PHONE

pytestmark = pytest.mark.browser

SITE = "Fernhill Health"
BEYOND_THE_CARD = """fields => {
  const to = (element) => element.getBoundingClientRect().right;
  return fields.filter((field) => to(field) > to(field.closest("fieldset"))).map((field) => field.name);
}"""
MODELS = sorted(admin.site._registry, key=lambda model: model._meta.label)


def address(model, page, *arguments):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=arguments)


def objections(visitor):
    """Return what is wrong with the page it is on, in every look and width; axe is asked at the ends of its layout."""
    page, wrong = visitor.has_arrived(), []
    if page.locator("h1").count() != 1:
        wrong.append(f"h1: {page.locator('h1').all_inner_texts()}")
    if SITE not in page.title():
        wrong.append(f"title {page.title()!r}")
    if not page.locator("html").get_attribute("lang"):
        wrong.append("no lang")
    return [f"{visitor.path} {one}" for one in wrong + measure(visitor, axe_at=ENDS)]


def walk(visitor, model):
    """Open the list, the form to add, the first row and its history, as far as there are any; return the objections."""
    assert visitor.open(address(model, "changelist")).status == 200
    add = visitor.page.locator(f".object-tools a[href^='{address(model, 'add')}']").count()
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
    ada = visit(who, viewport=PHONE, reduced_motion="reduce")
    assert ada.open("/admin/").status == 200
    ada.reads("visits today")
    wrong = objections(ada)

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("who", [ADMINISTRATOR, FRONT_DESK])
def test_the_monitor(visit, who):
    ada = visit(who, viewport=DESKTOP, reduced_motion="reduce")
    assert ada.open("/admin/monitor/").status == 200
    wrong = objections(ada)

    assert not wrong, "\n".join(wrong)


def test_the_monitor_needs_no_scrolling_sideways_on_a_phone(visit):
    desk = visit(FRONT_DESK, viewport=PHONE)
    desk.open("/admin/monitor/")
    tables = desk.page.locator(".monitor .results")
    status = desk.page.locator("[data-live-list] tr[data-row] td:last-child .tag").first

    assert tables.count() == 2
    assert tables.evaluate_all("all => all.every((one) => one.scrollWidth <= one.clientWidth)")
    expect(status).to_be_in_viewport(ratio=1)


def test_whether_the_schedule_is_sound(visit):
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    ada.open("/admin/")
    ada.follow("The schedule is sound")
    ada.reads("Checked")
    wrong = objections(ada)
    ada.press("Check now")
    ada.reads("The worker checks the schedule now.")
    wrong += objections(ada)

    assert not wrong, "\n".join(wrong)


def test_who_may_do_what(visit):
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    ada.open("/admin/auth/group/")
    ada.follow("Who may do what")
    ada.reads("What somebody may do follows from their groups")
    wrong = objections(ada)

    assert not wrong, "\n".join(wrong)


def test_the_people_to_call(visit):
    desk = visit(FRONT_DESK, viewport=PHONE, reduced_motion="reduce")
    assert desk.open("/admin/calls/").status == 200
    wrong = objections(desk)

    assert not wrong, "\n".join(wrong)


def test_a_figure_leads_to_its_rows(visit):
    ada = visit(ADMINISTRATOR, viewport=DESKTOP)
    ada.open("/admin/")
    figure = ada.page.locator(".desk-figures a").first
    number = figure.locator("strong").inner_text()
    figure.click()

    assert ada.page.locator("#changelist-search .quiet").inner_text().startswith(f"{number} result")


@pytest.mark.parametrize("model", ["doctor", "user", "patient"])
def test_the_pages_that_ask_first(visit, model):
    """Each step of one person from the person's page, on a phone; the first of several from the list."""
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    ada.open(f"/admin/accounts/{model}/")
    ada.page.locator("#result_list tbody th a").last.click()
    ada.page.locator(".row-steps").wait_for()
    steps = [step.get_attribute("href") for step in ada.page.locator(".row-steps a").all()]
    wrong = objections(ada)
    for step in steps:
        assert ada.open(step).status == 200
        wrong += objections(ada)
    ada.open(f"/admin/accounts/{model}/")
    for tick in ada.page.locator(".action-select").all()[-2:]:
        tick.check()
    ada.page.locator("select[name=action]").select_option(index=1)
    ada.page.locator(".actions button").click()
    ada.reads("What follows")
    wrong += objections(ada)

    assert steps
    assert not wrong, "\n".join(wrong)


def test_the_closing_days_of_a_clinic(visit):
    """The page with its holidays, with an error, and the question about who has booked."""
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    ada.open(address(Clinic, "changelist"))
    ada.page.locator("#result_list tbody th a").first.click()
    ada.follow("Closing days")
    ada.reads("Closing days of")
    wrong = objections(ada)
    ada.page.locator("#id_label").fill("Training")
    ada.press("Save closing days")
    ada.reads("Choose the first day")
    wrong += objections(ada)
    first = dt.date.today() + dt.timedelta(days=1)  # noqa: DTZ011 - any day soon will do
    ada.page.locator("#id_first").fill(f"{first}")
    ada.page.locator("#id_last").fill(f"{first + dt.timedelta(days=6)}")
    ada.press("Save closing days")
    ada.reads("These days are not closed yet.")
    wrong += objections(ada)

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("form", ["accounts/doctor/add/", "scheduling/clinic/add/", "accounts/patient/add/", "import/"])
def test_a_form_stays_in_its_card_on_a_phone(visit, form):
    ada = visit(ADMINISTRATOR, viewport=PHONE)
    ada.open(f"/admin/{form}")
    fields = ada.page.locator("fieldset .form-row :is(input, select, textarea)").locator("visible=true")

    assert fields.count()
    assert fields.evaluate_all(BEYOND_THE_CARD) == []


def test_rows_are_cards_on_a_phone(visit):
    desk = visit(FRONT_DESK, viewport=PHONE, reduced_motion="reduce")
    desk.open("/admin/appointments/appointment/")
    row = desk.page.locator("#result_list tbody tr").first
    box = row.bounding_box()
    last = row.locator("td").last.bounding_box()
    folded = not desk.page.locator("#changelist-filter details[open]").count()  # measuring opens them
    wrong = objections(desk)

    assert box["x"] >= 0
    assert last["x"] + last["width"] <= PHONE["width"]
    assert folded
    assert not wrong, "\n".join(wrong)


def test_a_text_of_messages_from_the_list_to_its_original_again(visit):
    ada = visit(ADMINISTRATOR, viewport=PHONE, reduced_motion="reduce")
    assert ada.open(address(MessageText, "changelist")).status == 200
    wrong = objections(ada)
    ada.follow("Booked: Text message", exact=True)
    ada.fill("Text", "Come at nine")
    ada.press("Save this text")
    ada.reads("{link} must stand in a text message, once.")
    wrong += objections(ada)
    ada.fill("Text", "Come on {time}. {link}")
    ada.press("Preview")
    ada.reads("of 160 characters")
    wrong += objections(ada)
    ada.press("Save this text")
    ada.reads("Changed by")
    wrong += objections(ada)
    ada.follow("Restore the original")
    wrong += objections(ada)
    ada.press("Restore the original")
    ada.reads("The original stands again.")

    assert not wrong, "\n".join(wrong)
