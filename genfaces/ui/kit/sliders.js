const sliders = () => [...element.querySelectorAll('input[type=range]')];

const show = (slider) => {
  const value = Number(slider.value), row = slider.closest('.slider');
  row.querySelector('output').textContent = (value > 0 ? '+' : '') + value;
  for (const stop of row.querySelectorAll('[data-set]')) {
    stop.setAttribute('aria-pressed', Number(stop.dataset.set) === value);
  }
};

const put = (slider, value) => { slider.value = value; show(slider); };

const send = (event) => {
  const moved = sliders().filter((slider) => Number(slider.value) !== 0);
  const { made } = element.querySelector('.sliders').dataset;
  props.value = Object.fromEntries([['', made], ...moved.map((s) => [s.dataset.name, Number(s.value)])]);
  trigger(event);
};

// A drag moves many times before the first answer is under way, and each would be answered: one is told a frame.
let due = null;
element.addEventListener('input', (event) => {
  show(event.target);
  due ??= requestAnimationFrame(() => { due = null; send('input'); });
});
// One handler answers a move; only noise that is not locked is drawn anew once the move is over.
element.addEventListener('change', () => {
  if (props.locked) return;
  cancelAnimationFrame(due);
  due = null;
  send('submit');
});
const press = () => send(props.locked ? 'input' : 'submit');
element.addEventListener('click', (event) => {
  const stop = event.target.closest('[data-set]');
  if (stop) {
    put(stop.closest('.slider').querySelector('input'), stop.dataset.set);
    press();
  }
  if (event.target.closest('[data-reset]')) {
    sliders().forEach((slider) => put(slider, 0));
    press();
  }
});
watch('markup', () => sliders().forEach((slider) => put(slider, slider.defaultValue)));
