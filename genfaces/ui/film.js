// The film's slider shows one of its frames.
const frames = () => [...element.querySelectorAll('.frames figure')];
const show = (shown) => frames().forEach((frame, index) => { frame.hidden = index !== shown; });
element.addEventListener('input', (event) => { if ('film' in event.target.dataset) show(Number(event.target.value)); });
watch('value', () => show(frames().length - 1));
