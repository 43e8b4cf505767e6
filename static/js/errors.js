/* After a form came back with errors, the summary takes the focus, so that it is read first. */
(() => {
  const focusSummary = (place) => place.querySelector("[data-error-summary]")?.focus();
  focusSummary(document);
  // htmx names no target when the Back button brings a page back: then it is the element itself.
  document.addEventListener("htmx:afterSwap", ({ detail, target }) => focusSummary(detail.target || target));
})();
