/* [data-needs-passkeys] shows where the browser knows passkeys; [data-passkey-failed] says so when one could not be made or used. */
(() => {
  if (!window.PublicKeyCredential) return;
  document.querySelectorAll("[data-needs-passkeys]").forEach((part) => { part.hidden = false; });
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    document.querySelectorAll("[data-passkey-failed]").forEach((words) => { words.hidden = false; });
  });
})();
