// A cell of the palette, an example or a button of the morph says what is wished for.
element.addEventListener('click', (event) => {
  const { hair, eyes, start, text } = event.target.closest('button')?.dataset ?? {};
  if (hair) trigger('select', { index: 0, value: { hair, eyes } });
  if (start) trigger('select', { index: 0, value: { start } });
  if (text) trigger('select', { index: 0, value: { text } });
});

const cells = () => [...element.querySelectorAll('[role=gridcell]')];

// The palette stays while other pairs are chosen from it: only the mark moves.
document.addEventListener('drawn', ({ detail }) => {
  const asked = new URLSearchParams(detail.view);
  if (asked.get('tab') !== 'tags') return;
  for (const cell of cells()) {
    const chosen = cell.dataset.hair === asked.get('hair') && cell.dataset.eyes === asked.get('eyes');
    cell.setAttribute('aria-selected', chosen);
    cell.tabIndex = chosen ? 0 : -1;
  }
});
