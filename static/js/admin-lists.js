/* On a narrow screen a list's rows become cards: each value is told with its column, and filters nobody chose are folded. */
(() => {
  const table = document.getElementById('result_list');
  if (table) {
    const names = [...table.tHead.rows[0].cells].map((cell) => cell.querySelector('.text')?.textContent.trim() ?? '');
    table.setAttribute('role', 'table');
    for (const group of table.tBodies) group.setAttribute('role', 'rowgroup');
    for (const row of table.tBodies[0].rows) {
      row.setAttribute('role', 'row');
      [...row.cells].forEach((cell, index) => {
        cell.setAttribute('role', cell.tagName === 'TH' ? 'rowheader' : 'cell');
        if (!names[index] || cell.tagName === 'TH') return;
        cell.dataset.label = names[index];
        cell.classList.toggle('is-empty', ['', '-'].includes(cell.textContent.trim()) && !cell.children.length);
      });
    }
    table.classList.add('as-cards');
  }

  if (matchMedia('(max-width: 767px)').matches) {
    for (const filter of document.querySelectorAll('#changelist-filter details')) {
      filter.open = Boolean(filter.querySelector('li.selected:not(:first-child)'));
    }
  }
})();
