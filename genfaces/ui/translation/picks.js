// What to start from is told to the easel.
element.addEventListener('click', (event) => {
  const tile = event.target.closest('button[data-example]');
  if (!tile) return;
  const detail = { example: tile.dataset.example, source: tile.querySelector('img')?.src };
  document.dispatchEvent(new CustomEvent('start-from', { detail }));
});
