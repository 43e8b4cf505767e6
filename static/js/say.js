/* The live region: say("…") from other scripts; after a swap, the text of [data-say] is spoken and [data-takes-focus] is
   focused if the person's own element is gone. Loading and failing requests are put into words here as well. */
(() => {
  // Asked for each time: the Back button replaces the whole body, and the region with it.
  const region = () => document.getElementById("say");
  if (!region()) return;
  const say = (window.say = (text) => {
    region().textContent = "";
    setTimeout(() => { region().textContent = text; }, 100);
  });
  let slow;

  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    detail.target.setAttribute("aria-busy", "true");
    detail.target.parentElement?.querySelector(":scope > [data-offline]")?.remove();
    clearTimeout(slow);
    slow = setTimeout(() => say(region().dataset.slow), 1000);
  });
  document.addEventListener("htmx:afterRequest", ({ detail }) => {
    clearTimeout(slow);
    detail.target.removeAttribute("aria-busy");
  });
  document.addEventListener("htmx:afterSettle", ({ detail, target }) => {
    const swapped = detail.target || target; // no target when the Back button brings a page back
    const words = swapped.querySelector("[data-say]") || swapped.closest("[data-say]");
    if (words) say(words.dataset.say);
    // The last one: what was appended earlier keeps its mark.
    if (document.activeElement === document.body) [...swapped.querySelectorAll("[data-takes-focus]")].at(-1)?.focus();
  });
  for (const failure of ["htmx:sendError", "htmx:responseError", "htmx:timeout"]) {
    document.addEventListener(failure, ({ detail }) => {
      const notice = document.createElement("p");
      notice.className = "notice notice-bad";
      notice.setAttribute("role", "alert");
      notice.dataset.offline = "";
      notice.textContent = region().dataset.offline;
      detail.target.before(notice);
    });
  }
})();
