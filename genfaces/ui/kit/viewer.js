// One dialog for the whole page. It lives outside of the component, whose contents are replaced at each change.
const dialog = document.createElement('dialog');
dialog.className = 'viewer';
dialog.setAttribute('aria-label', 'Enlarged picture');
document.body.append(dialog);

// The picture on its way to a step: no other one is asked for until it is here, so that a held key asks for no more than
// are shown, and a dialog that was closed meanwhile stays closed. An error brings no picture; it is not waited for long.
const PATIENCE = 5000;
let wanted = null, waiting = null;
const expect = (index) => {
  wanted = index;
  clearTimeout(waiting);
  if (index !== null) waiting = setTimeout(() => { wanted = null; }, PATIENCE);
};

const enlarge = (value, index = 0) => trigger('select', { index, value });
document.addEventListener('enlarge', ({ detail }) => enlarge(detail));

// A picture of a grid whose settings are a recipe, or a button that holds the recipe itself.
document.addEventListener('click', ({ target }) => {
  const tile = target.closest('button[data-index], button[data-recipe]');
  if (!tile) return;
  const settings = JSON.parse(tile.dataset.recipe ?? tile.closest('[data-settings]')?.dataset.settings ?? '{}');
  if (settings.task) enlarge(settings, Number(tile.dataset.index ?? 0));
});

const step = (offset) => {
  if (wanted !== null) return;
  const view = dialog.querySelector('[data-settings]'), settings = JSON.parse(view.dataset.settings);
  const index = Number(view.dataset.index) + offset;
  if (!('count' in settings) || index < 0 || index >= settings.count) return;
  expect(index);
  enlarge(settings, index);
};

dialog.addEventListener('click', ({ target }) => {
  if (target === dialog || target.closest('[data-close]')) dialog.close();
  const button = target.closest('button');
  if (button?.dataset.step) step(Number(button.dataset.step));
  if (button && 'keepIt' in button.dataset) {
    const { kept } = dialog.querySelector('[data-kept]').dataset, title = dialog.querySelector('h2').textContent;
    document.dispatchEvent(new CustomEvent('keep', { detail: { recipe: kept, title, source: dialog.querySelector('img').src } }));
    button.textContent = 'Kept below';
  }
  // It became an end of a walk, and the dialog stays for the other one.
  if (button && 'stays' in button.dataset) {
    button.setAttribute('aria-pressed', 'true');
    button.textContent = `This is ${button.textContent.at(-1)} now`;
  }
});
dialog.addEventListener('keydown', (event) => {
  if (event.key === 'ArrowLeft') step(-1);
  if (event.key === 'ArrowRight') step(1);
});

watch('value', () => {
  if (Number(element.querySelector('[data-index]').dataset.index) === wanted) {
    expect(null);
    if (!dialog.open) return;
  }
  const focused = document.activeElement?.dataset?.step;
  dialog.innerHTML = element.querySelector('.viewer-source').innerHTML;
  if (!dialog.open) dialog.showModal();
  const next = focused && dialog.querySelector(`[data-step="${focused}"]:not(:disabled)`);
  (next || dialog.querySelector('[data-close]')).focus();
});
