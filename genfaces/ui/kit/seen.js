// What takes long to make is made when it is seen: it asks for its contents, and again once the tab's view is another
// than the one it shows ([data-of]) and has rested. An empty place asks for nothing.
const MOMENT = 400;
let seen = false, waiting = null, asked = null;
const view = () => element.closest('[id^=tab-]')?.querySelector('[data-view]')?.dataset.view;

const ask = () => {
  const shows = element.querySelector('[data-of]')?.dataset.of, wanted = view();
  if (!seen || !wanted || shows === undefined || wanted === shows || wanted === asked) return;
  asked = wanted;
  trigger('input');
};
const soon = () => { clearTimeout(waiting); waiting = setTimeout(ask, MOMENT); };

document.addEventListener('drawn', soon);
watch('value', () => { asked = null; soon(); });
new IntersectionObserver(([entry]) => { seen = entry.isIntersecting; soon(); }, { rootMargin: '200px' }).observe(element);
