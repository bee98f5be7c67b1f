// Starts the explorer in its place on the page, and connects map, controls and the server's answers.

import { Controls } from './controls.js';
import { load } from './data.js';
import { Explorer } from './explorer.js';
import { Hover, inWords } from './hover.js';
import { attachKeyboard } from './keyboard.js';
import { attachPanel } from './panel.js';
import { attachPointer } from './pointer.js';

const LOST = 'The map could not be loaded; please choose the model again.';
const FINGER = 22, MOUSE = 9; // CSS pixels within which a click means a point
const TOOLS = {
  look: 'Drag to move, click a face, or an empty place.',
  box: 'Draw a box around faces.',
  lasso: 'Draw around faces.',
  walk: 'Click the face to start from, then the one to go to.',
};

/**
 * `stage` holds the map and its controls, `source` where the data lie, `panel` the server's answers to what
 * `ask(question)` sends, and `truth` is for what the map can be trusted for.
 */
export function start({ stage, source, panel, truth }, ask) {
  const $ = (selector) => stage.querySelector(selector);
  let map;
  try {
    map = new Explorer($('.map-points'), $('.map-overlay'));
  } catch {
    $('.map-still p').textContent = 'This browser cannot draw the map (WebGL 2 is missing), so here is a picture of it.';
    return;
  }
  const controls = new Controls(map, stage, truth), hover = new Hover(map);
  // About the map that is seen; the list may name another model, whose map is on its way.
  const actions = connect(map, controls, (question) => ask({ model: map.data.model, ...question }));
  attachCanvas($('.map-overlay'), map, hover, controls, actions);
  attachPanel(panel, map, { choose: actions.choose, walk: (index) => { $('[value=walk]').click(); actions.end(index); } });

  stage.addEventListener('change', ({ target }) => { if (target.name === 'tool') actions.tool(target.value); });
  stage.addEventListener('click', ({ target: { dataset } }) => {
    if ('clear' in dataset) actions.clear();
    if ('mean' in dataset) actions.gather(controls.search());
  });

  const resize = () => {
    const { width, height } = $('.map-canvases').getBoundingClientRect();
    if (width && height) map.resize(Math.round(width), Math.round(height), Math.min(devicePixelRatio, 2));
  };
  new ResizeObserver(resize).observe($('.map-canvases'));

  const still = $('.map-still p'), waiting = still.textContent;
  let latest = null;
  const open = async (text) => {
    if (text === latest) return; // the same once more: Gradio renders an answer as often as it likes
    latest = text;
    delete stage.dataset.atlas;
    still.textContent = waiting;
    const manifest = JSON.parse(text);
    // The address may name a map, a colour and a face of this model.
    const query = new URLSearchParams(location.search);
    const wanted = query.get('model') === manifest.model ? query : new URLSearchParams();
    controls.opening = true;
    let data = map.data?.model === manifest.model && map.data.atlas ? map.data : null;
    if (data) stage.dataset.atlas = 'ready';
    else try {
      data = await load(manifest, () => {
        hover.warm();
        stage.dataset.atlas = 'ready';
        map.redraw();
      });
    } catch {
      if (latest !== text) return;
      $('.map-app').hidden = true;
      $('.map-still').hidden = false;
      still.textContent = LOST;
      return;
    }
    if (latest !== text) return; // meanwhile another model was chosen
    $('.map-app').hidden = false;
    $('.map-still').hidden = true;
    resize();
    controls.open(data, wanted, manifest.colour);
    actions.tool('look');
    map.drawn = () => {
      map.drawn = null;
      stage.dataset.painted = String(performance.now());
      controls.opening = false;
      arrive(map, actions, wanted);
    };
    map.redraw();
  };
  const read = () => {
    const place = source.querySelector('[data-manifest]');
    if (place) open(place.dataset.manifest);
  };
  new MutationObserver(read).observe(source, { childList: true, subtree: true });
  read();
  stage.explorer = map; // for tests, and for the curious
}

/** What the address names: a face, two to walk between, a place, a picture from elsewhere, or points that came along in
    a file; else a face in the middle, so that the side of the map is not empty. */
function arrive(map, actions, wanted) {
  const numbers = (name) => (wanted.get(name) ?? '').split(',').filter(Boolean).map(Number);
  const known = (index) => Number.isInteger(index) && index >= 0 && index < map.data.count;
  const [point, ...more] = numbers('point'), ends = numbers('walk'), place = numbers('place');
  const { indices = [] } = history.state?.recipe ?? {};
  if (indices.length && indices.every(known)) actions.gather(indices);
  else if (wanted.has('face')) actions.meet(wanted.get('face'));
  else if (ends.length === 2 && ends.every(known)) ends.forEach(actions.end);
  else if (place.length === 2 && place.every(Number.isFinite) && !map.solid) actions.estimate(place);
  else {
    const wrong = ['point', 'walk', 'place'].filter((name) => wanted.has(name) && !(name === 'point' && known(point) && !more.length));
    if (wrong.length) document.dispatchEvent(new CustomEvent('say', { detail: `The address names a ${wrong.join(' and a ')} that is not on this map.` }));
    actions.choose(known(point) ? point : map.nearest(map.view.width / 2, map.view.height / 2, Infinity));
  }
}

/** What a visitor can do, however it is asked for: by pointer, by key, in the panel. */
function connect(map, controls, ask) {
  const actions = {
    choose(index) {
      Object.assign(map.moment, { chosen: index, cursor: index, estimate: null, path: null, ends: [] });
      map.reveal(index);
      controls.say(inWords(map.data, index));
      ask({ kind: 'point', index });
      controls.face = null;
      controls.address();
      map.redraw();
    },
    /** One end of a walk; with the second one it begins. */
    end(index) {
      const { moment } = map;
      moment.ends = moment.ends.length === 1 && moment.ends[0] !== index ? [moment.ends[0], index] : [index];
      Object.assign(moment, { chosen: null, cursor: index, path: null, estimate: null });
      if (moment.ends.length === 2) ask({ kind: 'walk', ends: moment.ends, map: map.name });
      if (moment.ends.length === 2) controls.address();
      controls.say(moment.ends.length === 2 ? 'Walking from A to B.' : `Now choose B. A is ${inWords(map.data, index)}`);
      map.redraw();
    },
    pick(index) { (map.tool === 'walk' ? actions.end : actions.choose)(index); },
    /** The mean of these points. */
    gather(indices) {
      controls.say(`${indices.length.toLocaleString('en')} faces selected.`);
      if (!indices.length) return;
      Object.assign(map.moment, { chosen: null, cursor: null, ends: [], path: null, estimate: null });
      map.find(indices);
      controls.$('[data-clear]').hidden = false;
      ask({ kind: 'group', indices });
    },
    /** The face at a place of a flat map. */
    guess(left, top) {
      if (map.solid) {
        controls.say('A place cannot be pointed at in 3-D; click a face, or take a flat map.');
        return;
      }
      actions.estimate(map.view.toMap(left, top));
    },
    estimate(place) {
      Object.assign(map.moment, { estimate: { map: map.name, place }, chosen: null, cursor: null });
      controls.say('An estimate of the face that belongs here.');
      ask({ kind: 'place', map: map.name, place });
      controls.address();
      map.redraw();
    },
    /** A picture that comes from elsewhere on the page: its recipe, as an address holds it. */
    meet(face) {
      let recipe;
      try { recipe = JSON.parse(face); } catch { return; }
      controls.face = face;
      controls.say('Finding its place.');
      ask({ kind: 'face', recipe });
      controls.address();
    },
    clear() {
      controls.$('[data-search]').value = '';
      Object.assign(map.moment, { chosen: null, cursor: null, ends: [], path: null, estimate: null, you: null });
      controls.face = null;
      controls.search();
      controls.address();
    },
    tool(name) {
      map.tool = name;
      controls.$(`[value=${name}]`).checked = true;
      controls.$('.map-overlay').dataset.tool = name;
      controls.say(TOOLS[name]);
    },
  };
  return actions;
}

function attachCanvas(canvas, map, hover, controls, actions) {
  const show = (index, left, top) => {
    const box = canvas.getBoundingClientRect();
    canvas.classList.toggle('at-point', index !== null);
    hover.show(index, box.left + left, box.top + top);
  };
  attachPointer(canvas, map, {
    hover: (left, top) => show(map.nearest(left, top), left, top),
    leave: () => hover.show(null),
    click: (left, top, kind) => {
      const index = map.nearest(left, top, kind === 'touch' ? FINGER : MOUSE);
      if (index === null) {
        if (map.tool === 'walk') controls.say(`No face there. ${map.moment.ends.length === 1 ? 'A stays: choose B.' : TOOLS.walk}`);
        else actions.guess(left, top);
        return;
      }
      actions.pick(index);
      // A finger does not hover; what it touched is shown all the same.
      if (kind === 'touch') show(index, left, top);
    },
    outlined: (outline) => actions.gather(map.inside(outline)),
  });
  attachKeyboard(canvas, map, {
    moved: (index) => {
      controls.say(inWords(map.data, index));
      show(index, ...map.screenOf(index));
    },
    choose: actions.pick,
    escape: actions.clear,
  });
}
