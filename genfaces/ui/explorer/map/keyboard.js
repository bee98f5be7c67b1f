// The map by keyboard: arrows go from point to point, Shift and arrows move the map, + - 0 zoom, Enter chooses.

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
const STEP = 60; // CSS pixels

/** The nearest shown point in a direction; `from` counts as a place, not as a point. */
function towards(map, [x, y], [across, down], except) {
  let best = null, least = Infinity;
  for (let i = 0; i < map.data.count; i += 1) {
    if (i === except || !map.shown(i) || (map.found && !map.found.has(i))) continue;
    const [left, top] = map.screenOf(i);
    const along = (left - x) * across + (top - y) * down, beside = Math.abs((left - x) * down + (top - y) * across);
    if (along > 2 && beside <= along && along + 2 * beside < least) [best, least] = [i, along + 2 * beside];
  }
  return best;
}

/** actions: moved(index), choose(index), escape(). */
export function attachKeyboard(canvas, map, actions) {
  canvas.addEventListener('keydown', (event) => {
    if (!map.data || event.ctrlKey || event.metaKey || event.altKey) return;
    const { view, moment } = map, arrow = ARROWS[event.key];
    if (arrow && event.shiftKey && map.solid) view.turn(0.2 * arrow[0], 0.2 * arrow[1]);
    else if (arrow && event.shiftKey) view.pan(-STEP * arrow[0], -STEP * arrow[1]);
    else if (arrow) {
      const from = moment.cursor ?? moment.chosen;
      const place = from === null ? [view.width / 2, view.height / 2] : map.screenOf(from);
      const next = from === null ? map.nearest(...place, Infinity) : towards(map, place, arrow, from);
      if (next !== null) {
        moment.cursor = next;
        map.reveal(next);
        actions.moved(next);
      }
    } else if (event.key === '+' || event.key === '=') view.zoom(1.4);
    else if (event.key === '-') view.zoom(1 / 1.4);
    else if (event.key === '0') map.whole();
    else if (event.key === 'Enter' && moment.cursor !== null) actions.choose(moment.cursor);
    else if (event.key === 'Escape') actions.escape();
    else return;
    event.preventDefault();
    map.redraw();
  });
}
