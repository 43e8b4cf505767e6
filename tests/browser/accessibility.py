"""What must be true of every page, measured in it: frame, labels, width, targets, and what axe-core finds."""

from axe_playwright_python.base import AXE_SCRIPT

from tests.browser.visitor import DESKTOP, PHONE

NARROW = {"width": 320, "height": 640}
"""A phone at 400 % zoom (WCAG 1.4.10)."""
TABLET = {"width": 768, "height": 1024}
WIDTHS = (NARROW, PHONE, TABLET, DESKTOP)
LAYOUTS = (NARROW, TABLET, DESKTOP)
"""Where axe is asked: no style begins between 320 and 390 px (``test_page_list.py`` sees to it)."""
ENDS = (NARROW, DESKTOP)
"""Where it is asked of pages that have one layout among them, such as the administration's."""
LEAST_TARGET = 24
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DEPENDS_ON_COLOUR = ["color-contrast", "link-in-text-block"]
"""Rules that can answer otherwise in the dark; the others were asked in the light."""

# A checkbox stands for its label too; a link in running text is as high as its line (WCAG 2.5.8, "Inline").
TOO_SMALL = """least => {
  const isInProse = (element) =>
    getComputedStyle(element).display === "inline" &&
    (element.closest("p, dd, caption, .prose") ||
      [...element.parentElement.childNodes].some((node) => node !== element && node.textContent.trim()));
  const size = (element) => {
    const parts = [element, ...(element.labels || [])].map((part) => part.getBoundingClientRect());
    return [Math.max(...parts.map((box) => box.width)), Math.max(...parts.map((box) => box.height))];
  };
  const targets = "a[href], button, input:not([type=hidden]), select, textarea, summary, [role=button]";
  return [...document.querySelectorAll(targets)]
    .filter((element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true }))
    .filter((element) => !element.closest(".visually-hidden, .skip, .select2-hidden-accessible") && !isInProse(element))
    .map((element) => [...size(element), element.outerHTML.slice(0, 120)])
    .filter(([width, height]) => width < least || height < least)
    .map(([width, height, html]) => `${Math.round(width)} by ${Math.round(height)}: ${html}`);
}"""

WITHOUT_LABEL = """() => {
  const fields = document.querySelectorAll("input:not([type=hidden], [type=submit], [type=button]), select, textarea");
  const text = (id) => document.getElementById(id)?.textContent.trim();
  const isNamed = (field) =>
    [...(field.labels || [])].some((label) => label.textContent.trim()) ||
    field.getAttribute("aria-label") ||
    (field.getAttribute("aria-labelledby") || "").split(" ").some(text);
  return [...fields].filter((field) => !isNamed(field)).map((field) => field.outerHTML.slice(0, 120));
}"""

TOO_WIDE = """() => {
  const page = document.scrollingElement, edge = page.clientWidth;
  if (page.scrollWidth <= edge) return [];
  const clips = (element) => /auto|scroll|hidden|clip/.test(getComputedStyle(element).overflowX);
  const isClipped = (element) =>
    element && element !== document.body && (clips(element) || isClipped(element.parentElement));
  const from = (element) => Math.round(element.getBoundingClientRect().left);
  const to = (element) => Math.round(element.getBoundingClientRect().right);
  return [...document.querySelectorAll("body *")]
    .filter((element) => (from(element) < 0 || to(element) > edge) && !isClipped(element.parentElement))
    .map((element) => `from ${from(element)} to ${to(element)} of ${edge}: ${element.outerHTML.slice(0, 120)}`)
    .concat(`${page.scrollWidth} of ${edge}`);
}"""

# What a language such as Arabic loads, in the order the frame and Django's admin load it.
TURN_TO_READ_FROM_THE_RIGHT = """() => {
  const head = document.head;
  const find = (part) => head.querySelector(`link[href*='${part}']`);
  const load = (path, place) => new Promise((done, failed) => {
    const sheet = Object.assign(document.createElement("link"), { rel: "stylesheet", href: `/static/${path}` });
    Object.assign(sheet, { onload: done, onerror: failed });
    place(sheet);
  });
  document.documentElement.dir = "rtl";
  const bootstrap = find("bootstrap.min"), responsive = find("admin/css/responsive");
  const loaded = bootstrap
    ? [load("vendor/bootstrap/bootstrap.rtl.min.css", (sheet) => bootstrap.after(sheet))]
    : [
        load("admin/css/rtl.css", (sheet) => responsive.before(sheet)),
        load("admin/css/responsive_rtl.css", (sheet) => responsive.after(sheet)),
      ];
  return Promise.all(loaded).then(() => { if (bootstrap) bootstrap.remove(); return true; });
}"""

COLOURS_HAVE_FADED = (
    "() => Promise.all(document.getAnimations().map((animation) => animation.finished)).then(() => true)"
)


def frame(visitor, *, site_name):
    """Return what is wrong with the frame of the page: one h1, a language, a title that says both."""
    page, wrong = visitor.has_arrived(), []
    headings = page.locator("h1").all_inner_texts()
    if len(headings) != 1:
        wrong.append(f"{len(headings)} h1: {headings}")
    if not page.locator("html").get_attribute("lang"):
        wrong.append("no lang")
    title = page.title().removeprefix("Error: ")
    if headings and title != f"{headings[0].strip()} – {site_name}":
        wrong.append(f"title {title!r} beside h1 {headings[0]!r}")
    if page.locator("main").count() != 1:
        wrong.append("not one main")
    return wrong


def measure(visitor, *, axe_at=LAYOUTS):
    """
    Return what is wrong with the page in each look and width, read from the left and from the right.

    It sets looks and widths itself: one visit measures them all. Axe is asked at the widths ``axe_at``, in the dark
    at the narrowest and the widest alone, and not from the right, which moves what is there and renames and colours
    nothing. Call it last: axe and the sizes change the page.
    """
    page = visitor.has_arrived()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    wrong = [f"no label: {field}" for field in page.evaluate(WITHOUT_LABEL)]
    wrong += sizes(page, WIDTHS)
    visitor.troubles.stop()
    page.evaluate(AXE_SCRIPT)
    for theme, rules, asked in (
        ("light", {"type": "tag", "values": TAGS}, axe_at),
        ("dark", {"type": "rule", "values": DEPENDS_ON_COLOUR}, ENDS),
    ):
        page.emulate_media(color_scheme=theme)
        wrong += axe_at_each(page, asked, rules, look=theme)
    page.emulate_media(color_scheme="light")
    page.evaluate(TURN_TO_READ_FROM_THE_RIGHT)
    wrong += [f"from the right, {objection}" for objection in sizes(page, WIDTHS)]
    return wrong


def sizes(page, widths):
    """Return what goes beyond the edge at each width, and every target outside prose below 24 px."""
    wrong = []
    for viewport in widths:
        page.set_viewport_size(viewport)
        width = viewport["width"]
        wrong += [f"too wide at {width}: {part}" for part in page.evaluate(TOO_WIDE)]
        wrong += [f"target at {width}: {part}" for part in page.evaluate(TOO_SMALL, LEAST_TARGET)]
    return wrong


def axe_at_each(page, widths, rules, *, look):
    """Return what axe-core finds at each width, once the colours of the ``look`` have settled."""
    wrong = []
    for viewport in widths:
        page.set_viewport_size(viewport)
        page.evaluate(COLOURS_HAVE_FADED)
        wrong += [f"axe, {viewport['width']} {look}: {finding}" for finding in axe(page, rules)]
    return wrong


def axe(page, rules):
    """Return what axe-core finds by ``rules``: which rule, how bad, where."""
    options = {"runOnly": rules, "resultTypes": ["violations"]}
    found = page.evaluate("options => axe.run(document, options).then((results) => results.violations)", options)
    return [
        f"{one['id']} ({one['impact']}) {node['target']} {node['html'][:120]}" for one in found for node in one["nodes"]
    ]
