// What a map is made of, as the server stores it: explorer.json, map.safetensors, and the atlas of thumbnails.

const TYPES = { U8: Uint8Array, U16: Uint16Array };
const STEPS = 65535; // coordinates are whole numbers from 0 to this, over the square from -1 to 1

/** The arrays of a safetensors file: its header's length (8 bytes), the header (JSON), then the bytes. */
function readTensors(buffer) {
  const length = Number(new DataView(buffer).getBigUint64(0, true));
  const header = JSON.parse(new TextDecoder().decode(new Uint8Array(buffer, 8, length)));
  const tensors = {};
  for (const [name, { dtype, shape, data_offsets: [start, end] }] of Object.entries(header)) {
    if (name === '__metadata__') continue;
    // A copy, because a view would have to start at a multiple of its type's size.
    tensors[name] = { shape, values: new TYPES[dtype](buffer.slice(8 + length + start, 8 + length + end)) };
  }
  return tensors;
}

/** Coordinates x, y, z one after the other within -1..1; z is 0 on a flat map. */
function coordinates({ shape: [count, dimensions], values }) {
  const points = new Float32Array(3 * count);
  for (let i = 0; i < count; i += 1) {
    for (let d = 0; d < dimensions; d += 1) points[3 * i + d] = (values[dimensions * i + d] * 2) / STEPS - 1;
  }
  return points;
}

async function fetched(url) {
  const answer = await fetch(url);
  if (!answer.ok) throw new Error(`${url} answered ${answer.status}`);
  return answer;
}

/** Everything needed to draw a model's maps; the atlas follows by itself (`atlas` is null until then). */
export async function load({ model, latents, words, info: infoUrl, map: mapUrl, atlas: atlasUrl }, whenAtlas) {
  const [info, buffer] = await Promise.all([
    fetched(infoUrl).then((answer) => answer.json()),
    fetched(mapUrl).then((answer) => answer.arrayBuffer()),
  ]);
  const tensors = readTensors(buffer);
  const rowBytes = tensors.labels.shape[1];
  const bits = tensors.labels.values;
  const data = {
    model,
    words,
    info: { ...info, latent_size: latents },
    count: info.points,
    maps: Object.fromEntries(info.maps.map(({ name }) => [name, coordinates(tensors[name])])),
    neighbours: tensors.neighbours.values,
    neighbourCount: tensors.neighbours.shape[1],
    has: (index, label) => (bits[index * rowBytes + (label >> 3)] & (128 >> (label & 7))) !== 0,
    heldOut: (index) => (tensors.held_out.values[index >> 3] & (128 >> (index & 7))) !== 0,
    atlas: null,
  };
  fetched(atlasUrl)
    .then((answer) => answer.blob())
    .then((blob) => createImageBitmap(blob))
    .then((bitmap) => { data.atlas = bitmap; whenAtlas(data); })
    .catch(() => {}); // without thumbnails the map still works
  return data;
}

/** Draw a point's thumbnail into a rectangle of a 2-D canvas; nothing while the atlas is on its way. */
export function drawSprite(context, data, index, x, y, size) {
  if (!data.atlas) return false;
  const { sprite, columns } = data.info;
  const column = index % columns;
  context.drawImage(data.atlas, column * sprite, Math.floor(index / columns) * sprite, sprite, sprite, x, y, size, size);
  return true;
}
