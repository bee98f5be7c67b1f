// A cell of the grid is a place to go to.
let leaving = null;
element.addEventListener('click', (event) => {
  const cell = event.target.closest('[data-row]');
  if (!cell) return;
  leaving = cell.dataset;
  trigger('select', { index: Number(cell.dataset.row), value: Number(cell.dataset.value) });
});

// The grid marks the cell that was gone to and shows it large: the keyboard goes on from there, unless its user has gone elsewhere.
new MutationObserver(() => {
  const cell = element.querySelector('[aria-selected=true]');
  if (!leaving || cell?.dataset.row !== leaving.row || cell.dataset.value !== leaving.value) return;
  leaving = null;
  cell.dispatchEvent(new CustomEvent('lens', { bubbles: true }));
  if (element.contains(document.activeElement)) cell.focus({ preventScroll: true });
}).observe(element, { childList: true, subtree: true, attributes: true, attributeFilter: ['aria-selected'] });
