// The favourites of this visit: a strip at the foot of the window. A click opens one; two that one model drew can be
// crossed. They stay in this browser's tab and are forgotten with it.
const MOST = 24, STORE = 'favourites';
const tray = element.querySelector('.tray'), strip = tray.querySelector('.kept');
const said = tray.querySelector('p'), cross = tray.querySelector('.cross');
let kept = [], chosen = [];
try { kept = JSON.parse(sessionStorage.getItem(STORE)) ?? []; } catch { /* a browser that keeps nothing */ }

const modelOf = (recipe) => recipe.model ?? modelOf(recipe.a);
const tell = () => {
  const [a, b] = chosen.map((index) => modelOf(JSON.parse(kept[index].recipe)));
  cross.hidden = !(b && a === b);
  if (kept.length < 2) said.textContent = 'Keep another one, and the two can be crossed.';
  else if (!b) said.textContent = 'Tick two to cross them.';
  else said.textContent = a === b ? '' : `These are by ${a} and ${b}: only pictures by one model can be crossed.`;
};

const draw = () => {
  tray.hidden = !kept.length;
  document.documentElement.classList.toggle('with-tray', kept.length > 0);
  strip.replaceChildren(...kept.map(({ recipe, title, source }, index) => {
    const place = document.createElement('div');
    place.innerHTML = `<button type="button" class="tile"><img class="drawn"></button>
      <label><input type="checkbox" data-tick="${index}"><span></span></label>
      <button type="button" data-drop="${index}">×</button>`;
    const [open, drop] = place.querySelectorAll('button'), image = place.querySelector('img');
    open.dataset.recipe = recipe;
    Object.assign(image, { src: source, alt: title });
    place.querySelector('span').textContent = 'Cross';
    place.querySelector('input').checked = chosen.includes(index);
    place.querySelector('input').setAttribute('aria-label', `Cross: ${title}`);
    drop.setAttribute('aria-label', `Let go: ${title}`);
    return place;
  }));
  tell();
  try { sessionStorage.setItem(STORE, JSON.stringify(kept)); } catch { /* full, or not allowed */ }
};

document.addEventListener('keep', ({ detail }) => {
  if (kept.some(({ recipe }) => recipe === detail.recipe)) return;
  kept = [...kept, detail].slice(-MOST);
  chosen = [];
  draw();
});

tray.addEventListener('click', ({ target }) => {
  const { tick, drop, cross: how } = target.dataset;
  if (tick) {
    const index = Number(tick);
    chosen = target.checked ? [...chosen, index].slice(-2) : chosen.filter((other) => other !== index);
    for (const box of strip.querySelectorAll('[data-tick]')) box.checked = chosen.includes(Number(box.dataset.tick));
    tell();
  }
  if (drop) {
    kept.splice(Number(drop), 1);
    chosen = [];
    draw();
  }
  if (how) {
    const [a, b] = chosen.map((index) => JSON.parse(kept[index].recipe));
    document.dispatchEvent(new CustomEvent('enlarge', { detail: { task: 'cross', a, b, how } }));
  }
});
draw();
