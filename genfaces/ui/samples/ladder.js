// A rung of the ladder is a temperature to take.
element.addEventListener('click', (event) => {
  const rung = event.target.closest('[data-temperature]');
  if (rung) trigger('select', { index: 0, value: Number(rung.dataset.temperature) });
});
