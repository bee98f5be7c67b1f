// The walk's slider moves through frames that are here already, so it follows at once; the place is kept when new frames come.
let place = 0.5, clock = null, step = 1;
const slider = () => element.querySelector('[data-walk]');

const show = () => {
  const input = slider(), screen = element.querySelector('.screen');
  if (!input) return;
  const last = Number(input.max), frame = Math.round(place * last);
  input.value = frame;
  input.setAttribute('aria-valuetext', `${Math.round(100 * frame / last)} % of the way from A to B`);
  screen.style.backgroundPositionY = `${100 * frame / last}%`;
  input.dispatchEvent(new CustomEvent('shown', { bubbles: true, detail: frame }));
};

const stop = () => {
  clearInterval(clock);
  clock = null;
  const button = element.querySelector('.play');
  if (button) { button.textContent = 'Play'; button.setAttribute('aria-pressed', 'false'); }
};

const tick = () => {
  const input = slider();
  if (!input || !element.offsetParent) { stop(); return; }
  const last = Number(input.max), frame = Math.round(place * last);
  if (frame + step < 0 || frame + step > last) step = -step;
  place = (frame + step) / last;
  show();
};

const play = () => {
  const button = element.querySelector('.play');
  button.textContent = 'Pause';
  button.setAttribute('aria-pressed', 'true');
  if (!clock) clock = setInterval(tick, 60);
};

element.addEventListener('input', (event) => {
  if (!('walk' in event.target.dataset)) return;
  stop();
  place = Number(event.target.value) / Number(event.target.max);
  show();
});

element.addEventListener('click', (event) => {
  if (event.target.closest('.play')) { if (clock) stop(); else play(); }
});

watch('value', () => { show(); if (clock && slider()) play(); });
show();
