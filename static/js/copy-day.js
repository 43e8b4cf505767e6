/* [data-copy-day="0" data-copy-to="1 2"] in a form gives the fields named *_1 and *_2 what the fields named *_0 hold,
   and says the form's data-say; without script its press does the same by a page of its own. */
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-copy-day]");
  if (!button) return;
  event.preventDefault();
  const { form } = button;
  for (const field of form.querySelectorAll(`[name$="_${button.dataset.copyDay}"]`)) {
    for (const day of button.dataset.copyTo.split(" ")) {
      const other = form.elements[field.name.replace(/\d$/, day)];
      if (field.type === "checkbox") other.checked = field.checked;
      else other.value = field.value;
    }
  }
  form.dispatchEvent(new Event("change", { bubbles: true }));
  window.say?.(form.dataset.say);
});
