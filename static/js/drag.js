/* On the board of a week, with a mouse: an appointment dropped on free time leads to the page that changes its time, with
   the start nearest to where it was dropped. The drop itself changes nothing; keys and touch open that page themselves. */
(() => {
  const words = document.querySelector("[data-not-free]").dataset;
  const board = matchMedia("(min-width: 1000px) and (pointer: fine)");
  let held;

  // The target may be the text in a link.
  const on = ({ target }, what) => (target.closest ? target : target.parentElement)?.closest(what);
  const mark = (free) => {
    document.querySelector(".drop-here")?.classList.remove("drop-here");
    free?.classList.add("drop-here");
  };
  const letGo = () => {
    held = null;
    mark();
    document.querySelector(".takes-drop")?.classList.remove("takes-drop");
  };

  document.addEventListener("dragstart", (event) => {
    const link = board.matches && on(event, ".ev:is(.conf, .req) > a");
    if (!link) return;
    held = { page: new URL(link.href).pathname, grip: event.clientY - link.getBoundingClientRect().top };
    event.dataTransfer.effectAllowed = "move";
    on(event, ".week-board").classList.add("takes-drop");
  });
  const over = (event) => {
    if (!held) return;
    mark(on(event, ".free > a"));
    if (on(event, ".week-board")) event.preventDefault();
  };
  document.addEventListener("dragenter", over);
  document.addEventListener("dragover", over);
  document.addEventListener("dragend", letGo);
  document.addEventListener("drop", (event) => {
    if (!held) return;
    event.preventDefault();
    const { page, grip } = held;
    const free = on(event, ".free > a");
    const told = free && new URL(free.href).searchParams;
    letGo();
    if (!told?.has("starts_at")) return void window.say(words.notFree);
    const [from, to] = ["starts_at", "ends_at"].map((name) => Date.parse(told.get(name)));
    const { top, height } = free.getBoundingClientRect();
    const share = Math.min(1, Math.max(0, (event.clientY - grip - top) / height));
    const near = new Date(from + share * (to - from)).toISOString();
    const next = location.pathname + location.search;
    location.assign(`${page}reschedule/?${new URLSearchParams({ near, clinic: told.get("clinic"), next })}`);
  });
})();
