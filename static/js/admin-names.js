/* Give the admin's autocomplete fields the name of their label: select2 builds controls of its own, and names none. */
(() => {
  const nameOf = (select) =>
    select.getAttribute('aria-label') || document.querySelector(`label[for="${select.id}"]`)?.textContent.replace(/:\s*$/, '').trim() || '';

  const name = () => {
    for (const select of document.querySelectorAll('select.admin-autocomplete')) {
      const box = select.nextElementSibling;
      const words = nameOf(select);
      if (!words || !box?.classList.contains('select2-container')) continue;
      for (const control of box.querySelectorAll('[role="combobox"], [role="textbox"], .select2-search__field')) {
        const chosen = control.getAttribute('role') === 'textbox' ? '' : select.selectedOptions[0]?.text ?? '';
        control.removeAttribute('aria-labelledby');
        control.setAttribute('aria-label', chosen ? `${words}: ${chosen}` : words);
      }
    }
  };

  const nameTheSearch = (event) => {
    const words = nameOf(event.target);
    document.querySelector('.select2-container--open .select2-search__field')?.setAttribute('aria-label', words);
    document.querySelector('.select2-results__options')?.setAttribute('aria-label', words);
  };

  // jQuery calls in the order it was asked in: select2 is there by then. Pages without it have nothing to name.
  window.django?.jQuery?.(() => {
    name();
    window.django.jQuery(document).on('select2:open', nameTheSearch);
    window.django.jQuery(document).on('change', 'select.admin-autocomplete', () => setTimeout(name));
  });
  document.addEventListener('formset:added', () => setTimeout(name));
})();
