/* [data-live="/events/…/"]: the page keeps itself up to date. A stream says that something changed ("live:news"); the page is
   then fetched anew, under its own permissions, for whoever shows it ("live:page"). Without a stream it is fetched once a minute.
   Nothing runs in a tab nobody sees. data-live-since: the second it was made; -for: one appointment; -pace: seconds between fetches. */
(() => {
  const root = document.querySelector("[data-live]");
  if (!root) return;
  const { live, liveSince: since, liveFor: only, livePace = 0.5 } = root.dataset;
  let source, last, due, fetched = 0, over = false;
  const idle = () => over || document.hidden || localStorage.getItem("live") === "off";
  const doctors = () => [...new Set([...document.querySelectorAll("[data-times]")].map((form) => form.dataset.times))].slice(0, 40);
  const about = () => new URLSearchParams(doctors().map((key) => ["doctor", key])).toString();

  const look = (wait = 0) => { due ??= setTimeout(fetchPage, Math.max(wait, fetched + livePace * 1000 - Date.now())); };
  const fetchPage = async () => {
    due = undefined;
    if (idle()) return;
    fetched = Date.now();
    try {
      const answer = await fetch(location.href, { headers: { "X-Unattended": "1" } });
      if (answer.redirected) end(); // to signing in
      else if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        document.dispatchEvent(new CustomEvent("live:page", { detail: page }));
      }
    } catch {
      // The server is away; the next turn of the clock asks again.
    }
  };

  const close = () => { source?.close(); source = undefined; };
  const end = () => { over = true; close(); };
  const open = () => {
    if (source || idle() || (root.hasAttribute("data-live-doctors") && !about())) return;
    source = new EventSource(`${live}?${new URLSearchParams(last ? { after: last } : { since })}&${about()}`);
    source.about = about();
    source.onmessage = ({ data, lastEventId }) => {
      last = lastEventId || last;
      const news = JSON.parse(data);
      if (only && !news.read_all && !news.appointments.includes(only)) return;
      document.dispatchEvent(new CustomEvent("live:news", { detail: news }));
      look(news.can_wait ? 1000 + Math.random() * 4000 : 0);
    };
    source.addEventListener("over", end);
    source.onerror = () => { if (source?.readyState === EventSource.CLOSED) close(); };
  };
  const wake = () => { open(); if (!source && !idle()) look(); };

  setInterval(() => { if (source?.readyState !== EventSource.OPEN && !idle()) { open(); look(); } }, 60000);
  document.addEventListener("visibilitychange", () => (document.hidden ? close() : wake()));
  document.addEventListener("live:switch", () => (idle() ? close() : (open(), look())));
  document.addEventListener("htmx:afterSettle", () => { if (source && source.about !== about()) { close(); open(); } });
  // What somebody is about to take themselves is not news to them.
  document.addEventListener("submit", () => { close(); setTimeout(open, 5000); });
  addEventListener("pagehide", close);
  addEventListener("pageshow", (event) => { if (event.persisted) { open(); look(); } });
  open();
})();
