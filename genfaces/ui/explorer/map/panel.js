// The server's answers beside the map: what they say for the map itself, and what can be clicked in them.

/** actions: choose(index), walk(index). */
export function attachPanel(panel, map, actions) {
  // An answer may carry marks for the map: {you: places by map} or {path: {map, places}}.
  const read = () => {
    const answer = panel.querySelector('[data-marks]');
    if (!answer || !map.data) return;
    const { you, path } = JSON.parse(answer.dataset.marks);
    delete answer.dataset.marks;
    if (you === null) map.moment.you = null;
    if (you) Object.assign(map.moment, { you, chosen: null, estimate: null, path: null, ends: [] });
    if (path) map.moment.path = { ...path, step: Math.floor(path.places.length / 2) };
    map.redraw();
  };
  new MutationObserver(read).observe(panel, { childList: true, subtree: true });

  panel.addEventListener('click', ({ target }) => {
    const go = target.closest('[data-go]'), from = target.closest('[data-walk-from]');
    if (go) actions.choose(Number(go.dataset.go));
    if (from) actions.walk(Number(from.dataset.walkFrom));
  });
  // The frame of a walk that is shown: its place is marked on the way.
  panel.addEventListener('shown', ({ detail }) => {
    if (map.moment.path) map.moment.path.step = detail;
    map.redraw();
  });
}
