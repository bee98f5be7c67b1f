const sliders = () => [...element.querySelectorAll('input[type=range]')];

const show = (slider) => {
  const value = Number(slider.value);
  slider.closest('label').querySelector('output').textContent = (value > 0 ? '+' : '') + value;
};

const rest = () => sliders().forEach((slider) => { slider.value = 0; show(slider); });

const send = () => {
  const moved = sliders().filter((slider) => Number(slider.value) !== 0);
  props.value = Object.fromEntries(moved.map((s) => [s.dataset.name, Number(s.value)]));
  trigger('input');
};

element.addEventListener('input', (event) => { show(event.target); send(); });
element.addEventListener('click', (event) => {
  if (event.target.closest('[data-reset]')) { rest(); send(); }
});
watch('markup', rest);
