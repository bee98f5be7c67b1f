// A grid of clickable pictures: a click (or Enter, the pictures are buttons) tells Python which and from what settings.
element.addEventListener('click', (event) => {
  const tile = event.target.closest('button[data-index]');
  if (!tile) return;
  const settings = tile.closest('[data-settings]').dataset.settings;
  trigger('select', { index: Number(tile.dataset.index), value: JSON.parse(settings) });
});
element.dataset.ready = ''; // clicks are heard from now on

// Whoever follows what is shown is told: the address bar (views.js), the history.
watch('value', () => {
  const view = element.querySelector('[data-view]');
  if (!view) return;
  const detail = { ...view.dataset, source: element.querySelector('img')?.src };
  document.dispatchEvent(new CustomEvent('drawn', { detail }));
});
