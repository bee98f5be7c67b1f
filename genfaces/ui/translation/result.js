// While something newer is being painted or translated, what is shown is out of date; once the painter rests, the way
// back is asked for.
const REST = 700;
let waiting = null;
const stale = (is) => {
  for (const id of ['translation-result', 'translation-plates'])
    document.getElementById(id)?.querySelector('.answer')?.classList.toggle('stale', is);
};

document.addEventListener('painting', () => { clearTimeout(waiting); stale(true); });

watch('value', () => {
  const view = element.querySelector('[data-view]');
  if (!view) return;
  document.dispatchEvent(new CustomEvent('drawn', { detail: { view: view.dataset.view } }));
  clearTimeout(waiting);
  waiting = setTimeout(() => trigger('large' in view.dataset ? 'submit' : 'input'), REST);
});
