// One dialog for the whole page. It lives outside of the component, whose contents are replaced at each change.
const dialog = document.createElement('dialog');
dialog.className = 'viewer';
dialog.setAttribute('aria-label', 'Enlarged picture');
document.body.append(dialog);

const step = (offset) => {
  const view = dialog.querySelector('[data-settings]');
  const index = Number(view.dataset.index) + offset;
  if (index < 0 || index >= Number(view.dataset.count)) return;
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
  const focused = document.activeElement?.dataset?.step;
  dialog.innerHTML = element.querySelector('.viewer-source').innerHTML;
  if (!dialog.open) dialog.showModal();
  const next = focused && dialog.querySelector(`[data-step="${focused}"]:not(:disabled)`);
  (next || dialog.querySelector('[data-close]')).focus();
});
