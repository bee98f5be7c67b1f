// A seed is a whole number. What else was typed is put right as soon as the field is left, and said; the picture follows.
const said = element.querySelector('[data-largest]'), largest = Number(said.dataset.largest);

const meant = (typed) => {
  if (typed === -1) return [Math.floor(Math.random() * (Number(said.dataset.friendly) + 1)), '-1 asks for a random seed.'];
  if (typed < 0) return [0, 'Seeds begin at 0.'];
  if (typed > largest) return [largest, `Seeds end at ${largest.toLocaleString('en')}.`];
  return [Math.round(typed), Number.isInteger(typed) ? '' : 'A seed is a whole number, so this was rounded.'];
};

element.closest('.controls').addEventListener('change', ({ target: field }) => {
  if (!field.matches('.seed-row input[type=number]')) return;
  const [seed, words] = meant(Number(field.value));
  said.textContent = words;
  if (field.value === String(seed)) return;
  field.value = seed;
  field.dispatchEvent(new Event('input', { bubbles: true }));
});
