/* A link to a page or place opens a <dialog> instead: data-dialog="id of the dialog".
   data-dialog-takes="#part" brings a part of the page into the dialog's [data-dialog-holds] and puts it back on closing. */
(() => {
  let takenFrom;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-dialog]");
    const dialog = link && document.getElementById(link.dataset.dialog);
    if (!dialog || !dialog.showModal) return;
    event.preventDefault();
    const part = link.dataset.dialogTakes && document.querySelector(link.dataset.dialogTakes);
    if (part) {
      takenFrom = document.createComment("");
      part.replaceWith(takenFrom);
      dialog.querySelector("[data-dialog-holds]").append(part);
      dialog.addEventListener("close", () => takenFrom.replaceWith(part), { once: true });
    }
    dialog.showModal();
    dialog.addEventListener("close", () => link.focus(), { once: true });
  });

  document.addEventListener("click", (event) => {
    // A dialog without padding is hit itself only where its backdrop is.
    if (event.target.matches("dialog[open]")) event.target.close();
  });
})();
