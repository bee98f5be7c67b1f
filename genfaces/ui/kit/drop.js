// A file that was saved here can be dropped anywhere on the page: it leads back to its view. The recipe is the JSON
// itself, or stands in the PNG. What is dropped on a field for pictures is that field's.
const MOST = 20 * 2 ** 20;
const say = (detail) => document.dispatchEvent(new CustomEvent('say', { detail }));

/** The text called "genfaces" of a PNG, or null: chunks of length, type, data and checksum follow eight bytes. */
const textOf = (bytes) => {
  const view = new DataView(bytes.buffer), words = new TextDecoder('latin1');
  for (let at = 8; at + 12 <= bytes.length; at += 12 + view.getUint32(at)) {
    const kind = words.decode(bytes.subarray(at + 4, at + 8));
    const data = words.decode(bytes.subarray(at + 8, at + 8 + Math.min(view.getUint32(at), kind === 'tEXt' ? Infinity : 0)));
    if (data.startsWith('genfaces\0')) return data.slice('genfaces\0'.length);
  }
  return null;
};

const recipeOf = async (file) => {
  if (file.size > MOST) return null;
  const bytes = new Uint8Array(await file.arrayBuffer());
  try {
    return JSON.parse(bytes[0] === 0x89 ? textOf(bytes) : new TextDecoder().decode(bytes));
  } catch {
    return null;
  }
};

const ours = ({ target, dataTransfer }) =>
  dataTransfer?.types.includes('Files') && !target.closest?.('[data-testid=image], .image-container, .upload-container');
document.addEventListener('dragover', (event) => { if (ours(event)) event.preventDefault(); });

let recipe = null;
document.addEventListener('drop', async (event) => {
  if (!ours(event)) return;
  event.preventDefault();
  recipe = await recipeOf(event.dataTransfer.files[0]);
  if (recipe?.task) trigger('upload', { recipe });
  else say('This file holds no recipe of this page; drop a JSON or a PNG that was saved here.');
});

watch('value', () => {
  const { address, carried, large } = element.querySelector('[data-made]')?.dataset ?? {};
  if (address !== undefined) {
    const detail = { address, recipe: carried === undefined ? null : recipe };
    document.dispatchEvent(new CustomEvent('go', { detail }));
  }
  if (large !== undefined) document.dispatchEvent(new CustomEvent('enlarge', { detail: recipe }));
});
