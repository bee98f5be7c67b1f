// A cell of the grid is a place to go to.
element.addEventListener('click', (event) => {
  const cell = event.target.closest('[data-row]');
  if (cell) trigger('select', { index: Number(cell.dataset.row), value: Number(cell.dataset.value) });
});
