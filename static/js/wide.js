/* [data-wide-script]: a script only a wide screen has use for; a phone does not load it. */
document.querySelectorAll("[data-wide-script]").forEach(({ dataset }) => {
  if (!matchMedia("(min-width: 1000px)").matches) return;
  const script = document.createElement("script");
  script.src = dataset.wideScript;
  document.body.append(script);
});
