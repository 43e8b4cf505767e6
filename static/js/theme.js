/* "Same as my device": decided before the first paint, so this one script is not deferred. */
(function () {
  var page = document.documentElement, dark = matchMedia("(prefers-color-scheme: dark)");
  function follow() { page.dataset.bsTheme = dark.matches ? "dark" : "light"; }
  if (page.dataset.theme === "auto") { follow(); dark.addEventListener("change", follow); }
})();
