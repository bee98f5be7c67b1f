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

const step = (offset) => {
  if (wanted !== null) return;
  const view = dialog.querySelector('[data-settings]');
  const index = Number(view.dataset.index) + offset;
  if (index < 0 || index >= Number(view.dataset.count)) return;
  expect(index);
  trigger('select', { index, value: JSON.parse(view.dataset.settings) });
};

// The picture becomes an end of a walk; the tab that shows walks listens.
const choose = (button) => {
  const view = dialog.querySelector('[data-settings]'), { end } = button.dataset;
  const detail = { end, index: Number(view.dataset.index), settings: JSON.parse(view.dataset.settings) };
  document.dispatchEvent(new CustomEvent('end', { detail }));
  if (end === 'walk') { dialog.close(); return; }
  button.setAttribute('aria-pressed', 'true');
  button.textContent = `This is ${end.toUpperCase()} now`;
};

dialog.addEventListener('click', (event) => {
  if (event.target === dialog || event.target.closest('[data-close]')) dialog.close();
  const button = event.target.closest('[data-step]');
  if (button) step(Number(button.dataset.step));
  const end = event.target.closest('[data-end]');
  if (end) choose(end);
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
