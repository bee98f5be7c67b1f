// A grid of pictures is one stop for the Tab key; arrows walk through it.
element.addEventListener('keydown', (event) => {
  if (!event.target.matches('[role=gridcell]')) return;
  const rows = [...event.target.closest('[role=grid]').querySelectorAll('[role=row]')]
    .map((row) => [...row.querySelectorAll('[role=gridcell]')])
    .filter((cells) => cells.length);
  const down = rows.findIndex((cells) => cells.includes(event.target)), across = rows[down].indexOf(event.target);
  const to = {
    ArrowLeft: [down, across - 1],
    ArrowRight: [down, across + 1],
    ArrowUp: [down - 1, across],
    ArrowDown: [down + 1, across],
    Home: [down, 0],
    End: [down, rows[down].length - 1],
  }[event.key];
  if (!to) return;
  event.preventDefault();
  rows[to[0]]?.[to[1]]?.focus();
});
