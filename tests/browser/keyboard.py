"""Somebody who has a keyboard and no pointer."""

MOST_KEYS_A_PAGE = 40


class Keyboard:
    """Presses keys, counts them, and asks what has the focus."""

    def __init__(self, page):
        self.page, self.keys = page, 0

    def press(self, key):
        self.page.keyboard.press(key)
        self.keys += 1

    def type(self, words):
        self.page.keyboard.type(words)

    def is_on(self, selector):
        focused = self.page.locator(":focus")
        return focused.count() == 1 and focused.evaluate("(element, selector) => element.matches(selector)", selector)

    def tab_to(self, selector, *, most=MOST_KEYS_A_PAGE):
        """Press Tab until ``selector`` (CSS) has the focus; nothing may hold it fast."""
        for _key in range(most):
            self.press("Tab")
            if self.is_on(selector):
                return
        raise AssertionError(f"{most} times Tab did not lead to {selector}")

    def enter(self, selector, **more):
        """Go to ``selector`` and press Enter."""
        self.tab_to(selector, **more)
        self.press("Enter")

    def fill(self, selector, words, **more):
        """Go to a field and type into it."""
        self.tab_to(selector, **more)
        self.type(words)

    def choose(self, group, value, **more):
        """Go to the radio buttons named ``group`` and press the arrow key until the one with ``value`` is chosen."""
        self.tab_to(f"input[name={group}]", **more)
        self.press("Space")
        for _key in range(MOST_KEYS_A_PAGE):
            if self.is_on(f"input[name={group}][value='{value}']:checked"):
                return
            self.press("ArrowDown")
        raise AssertionError(f"No arrow key leads to {value}")
