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

// The cell under the mouse or the keyboard's focus is shown three times as large.
const magnify = (cell) => {
  const palette = element.querySelector('.palette'), lens = palette.querySelector('.lens');
  const sheet = palette.querySelector('img'), canvas = lens.querySelector('canvas');
  const place = cells().indexOf(cell), across = Number(getComputedStyle(palette).getPropertyValue('--across'));
  const side = canvas.width;
  canvas.getContext('2d').drawImage(
    sheet, (place % across) * side, Math.floor(place / across) * side, side, side, 0, 0, side, side,
  );
  lens.querySelector('b').textContent = cell.getAttribute('aria-label');
  lens.hidden = false;
  const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = cell;
  const most = palette.offsetWidth - lens.offsetWidth;
  lens.style.left = `${Math.max(0, Math.min(most, left + (width - lens.offsetWidth) / 2))}px`;
  lens.style.top = `${top > lens.offsetHeight ? top - lens.offsetHeight - 6 : top + height + 6}px`;
};
const hide = () => { const lens = element.querySelector('.lens'); if (lens) lens.hidden = true; };
const under = (event) => {
  const cell = event.target.closest?.('[role=gridcell]');
  if (cell && (event.type === 'mouseover' || cell.matches(':focus-visible'))) magnify(cell); else hide();
};
if (matchMedia('(hover: hover)').matches) element.addEventListener('mouseover', under);
element.addEventListener('focusin', under);
element.addEventListener('mouseleave', hide);
element.addEventListener('focusout', hide);
