/* form[data-autosave] saves itself after a pause in typing, when a field is left and when the page is hidden, and says
   when. What cannot be saved stays on the page, and leaving it warns. Save by hand goes the same way, so that a stale
   token is renewed first. The answer is JSON {words, seen}; refused, {words} or {words, both}. */
(() => {
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const PAUSE = 3000, AGAIN = 10000, MOST_AFTER_LEAVING = 15000; // browsers let 64 KB leave after the page is gone
  const text = () => JSON.stringify([...form.querySelectorAll("textarea")].map((area) => area.value));
  const show = (name, is = true) => { form.querySelector(`[data-autosave-${name}]`).hidden = !is; };
  const tell = (words) => form.querySelectorAll("[data-autosave-words]").forEach((line) => { line.textContent = words; });
  let saved = "unsaved" in form.dataset ? null : text();
  let timer, said, running, stopped = false, leaving = false;
  const isDirty = () => text() !== saved;

  const trouble = (words, again = false) => {
    tell(words);
    if (said !== words) window.say?.(said = words);
    clearTimeout(timer);
    if (again) timer = setTimeout(save, AGAIN);
    return false;
  };
  const post = (hidden) => {
    form.elements.turn.value = Number(form.elements.turn.value) + 1;
    return fetch(location.href, {
      method: "POST", body: new FormData(form), headers: { Accept: "application/json" }, redirect: "manual",
      keepalive: hidden && text().length < MOST_AFTER_LEAVING,
    });
  };
  const renewToken = async () => {
    const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
    form.elements.csrfmiddlewaretoken.value = page.querySelector("[name=csrfmiddlewaretoken]").value;
  };
  const send = async (hidden) => {
    const sent = text();
    let answer = await post(hidden);
    if (answer.status === 403) {
      await renewToken();
      answer = await post(hidden);
    }
    show("sign-in", answer.type === "opaqueredirect");
    if (answer.type === "opaqueredirect") return trouble(form.dataset.signedOut);
    if (!answer.headers.get("Content-Type")?.startsWith("application/json")) return trouble(form.dataset.notSaved, true);
    const told = await answer.json();
    if (!answer.ok) {
      stopped = answer.status === 409;
      show("both", Boolean(told.both));
      return trouble(told.words);
    }
    form.elements.seen.value = told.seen;
    saved = sent;
    said = null;
    tell(isDirty() ? form.dataset.typing : told.words);
    return told.words;
  };

  // One at a time, so that an older text never comes after a newer one.
  async function save(hidden = false) {
    clearTimeout(timer);
    await running;
    if (!isDirty()) return true;
    running = send(hidden).catch(() => trouble(form.dataset.noConnection, true));
    return running;
  }

  form.addEventListener("input", ({ target }) => {
    if (!target.matches("textarea") || stopped) return;
    tell(form.dataset.typing);
    clearTimeout(timer);
    timer = setTimeout(save, PAUSE);
  });
  form.addEventListener("focusout", async () => {
    if (stopped || !isDirty()) return;
    const words = await save();
    if (words && words !== true) window.say?.(words);
  });
  form.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (leaving || button?.hasAttribute("data-straight")) {
      leaving = true;
      return;
    }
    event.preventDefault();
    const words = await save();
    if (!words) return;
    if (!button?.name) {
      if (words !== true) window.say?.(words);
      return;
    }
    leaving = true;
    form.requestSubmit(button);
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden && !stopped && isDirty()) save(true); });
  addEventListener("online", () => { if (!stopped && isDirty()) save(); });
  addEventListener("beforeunload", (event) => { if (isDirty() && !leaving) event.preventDefault(); });
})();
