// The front page's faces turn into others by themselves, one at a time and slowly. They rest under the pointer and the
// keyboard's focus, while something else is looked at, for whoever wants less motion, and after a while.
const PAUSE = 2500, LASTS = 3200, PATIENCE = 15000, MOST = 120;
const calm = matchMedia('(prefers-reduced-motion: reduce)');
const mosaic = () => document.getElementById('mosaic');
let tile = null, asked = 0, turns = 0;

const rests = () => calm.matches || document.hidden || turns >= MOST || !mosaic()?.offsetParent
  || mosaic().matches(':hover, :focus-within') || document.querySelector('dialog[open]');

const ask = () => {
  if (tile?.isConnected && performance.now() - asked < PATIENCE) return;
  tile = null;
  if (rests() || scrollY > innerHeight) return;
  const tiles = mosaic().querySelectorAll('.tile');
  tile = tiles[Math.floor(Math.random() * tiles.length)];
  if (!tile) return;
  [asked, turns] = [performance.now(), turns + 1];
  const settings = JSON.parse(tile.closest('[data-settings]').dataset.settings);
  trigger('input', { settings, index: Number(tile.dataset.index) });
};
setInterval(ask, PAUSE);

const play = (film, frames, done) => {
  const screen = document.createElement('span');
  screen.className = 'turning';
  Object.assign(screen.style, { backgroundImage: `url(${film})`, backgroundSize: `100% ${100 * frames}%` });
  tile.append(screen);
  let at = 0, before = null;
  const tick = (now) => {
    if (!tile?.isConnected) { tile = null; return; }
    if (before !== null && !rests()) at += (now - before) / LASTS;
    before = now;
    screen.style.backgroundPositionY = `${100 * Math.min(frames - 1, Math.floor(at * frames)) / (frames - 1)}%`;
    asked = now;
    if (at < 1) { requestAnimationFrame(tick); return; }
    done();
    screen.remove();
    tile = null;
  };
  requestAnimationFrame(tick);
};

watch('value', () => {
  const answer = element.querySelector('[data-film]');
  if (!answer || !tile?.isConnected) { tile = null; return; }
  const { film, frames, seed } = answer.dataset, face = answer.querySelector('img');
  const settings = JSON.parse(tile.closest('[data-settings]').dataset.settings);
  play(film, Number(frames), () => {
    Object.assign(tile.querySelector('img'), { src: face.src, alt: face.alt });
    tile.dataset.settings = JSON.stringify({ ...settings, seed: Number(seed) });
  });
});
