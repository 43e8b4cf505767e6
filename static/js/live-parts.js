/* After "live:page": puts what changed into the page. A [data-live-part] is replaced by the one with its id, at once where it
   says "now", else when neither pointer nor focus is in it. A [data-live-list] in it keeps its [data-row]s where they are: a
   changed one is replaced and marked, one that is gone stays as text, and new ones wait behind a button. Sentences
   (data-live-say, of parts and rows) are spoken together, once in 20 seconds, never while somebody types. */
(() => {
  const root = document.querySelector("[data-live]");
  if (!root) return;
  const words = root.dataset, EVERY = 20000;
  // What the server said of it: tokens of forms are no words, and what is added here is none of its.
  const textOf = (element) => {
    const copy = element.cloneNode(true);
    copy.querySelectorAll(".live-new, .live-more, .live-notice").forEach((one) => one.remove());
    return copy.textContent.replace(/\s+/g, " ").trim();
  };
  const typing = () => document.activeElement?.matches("textarea, select, input:not([type=checkbox], [type=radio])");
  const name = (element) => [element.tagName, element.getAttribute("href") || element.name || "", element.value || element.textContent.trim()].join();

  let waiting = [], said = -EVERY, pouring;
  const tell = (sentence) => { if (sentence && !waiting.includes(sentence)) waiting.push(sentence); pour(); };
  const pour = () => {
    clearTimeout(pouring);
    const wait = typing() ? 2000 : said + EVERY - performance.now();
    if (!waiting.length) return;
    if (wait > 0) { pouring = setTimeout(pour, wait); return; }
    window.say?.(waiting.splice(0).join(" "));
    said = performance.now();
  };

  const mark = (row) => {
    const tag = Object.assign(document.createElement("span"), { className: "tag tag-info live-new", textContent: ` ${words.liveNew}` });
    (row.querySelector("[data-new-here], h2, h3, th, .nm") || row).append(tag);
    for (const look of ["pointerenter", "focusin"]) row.addEventListener(look, () => setTimeout(() => tag.remove(), 3000), { once: true });
  };

  // Puts `fresh` in the place of `old`, and the focus where it was: on the same thing, else on the heading.
  const put = (old, fresh, act) => {
    const focused = old.contains(document.activeElement) && name(document.activeElement);
    const open = [...old.querySelectorAll("details")].map((one) => one.open);
    const ticked = new Set([...old.querySelectorAll("input:checked")].map((one) => one.value));
    const now = act(document.importNode(fresh, true)) || old;
    now.querySelectorAll("details").forEach((one, place) => { one.open = open[place] ?? one.open; });
    now.querySelectorAll("input[type=checkbox]").forEach((one) => { one.checked ||= ticked.has(one.value); });
    if (focused) {
      const again = [...now.querySelectorAll("a, button, input, summary")].find((one) => name(one) === focused) || now.querySelector("h1, h2, h3, th, a") || now;
      if (!again.matches("a, button, input, summary")) again.tabIndex = -1;
      again.focus({ preventScroll: true });
    }
    return now;
  };
  const swap = (part, fresh) => {
    put(part, fresh, (copy) => part.replaceChildren(...copy.childNodes));
    window.htmx?.process(part);
  };
  const whenFree = (part, fresh) => {
    clearTimeout(part.later);
    if (part.matches(":hover, :focus-within")) part.later = setTimeout(whenFree, 1000, part, fresh);
    else swap(part, fresh);
  };

  const rowsOf = (list) => new Map([...list.querySelectorAll("[data-row]")].map((row) => [row.dataset.row, row]));
  const leave = (row, list) => {
    const had = row.contains(document.activeElement);
    row.querySelectorAll("form, button, input, label, .acts").forEach((one) => one.remove());
    row.classList.add("is-gone");
    row.removeAttribute("data-key-row");
    (row.querySelector("h2, h3, th") || row).append(" ", Object.assign(document.createElement("span"), { className: "tag", textContent: list.dataset.gone }));
    if (had) row.querySelector("a")?.focus({ preventScroll: true });
  };
  const updateRows = (part, list, fresh) => {
    const rows = rowsOf(list), next = rowsOf(fresh);
    let moved = false;
    for (const [key, row] of rows) {
      const to = next.get(key);
      if (!to) {
        moved = true;
        if (!row.matches(".is-gone")) { leave(row, list); tell(row.dataset.liveSay && list.dataset.gone); }
      } else if (textOf(row) !== textOf(to)) {
        const copy = put(row, to, (one) => { row.replaceWith(one); return one; });
        mark(copy);
        tell(to.dataset.liveSay);
      }
    }
    const added = [...next.keys()].filter((key) => !rows.has(key));
    if (added.length) offer(part, list, fresh, added);
    else if (!moved && textOf(list) !== textOf(fresh)) whenFree(part, fresh.closest("[data-live-part]"));
  };
  const offer = (part, list, fresh, added) => {
    let button = part.querySelector(".live-more");
    if (!button) {
      button = Object.assign(document.createElement("button"), { type: "button", className: "btn btn-outline-primary live-more" });
      part.prepend(button);
    }
    const count = words.liveMore.replace("%s", added.length);
    if (button.textContent !== count) tell(words.liveSaid.replace("%s", added.length));
    button.textContent = count;
    button.onclick = () => {
      swap(part, fresh.closest("[data-live-part]"));
      const rows = rowsOf(part);
      for (const key of added) mark(rows.get(key));
      rows.get(added[0])?.querySelector("a")?.focus();
    };
  };

  const update = (part, fresh) => {
    const list = part.querySelector("[data-live-list]"), freshList = fresh.querySelector("[data-live-list]");
    if (list && freshList) updateRows(part, list, freshList);
    else if (part.dataset.livePart === "now" || freshList) {
      swap(part, fresh);
      if (freshList) rowsOf(part).forEach(mark);
    } else whenFree(part, fresh);
    const news = fresh.dataset.liveSay;
    if (!news || news === part.dataset.liveSay) return;
    part.dataset.liveSay = news;
    tell(news);
    part.prepend(Object.assign(document.createElement("p"), { className: "notice notice-info live-notice", textContent: news }));
  };
  document.addEventListener("live:page", ({ detail: page }) => {
    for (const part of document.querySelectorAll("[data-live-part]")) {
      const fresh = page.getElementById(part.id);
      if (fresh && textOf(fresh) !== textOf(part)) update(part, fresh);
    }
  });

  const toggle = document.querySelector("[data-live-switch]");
  if (!toggle) return;
  const show = () => toggle.setAttribute("aria-pressed", localStorage.getItem("live") !== "off");
  toggle.hidden = false;
  toggle.addEventListener("click", () => {
    localStorage.setItem("live", localStorage.getItem("live") === "off" ? "on" : "off");
    show();
    document.dispatchEvent(new CustomEvent("live:switch"));
  });
  show();
})();
