// All that was drawn, the newest first; of a drag, where it stayed for a moment. Nothing of this leaves the browser.
const LONGEST = 40, MOMENT = 700;
const section = element.querySelector('.history'), strip = element.querySelector('.strip');
let waiting = null, next = null;

// Where only loose parts changed (sliders, say), it is the same draw: the newer view takes the older one's place.
const draw = (view) => {
  const parts = new URLSearchParams(view);
  for (const name of section.dataset.loose.split(' ')) parts.delete(name);
  return parts.toString();
};

const keep = ({ view, label, model, source }) => {
  let button = [...strip.children].find((other) => other.dataset.draw === draw(view));
  if (!button) {
    button = document.createElement('button');
    button.type = 'button';
    button.className = 'rung';
    button.append(document.createElement('img'), document.createElement('span'));
    strip.prepend(button);
  }
  button.dataset.draw = draw(view);
  button.dataset.visit = view;
  button.title = `${model}, ${label}`;
  button.querySelector('img').src = source;
  button.querySelector('img').alt = `Back to ${label}, ${model}`;
  button.querySelector('span').textContent = label;
  for (const other of strip.children) other.removeAttribute('aria-current');
  button.setAttribute('aria-current', 'true');
  while (strip.children.length > LONGEST) strip.lastChild.remove();
  section.hidden = strip.children.length < 2;
};

document.addEventListener('drawn', (event) => {
  if (new URLSearchParams(event.detail.view).get('tab') !== section.dataset.tab) return;
  clearTimeout(waiting);
  // Another draw: what it replaces so soon would be lost.
  if (next && draw(next.view) !== draw(event.detail.view)) keep(next);
  next = event.detail;
  waiting = setTimeout(() => { keep(next); next = null; }, MOMENT);
});
