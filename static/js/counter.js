/* textarea[maxlength][data-counter="%s characters left"]: shows how many are left, says so at 100, 50, 20 and 0. */
(() => {
  const levels = [100, 50, 20, 0];
  document.querySelectorAll("textarea[maxlength][data-counter]").forEach((box) => {
    const line = document.createElement("p");
    line.className = "counter";
    line.setAttribute("aria-hidden", "true");
    box.after(line);
    let said = Infinity;
    const show = () => {
      const left = box.maxLength - box.value.length;
      line.textContent = box.dataset.counter.replace("%s", left);
      const level = Math.min(...levels.filter((n) => left <= n));
      if (level < said && window.say) window.say(line.textContent);
      said = level;
    };
    show();
    box.addEventListener("input", show);
  });
})();
