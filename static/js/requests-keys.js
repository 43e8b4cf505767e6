/* [data-keys]: single-key shortcuts, only while focus is inside and not in a text field (WCAG 2.1.4), and only if the switch
   [data-keys-switch] is on. J and K move between [data-key-row]; any other key presses the row's [data-key="a"], or the
   page's: data-key="Shift+A", "u", "?". Every key has a visible button. */
document.querySelectorAll("[data-keys]").forEach((list) => {
  const toggle = document.querySelector("[data-keys-switch]");
  const store = "request-keys";
  const isOn = () => localStorage.getItem(store) !== "off";
  if (toggle) {
    const show = () => toggle.setAttribute("aria-pressed", isOn());
    toggle.hidden = false;
    toggle.addEventListener("click", () => { localStorage.setItem(store, isOn() ? "off" : "on"); show(); });
    show();
  }

  list.addEventListener("keydown", (event) => {
    if (!isOn() || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.matches("textarea, select, input:not([type=checkbox], [type=radio])")) return;
    const key = event.shiftKey && event.key.length === 1 && event.key !== "?" ? "Shift+" + event.key.toUpperCase() : event.key.toLowerCase();
    const rows = [...list.querySelectorAll("[data-key-row]")];
    const row = event.target.closest("[data-key-row]");
    let to;
    if (key === "j" || key === "k") {
      to = rows[rows.indexOf(row) + (key === "j" ? 1 : -1)]?.querySelector("input, a, button");
      to?.focus();
      to?.closest("[data-key-row]").scrollIntoView({ block: "nearest" });
    } else if (key !== " " && (key !== "enter" || event.target.matches("[type=checkbox]"))) {
      const named = `[data-key="${CSS.escape(key)}"]`;
      to = row?.querySelector(named) || [...document.querySelectorAll(named)].find((one) => !one.closest("[data-key-row]"));
      to?.click();
    }
    if (to) event.preventDefault();
  });
});
