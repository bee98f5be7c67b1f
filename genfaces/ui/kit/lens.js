// Of a grid that lies over one sheet of pictures, the cell under the mouse or the keyboard's focus, and one that says
// `lens`, is shown three times as large where it is.
const show = async (cell) => {
  const grid = cell.closest('[role=grid]').parentElement, lens = grid.querySelector('.lens');
  const sheet = grid.querySelector('img'), canvas = lens.querySelector('canvas'), side = canvas.width;
  const across = cell.parentElement.querySelectorAll('[role=gridcell]').length;
  const place = [...grid.querySelectorAll('[role=gridcell]')].indexOf(cell);
  await sheet.decode();
  canvas.getContext('2d').drawImage(
    sheet, (place % across) * side, Math.floor(place / across) * side, side, side, 0, 0, side, side,
  );
  lens.querySelector('b').textContent = cell.getAttribute('aria-label');
  lens.hidden = false;
  const { offsetLeft: left, offsetTop: top, offsetWidth: width, offsetHeight: height } = cell;
  const most = grid.offsetWidth - lens.offsetWidth;
  lens.style.left = `${Math.max(0, Math.min(most, left + (width - lens.offsetWidth) / 2))}px`;
  lens.style.top = `${top > lens.offsetHeight ? top - lens.offsetHeight - 6 : top + height + 6}px`;
};
const hide = () => { const lens = element.querySelector('.lens'); if (lens) lens.hidden = true; };
const under = (event) => {
  const cell = event.target.closest?.('[role=gridcell]');
  if (cell && (event.type !== 'focusin' || cell.matches(':focus-visible'))) show(cell); else hide();
};
if (matchMedia('(hover: hover)').matches) element.addEventListener('mouseover', under);
element.addEventListener('focusin', under);
element.addEventListener('lens', under);
element.addEventListener('mouseleave', hide);
element.addEventListener('focusout', hide);
