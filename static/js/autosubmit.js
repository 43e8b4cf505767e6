/* form[data-autosubmit] is sent when a choice in it changes; its visible button stays. htmx forms listen by themselves. */
document.addEventListener("change", (event) => {
  const form = event.target.form;
  if (form && form.matches("[data-autosubmit]:not([hx-get], [hx-post])")) form.requestSubmit();
});
