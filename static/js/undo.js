/* [data-undo-for="60"]: gone when dismissed or when undoing is over, but never from under the person's finger or focus. */
document.querySelectorAll("[data-undo-for]").forEach((bar) => {
  bar.querySelector("[data-dismiss]")?.removeAttribute("hidden");
  bar.addEventListener("click", (event) => { if (event.target.closest("[data-dismiss]")) bar.remove(); });
  const end = () => (bar.matches(":hover, :focus-within") ? setTimeout(end, 5000) : bar.remove());
  setTimeout(end, bar.dataset.undoFor * 1000);
});
