"""What a browser complains about behind the page: scripts, the content security policy, requests, servers."""


class Troubles:
    """Collects from every page of a context until ``stop()``; ``none()`` fails if there is anything."""

    def __init__(self, context, address):
        self.address = address
        self.found = []
        self.listening = True
        context.on("console", self._on_console)
        context.on("weberror", lambda error: self._note(f"script error: {error.error}"))
        context.on("request", self._on_request)
        context.on("response", self._on_response)
        context.on("requestfailed", self._on_failure)

    def stop(self):
        """Listen no more: axe is about to put styles of its own into the page."""
        self.listening = False

    def go_on(self):
        """Listen again, on another page."""
        self.listening = True

    def none(self):
        assert self.found == [], "\n".join(self.found)

    def _note(self, words):
        if self.listening:
            self.found.append(words)

    def _on_console(self, message):
        # A failed load is told by its response, with its address.
        is_error = message.type == "error" and not message.text.startswith("Failed to load resource")
        if is_error or "Content Security Policy" in message.text:
            self._note(f"console: {message.text}")

    def _on_request(self, request):
        if not request.url.startswith((self.address, "data:")):
            self._note(f"a request to somebody else: {request.url}")

    def _on_response(self, response):
        # A refused form is a page too (409, 422); a picture or script that is not there is a mistake.
        is_page = response.request.is_navigation_request()
        if response.status >= 500 or (response.status >= 400 and not is_page):
            self._note(f"{response.status}: {response.request.method} {response.url}")

    def _on_failure(self, request):
        # Leaving a page breaks off what it still loads.
        if request.failure != "net::ERR_ABORTED":
            self._note(f"{request.failure}: {request.url}")
