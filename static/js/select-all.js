/* [data-selects] holds checkboxes. Inside it: [data-select-all] ticks those marked data-clean (or all), [data-selected]
   shows how many are ticked, [data-when-selected] is there only while some are. data-say="%s selected" is spoken. */
document.querySelectorAll("[data-selects]").forEach((area) => {
  const boxes = () => [...area.querySelectorAll("input[type=checkbox][name]")];
  let wait;
  const show = (aloud) => {
    const count = boxes().filter((box) => box.checked).length;
    area.querySelectorAll("[data-selected]").forEach((place) => { place.textContent = count; });
    area.querySelectorAll("[data-when-selected]").forEach((part) => { part.hidden = !count; });
    clearTimeout(wait);
    if (aloud && area.dataset.say) wait = setTimeout(() => window.say?.(area.dataset.say.replace("%s", count)), 300);
  };
  area.querySelectorAll("[data-select-all]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", (event) => {
      event.preventDefault();
      const clean = boxes().filter((box) => "clean" in box.dataset);
      const wanted = clean.length ? clean : boxes();
      const on = wanted.some((box) => !box.checked);
      wanted.forEach((box) => { box.checked = on; });
      show(true);
    });
  });
  area.addEventListener("change", () => show(true));
  document.addEventListener("htmx:afterSettle", () => show(false));
  show(false);
});
