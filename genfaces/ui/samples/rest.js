// Stands in the stage, where there is a place for the rest of it, and hides what belongs to another way to look. The stage
// lets it go whenever it is drawn anew; out of the page it is not seen, and asks for nothing (seen.js).
const settle = () => {
  const place = document.querySelector('#samples [data-rest]');
  if (!place) return;
  if (element.parentElement !== place) place.append(element);
  const shows = element.querySelector('[data-show]')?.dataset.show;
  element.style.visibility = shows === place.dataset.rest ? '' : 'hidden';
};
document.addEventListener('drawn', settle);
watch('value', settle);
