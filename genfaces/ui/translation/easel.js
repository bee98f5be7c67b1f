// The easel: a map of 256 x 256 classes under a brush, for mouse, pen, finger and keyboard. Beside it stands what the
// model makes of it; this script says when there is something new ('input', or 'submit' for a picture that takes long).
const DEPTH = 100;
let easel, canvas, side, inks, classes, brush = 0, size = 16, filling = false, stroke = null, spot = null;
let set = null, origin = null, past = [], future = [];

const buttons = (name) => [...element.querySelectorAll(`[data-${name}]`)];
const among = (value, low, high) => Math.min(high, Math.max(low, value));

const show = () => {
  const pen = canvas.getContext('2d'), sheet = pen.createImageData(side, side);
  const pixels = new Uint32Array(sheet.data.buffer);
  for (let i = 0; i < pixels.length; i += 1) pixels[i] = inks[classes[i]];
  pen.putImageData(sheet, 0, 0);
};

const mark = () => {
  for (const b of buttons('brush')) b.setAttribute('aria-pressed', String(Number(b.dataset.brush) === brush));
  for (const b of buttons('brush')) b.classList.toggle('held', Number(b.dataset.brush) === brush);
  for (const b of buttons('size')) b.setAttribute('aria-pressed', String(Number(b.dataset.size) === size));
  element.querySelector('[data-fill]').setAttribute('aria-pressed', String(filling));
  // Not `disabled`, which would take the focus from whoever undoes by keyboard.
  element.querySelector('[data-undo]').setAttribute('aria-disabled', String(!past.length));
  element.querySelector('[data-redo]').setAttribute('aria-disabled', String(!future.length));
  const ring = element.querySelector('.ring');
  ring.hidden = !spot;
  if (!spot) return;
  const wide = filling ? 3 : Math.max(size, 3);
  Object.assign(ring.style, {
    left: `${100 * spot[0] / side}%`, top: `${100 * spot[1] / side}%`, width: `${100 * wide / side}%`,
  });
};

const say = (words) => { element.querySelector('.said').textContent = words; };

// A newer picture is on its way: what is shown elsewhere is not of it.
const busy = () => document.dispatchEvent(new CustomEvent('painting'));

const send = () => {
  const value = { ...props.value, data: set };
  if (origin) { value.example = origin; delete value.png; } else value.png = canvas.toDataURL('image/png');
  props.value = value;
  busy();
  trigger('input');
};

const keep = () => {
  past.push({ classes: classes.slice(), origin });
  if (past.length > DEPTH) past.shift();
  future = [];
};

const step = (from, to, word) => {
  if (!from.length) return;
  to.push({ classes: classes.slice(), origin });
  ({ classes, origin } = from.pop());
  show(); mark(); send(); say(word);
};
const undo = () => step(past, future, 'Undone');
const redo = () => step(future, past, 'Done again');

const dab = (x, y) => {
  const reach = size / 2;
  for (let j = Math.max(0, Math.floor(y - reach)); j < Math.min(side, y + reach); j += 1)
    for (let i = Math.max(0, Math.floor(x - reach)); i < Math.min(side, x + reach); i += 1)
      if ((i + 0.5 - x) ** 2 + (j + 0.5 - y) ** 2 <= reach ** 2) classes[j * side + i] = brush;
};

const line = ([x, y], [u, v]) => {
  const steps = Math.max(1, Math.ceil(Math.hypot(u - x, v - y) / Math.max(1, size / 6)));
  for (let k = 0; k <= steps; k += 1) dab(x + (u - x) * k / steps, y + (v - y) * k / steps);
};

const pixel = ([x, y]) => Math.floor(among(y, 0, side - 1)) * side + Math.floor(among(x, 0, side - 1));

// Everything of one class that hangs together with the place.
const fill = (at) => {
  const first = pixel(at), old = classes[first];
  const open = [first];
  classes[first] = brush;
  while (open.length) {
    const here = open.pop(), column = here % side;
    const around = [here - side, here + side, column ? here - 1 : -1, column < side - 1 ? here + 1 : -1];
    for (const next of around)
      if (next >= 0 && next < classes.length && classes[next] === old) { classes[next] = brush; open.push(next); }
  }
};

const place = (event) => {
  const box = canvas.getBoundingClientRect();
  return [side * (event.clientX - box.left) / box.width, side * (event.clientY - box.top) / box.height];
};

const press = (at) => {
  if (filling && classes[pixel(at)] === brush) return; // it has that colour already
  keep();
  origin = null;
  if (filling) fill(at); else dab(...at);
  show();
};

element.addEventListener('pointerdown', (event) => {
  if (event.target !== canvas || event.button || stroke) return;
  event.preventDefault();
  canvas.focus({ preventScroll: true });
  canvas.setPointerCapture(event.pointerId);
  spot = place(event);
  stroke = { pointer: event.pointerId, at: spot };
  busy();
  press(spot);
  mark();
});

element.addEventListener('pointermove', (event) => {
  if (event.target !== canvas) return;
  spot = place(event);
  if (stroke?.pointer === event.pointerId && !filling) {
    const passed = event.getCoalescedEvents?.() ?? [];
    for (const at of (passed.length ? passed : [event]).map(place)) { line(stroke.at, at); stroke.at = at; }
    show();
  }
  mark();
});

const lift = (event) => {
  if (stroke?.pointer !== event.pointerId) return;
  stroke = null;
  mark(); send();
};
element.addEventListener('pointerup', lift);
element.addEventListener('pointercancel', lift);
element.addEventListener('pointerout', (event) => { if (event.target === canvas && !stroke) { spot = null; mark(); } });

const take = (button) => {
  const { brush: colour, size: wide } = button.dataset;
  if (colour !== undefined) { brush = Number(colour); say(`${button.textContent.trim()} chosen`); }
  if (wide !== undefined) { size = Number(wide); filling = false; say(button.getAttribute('aria-label')); }
  if ('fill' in button.dataset) { filling = !filling; say(filling ? 'Fill an area' : 'Paint with the brush'); }
  if ('undo' in button.dataset) undo();
  if ('redo' in button.dataset) redo();
  mark();
};
element.addEventListener('click', (event) => {
  const button = event.target.closest('button');
  if (button && canvas) take(button);
  if (button && 'paint' in button.dataset) trigger('select');
});

const MOVES = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
element.addEventListener('keydown', (event) => {
  if (!canvas) return;
  const key = event.key.toLowerCase(), command = event.ctrlKey || event.metaKey;
  const done = () => event.preventDefault();
  if (command && key === 'z') { done(); if (event.shiftKey) redo(); else undo(); return; }
  if (command && key === 'y') { done(); redo(); return; }
  if (command || event.altKey) return;
  if (key >= '1' && key <= String(inks.length)) { done(); take(buttons('brush')[Number(key) - 1]); return; }
  if (key === 'f') { done(); take(element.querySelector('[data-fill]')); return; }
  if (key === '[' || key === ']') {
    const sizes = buttons('size'), now = sizes.findIndex((button) => Number(button.dataset.size) === size);
    done(); take(sizes[among(now + (key === ']' ? 1 : -1), 0, sizes.length - 1)]);
    return;
  }
  if (event.target !== canvas) return;
  if (MOVES[event.key]) {
    done();
    const from = spot ?? [side / 2, side / 2], pace = Math.max(2, size / 2);
    spot = from.map((part, axis) => among(part + pace * MOVES[event.key][axis], 0, side));
    if (event.shiftKey && !filling) { keep(); origin = null; line(from, spot); show(); send(); }
    mark();
  }
  if (event.key === ' ' || event.key === 'Enter') {
    done();
    spot ??= [side / 2, side / 2];
    press(spot); mark(); send();
  }
});
element.addEventListener('focusin', (event) => {
  if (event.target === canvas && canvas.matches(':focus-visible')) { spot ??= [side / 2, side / 2]; mark(); }
});

// The class of a colour: the nearest ink, since some browsers add noise to what a page reads from a canvas.
const nearest = (colour) => {
  const far = (ink) => [0, 8, 16].reduce((sum, shift) => sum + ((ink >> shift & 255) - (colour >> shift & 255)) ** 2, 0);
  return inks.reduce((best, ink, index) => (far(ink) < far(inks[best]) ? index : best), 0);
};

// A picture in the colours of the palette, as classes.
const read = async (source) => {
  const picture = new Image();
  picture.src = source;
  await picture.decode();
  const desk = Object.assign(document.createElement('canvas'), { width: side, height: side }).getContext('2d');
  desk.drawImage(picture, 0, 0, side, side);
  const pixels = new Uint32Array(desk.getImageData(0, 0, side, side).data.buffer);
  const known = new Map(inks.map((ink, index) => [ink, index]));
  return Uint8Array.from(pixels, (colour) => {
    if (!known.has(colour)) known.set(colour, nearest(colour));
    return known.get(colour);
  });
};

// Blank or an example was chosen below. Where a photograph is translated, the painting is kept for later.
document.addEventListener('start-from', async ({ detail }) => {
  if (!canvas) {
    const value = { ...props.value, example: detail.example };
    if (easel.dataset.side === 'map') delete value.png;
    props.value = value;
    busy();
    trigger('select');
    return;
  }
  const found = detail.example ? await read(detail.source) : new Uint8Array(side * side);
  keep();
  classes = found;
  origin = detail.example || null;
  show(); mark(); send();
});

// Whether the canvas looked so before: then an answer to something else brings it back as it was when that was asked.
const met = (found) => [...past, ...future].some((one) => one.classes.every((name, index) => name === found[index]));

const begin = async () => {
  const mine = element.querySelector('.easel');
  if (!mine) return; // the tab is not open yet
  easel = mine;
  const { made } = mine.dataset, painting = canvas && set === mine.dataset.set;
  canvas = element.querySelector('canvas');
  if (canvas) {
    side = canvas.width;
    inks = JSON.parse(easel.dataset.inks).map(([r, g, b]) => (255 << 24 | b << 16 | g << 8 | r) >>> 0);
    if (set !== easel.dataset.set) { past = []; future = []; stroke = null; brush = Number(easel.dataset.first); }
    set = easel.dataset.set;
    const found = await read(easel.dataset.start);
    if (element.querySelector('.easel')?.dataset.made !== made) return; // another easel came meanwhile
    if (!painting || !met(found)) { classes = found; origin = easel.dataset.example || null; stroke = null; }
    show(); mark();
  } else stroke = null;
  busy();
  // A stroke that goes on is told when it ends, with all that was painted before.
  if (!stroke) trigger('large' in easel.dataset ? 'submit' : 'input');
};
watch('markup', begin);
begin();
