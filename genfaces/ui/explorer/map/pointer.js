// Mouse, pen and touch on the map: look about, choose, draw a box or a lasso, pinch.

const CLICK = 5; // CSS pixels that a click may wander

const middle = ([a, b]) => [(a.x + b.x) / 2, (a.y + b.y) / 2];
const apart = ([a, b]) => Math.hypot(a.x - b.x, a.y - b.y);

/**
 * actions: hover(left, top), leave(), click(left, top), outlined(polygon). `map.tool` says what a drag does:
 * "look" and "walk" move the map, "box" and "lasso" draw around points.
 */
export function attachPointer(canvas, map, actions) {
  const fingers = new Map();
  let start = null, wandered = false;

  const at = (event) => {
    const box = canvas.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const drawing = (event) => ['box', 'lasso'].includes(map.tool) || (event.shiftKey && map.tool === 'look');

  canvas.addEventListener('pointerdown', (event) => {
    if (!map.data || event.button > 0) return;
    canvas.setPointerCapture(event.pointerId);
    canvas.focus({ preventScroll: true });
    fingers.set(event.pointerId, at(event));
    start = fingers.size === 1 ? { ...at(event), drawing: drawing(event) } : null;
    wandered = fingers.size > 1;
    actions.leave();
  });

  canvas.addEventListener('pointermove', (event) => {
    if (!map.data) return;
    const now = at(event), before = fingers.get(event.pointerId);
    if (!before) {
      actions.hover(now.x, now.y);
      return;
    }
    if (fingers.size === 2) {
      const old = [...fingers.values()], [oldX, oldY] = middle(old), oldApart = apart(old);
      fingers.set(event.pointerId, now);
      const fresh = [...fingers.values()], [x, y] = middle(fresh);
      map.view.pan(x - oldX, y - oldY);
      map.view.zoom(apart(fresh) / (oldApart || 1), x, y);
      map.redraw();
      return;
    }
    if (start && Math.hypot(now.x - start.x, now.y - start.y) > CLICK) wandered = true;
    if (!wandered) return;
    fingers.set(event.pointerId, now);
    if (start?.drawing) outline(now);
    else if (map.solid) map.view.turn((now.x - before.x) / 150, (now.y - before.y) / 150);
    else map.view.pan(now.x - before.x, now.y - before.y);
    map.redraw();
  });

  const outline = ({ x, y }) => {
    const { moment } = map;
    if (map.tool === 'lasso') moment.outline = [...(moment.outline ?? [[start.x, start.y]]), [x, y]];
    else moment.outline = [[start.x, start.y], [x, start.y], [x, y], [start.x, y]];
  };

  const lift = (event, done) => {
    if (!fingers.delete(event.pointerId)) return;
    if (fingers.size) return;
    const { outline: drawn } = map.moment;
    map.moment.outline = null;
    if (done && drawn?.length > 2) actions.outlined(drawn);
    else if (done && !wandered) actions.click(start.x, start.y, event.pointerType);
    start = null;
    map.redraw();
  };
  canvas.addEventListener('pointerup', (event) => lift(event, true));
  canvas.addEventListener('pointercancel', (event) => lift(event, false));
  // A finger leaves as soon as it is lifted.
  canvas.addEventListener('pointerleave', ({ pointerType }) => { if (pointerType !== 'touch') actions.leave(); });

  canvas.addEventListener('wheel', (event) => {
    if (!map.data) return;
    event.preventDefault();
    const { x, y } = at(event);
    map.view.zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), x, y);
    map.redraw();
  }, { passive: false });
}
