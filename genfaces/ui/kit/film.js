// The film's slider shows one of its frames.
const frames = () => [...element.querySelectorAll('.frames figure')];
const show = (shown) => {
  frames().forEach((frame, index) => { frame.hidden = index !== shown; });
  const caption = frames()[shown]?.querySelector('figcaption').textContent;
  if (caption) element.querySelector('[data-film]').setAttribute('aria-valuetext', caption);
};
element.addEventListener('input', (event) => { if ('film' in event.target.dataset) show(Number(event.target.value)); });
// Another model's film begins at its end; a slider that was moved would else stay where it was.
watch('value', () => {
  const slider = element.querySelector('[data-film]');
  if (!slider) return;
  slider.value = slider.max;
  show(frames().length - 1);
});
