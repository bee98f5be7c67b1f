// The wall grows while its end is near: one chunk is asked for at a time, and put below the others.
const AHEAD = 900, PATIENCE = 8000;
let waiting = null, step = 0, grown = null;
const wall = () => document.querySelector('#samples .wall');
const grow = () => {
  const here = wall();
  if (here !== grown) [grown, step, waiting] = [here, 0, null];
  if (!here?.offsetParent || performance.now() - (waiting ?? -PATIENCE) < PATIENCE) return;
  if (here.getBoundingClientRect().bottom > innerHeight + AHEAD) return;
  waiting = performance.now();
  trigger('input', { settings: JSON.parse(here.dataset.wall), step: step + 1 });
};
addEventListener('scroll', grow, { passive: true });
document.addEventListener('drawn', () => setTimeout(grow));
watch('value', () => {
  const tiles = element.querySelector('.tiles');
  if (!tiles || !grown || wall() !== grown) return;
  const shown = JSON.parse(grown.dataset.wall), drawn = JSON.parse(tiles.dataset.settings);
  if (shown.model !== drawn.model || shown.temperature !== drawn.temperature) return; // of a wall that is gone
  grown.append(tiles.cloneNode(true));
  [step, waiting] = [step + 1, null];
  grow();
});
