/* Tells the server which clock the device shows, for as long as the browser is open. A zone somebody chose is in a cookie
   that scripts cannot replace, and the one of their account comes before both. */
(() => {
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const secure = location.protocol === "https:" ? "; secure" : "";
  if (zone) document.cookie = `time_zone=${zone}; path=/; samesite=lax${secure}`;
})();
