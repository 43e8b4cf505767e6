/* [data-held-until][data-now] (two UTC instants, so that a wrong clock in the device does not matter) is hidden until two
   minutes before the end. Its form asks for longer without leaving the page, so that nothing typed is lost; the answer is
   JSON {held_until, now, words}, and words go into every [data-hold-words]. */
(() => {
  document.querySelectorAll("[data-held-until]").forEach((strip) => {
    const form = strip.querySelector("form");
    const arm = (until, now) => {
      const left = Date.parse(until) - Date.parse(now);
      if (left <= 0) return;
      setTimeout(() => {
        strip.hidden = false;
        window.say?.(strip.querySelector("p").textContent);
      }, Math.max(0, left - 120000));
    };
    arm(strip.dataset.heldUntil, strip.dataset.now);

    form?.addEventListener("submit", async (event) => {
      event.preventDefault();
      try {
        const answer = await fetch(form.action, { method: "POST", body: new FormData(form), headers: { Accept: "application/json" } });
        const hold = await answer.json();
        strip.hidden = true;
        document.querySelectorAll("[data-hold-words]").forEach((line) => { line.textContent = hold.words; });
        window.say?.(hold.words);
        arm(hold.held_until, hold.now);
      } catch {
        // The time is taken again when the answer is sent; nothing to tell.
      }
    });
  });
})();
