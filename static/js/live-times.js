/* Free times that go or come while the page is open. A button.slot that was taken stays where it is, as text; what came is
   offered by a button above the times of its [data-times] form, so that nothing moves by itself. Words: [data-live] -taken, -came. */
(() => {
  const root = document.querySelector("[data-live]");
  if (!root) return;
  const SLOT = "button[name=slot]", GONE = "[data-gone]";
  const day = (value) => value.split(".")[2].slice(0, 8);
  const start = (value) => value.split(".")[2];
  const values = (form) => new Set([...form.querySelectorAll(SLOT)].map((button) => button.value));

  const grey = (button) => {
    const text = document.createElement("span");
    const had = document.activeElement === button;
    text.className = `${button.className} is-taken`;
    text.dataset.gone = button.value;
    text.append(...button.cloneNode(true).childNodes, Object.assign(document.createElement("small"), { textContent: root.dataset.liveTaken }));
    text.button = button;
    text.tabIndex = -1;
    button.replaceWith(text);
    if (!had) return;
    text.focus();
    window.say?.(`${text.firstChild.textContent.trim()}: ${root.dataset.liveTaken}`);
  };
  document.addEventListener("live:news", ({ detail }) => {
    for (const value of detail.taken || []) document.querySelectorAll(`${SLOT}[value="${CSS.escape(value)}"]`).forEach(grey);
  });

  document.addEventListener("live:page", ({ detail: page }) => {
    for (const form of document.querySelectorAll("[data-times]")) {
      const fresh = page.querySelector(`[data-times="${form.dataset.times}"]`);
      if (!fresh) continue;
      const free = values(fresh);
      form.querySelectorAll(GONE).forEach((text) => { if (free.has(text.dataset.gone) && text.button) text.replaceWith(text.button); });
      form.querySelectorAll(SLOT).forEach((button) => { if (!free.has(button.value)) grey(button); });
      offer(form, fresh, free);
    }
  });

  // Of a card only what lies between its times counts: the next one moves up whenever another is taken.
  const offer = (form, fresh, free) => {
    const shown = new Set([...values(form), ...[...form.querySelectorAll(GONE)].map((text) => text.dataset.gone)]);
    const until = {};
    for (const value of shown) until[day(value)] = [until[day(value)] || "", start(value)].sort()[1];
    const lastDay = Object.keys(until).sort().at(-1) || "";
    const isNew = (value) => !shown.has(value) && ("timesAll" in form.dataset || (until[day(value)] ? start(value) < until[day(value)] : day(value) < lastDay));
    const count = [...free].filter(isNew).length;
    let button = form.querySelector(":scope > .live-more");
    if (!count) { button?.remove(); return; }
    if (!button) {
      button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-primary live-more" });
      form.prepend(button);
    }
    button.textContent = root.dataset.liveCame.replace("%s", count);
    button.onclick = () => {
      form.replaceChildren(...document.importNode(fresh, true).childNodes);
      window.htmx?.process(form);
      form.querySelector(SLOT)?.focus();
    };
  };
})();
