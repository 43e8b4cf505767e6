/* After a form came back with errors, the summary takes the focus, so that it is read first. */
(() => {
  const focusSummary = (place) => place.querySelector("[data-error-summary]")?.focus();
  focusSummary(document);
  document.addEventListener("htmx:afterSwap", (event) => focusSummary(event.detail.target));
})();
