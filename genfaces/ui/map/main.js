// Starts the explorer in its place on the page, and connects map, controls and the server's answers.

import { load } from './data.js';
import { categorise, schemes } from './colours.js';
import { Explorer } from './explorer.js';
import { facts, table, title } from './facts.js';
import { Hover, inWords } from './hover.js';
import { attachKeyboard } from './keyboard.js';
import { drawLegend } from './legend.js';
import { attachPanel } from './panel.js';
import { attachPointer } from './pointer.js';
import { matches, parse } from './search.js';

const FINGER = 22, MOUSE = 9; // CSS pixels within which a click means a point

/** `ask(value)` sends a question to the server, whose answer arrives in `panel`; `source` holds where the data lie. */
export function start(stage, source, panel, ask) {
  const $ = (selector) => stage.querySelector(selector);
  const canvas = $('.map-overlay');
  let map;
  try {
    map = new Explorer($('.map-points'), canvas);
  } catch {
    $('.map-still p').textContent = 'This browser cannot draw the map (WebGL 2 is missing), so here is a picture of it.';
    return;
  }
  map.tool = 'look';
  const hover = new Hover(map);
  const say = (text) => { $('.map-say').textContent = text; };
  let offered = [], scheme = null;

  const address = () => {
    const query = new URLSearchParams({ tab: 'explorer', model: map.data.model, map: map.name, colour: scheme.name });
    if (map.moment.chosen !== null) query.set('point', map.moment.chosen);
    stage.dataset.view = `?${query}`;
    if (stage.offsetParent) history.replaceState(history.state, '', stage.dataset.view);
  };
  const explain = () => { $('.map-facts').innerHTML = facts(map, scheme); };

  const colourBy = (name) => {
    scheme = offered.find((other) => other.name === name) ?? offered[0];
    $('[data-colour]').value = scheme.name;
    map.colour(categorise(scheme, map.data));
    drawLegend($('.map-legend'), map, search);
    explain();
    address();
  };

  const show = (name) => {
    map.go(name);
    $('.map-points').dataset.map = name;
    const { trustworthiness, kind } = map.data.info.maps.find((entry) => entry.name === name);
    say(`${kind === 'tsne' ? 't-SNE' : 'PCA'}, trustworthiness ${trustworthiness.toFixed(2)}.`);
    explain();
    address();
  };

  const choose = (index) => {
    Object.assign(map.moment, { chosen: index, cursor: index, estimate: null, path: null, ends: [] });
    map.reveal(index);
    say(inWords(map.data, index));
    ask({ kind: 'point', index });
    address();
    map.redraw();
  };

  const end = (index) => {
    const { moment } = map;
    moment.ends = moment.ends.length === 1 && moment.ends[0] !== index ? [moment.ends[0], index] : [index];
    Object.assign(moment, { chosen: null, cursor: index, path: null, estimate: null });
    if (moment.ends.length === 2) ask({ kind: 'walk', ends: moment.ends, map: map.name });
    say(moment.ends.length === 2 ? 'Walking from A to B.' : `A is ${inWords(map.data, index)}. Now choose B.`);
    map.redraw();
  };
  const pick = (index) => (map.tool === 'walk' ? end(index) : choose(index));

  const gather = (indices) => {
    say(`${indices.length.toLocaleString('en')} faces selected.`);
    if (!indices.length) return;
    map.find(indices);
    ask({ kind: 'group', indices });
    $('[data-clear]').hidden = false;
  };

  const search = () => {
    const query = $('[data-search]').value;
    const { terms, unknown } = parse(query, map.data.info.label_names);
    const found = terms.length ? matches(terms, map.data) : null;
    map.find(found);
    const shown = found?.filter((index) => map.shown(index)) ?? [];
    $('[data-mean]').hidden = !shown.length;
    $('[data-clear]').hidden = !query;
    const missing = unknown.length ? ` No label is called ${unknown.map((word) => `“${word}”`).join(' or ')}.` : '';
    $('.map-count').textContent = (found ? `${found.length.toLocaleString('en')} of ${map.data.count.toLocaleString('en')} faces match.` : '') + missing;
    return shown;
  };

  const clear = () => {
    $('[data-search]').value = '';
    Object.assign(map.moment, { chosen: null, cursor: null, ends: [], path: null, estimate: null, you: null });
    search();
    address();
  };

  const tool = (name) => {
    map.tool = name;
    canvas.dataset.tool = name;
    say({
      look: 'Drag to move, click a face, or an empty place.',
      box: 'Draw a box around faces.',
      lasso: 'Draw around faces.',
      walk: 'Click the face to start from, then the one to go to.',
    }[name]);
  };

  async function open(manifest) {
    const wanted = new URLSearchParams(location.search);
    let data;
    try {
      data = await load(manifest, () => { hover.warm(); stage.dataset.atlas = 'ready'; map.redraw(); });
    } catch (error) {
      $('.map-still').hidden = false;
      $('.map-still p').textContent = `The map could not be loaded (${error.message}).`;
      return;
    }
    delete stage.dataset.atlas;
    offered = schemes(data.info.label_names);
    const names = data.info.maps.map(({ name }) => name);
    const first = names.includes(wanted.get('map')) ? wanted.get('map') : names.includes('tsne-30') ? 'tsne-30' : names[0];
    scheme = offered.find(({ name }) => name === (wanted.get('colour') ?? manifest.colour)) ?? offered[0];
    $('[data-colour]').replaceChildren(...offered.map(({ name, title: words }) => new Option(words, name)));
    $('.map-choice').replaceChildren(...data.info.maps.map((entry) => {
      const label = document.createElement('label');
      label.innerHTML = `<input type="radio" name="map" value="${entry.name}"><span>${title(entry).replace('t-SNE, perplexity ', '')}</span>`;
      label.title = title(entry);
      label.firstChild.checked = entry.name === first;
      return label;
    }));
    $('.map-app').hidden = false;
    $('.map-still').hidden = true;
    resize();
    map.open(data, first, categorise(scheme, data));
    $('.map-points').dataset.map = first;
    $('.map-table').innerHTML = table(data.info);
    colourBy(scheme.name);
    search();
    tool('look');
    map.drawn = () => {
      map.drawn = null;
      stage.dataset.painted = String(performance.now());
      // So that the side of the map is not empty: the face that the address names, or one in the middle.
      const point = Number(wanted.get('point') ?? NaN);
      choose(point < data.count ? point : map.nearest(map.view.width / 2, map.view.height / 2, Infinity));
    };
  }

  const resize = () => {
    const { width, height } = $('.map-canvases').getBoundingClientRect();
    if (width && height) map.resize(Math.round(width), Math.round(height), Math.min(devicePixelRatio, 2));
  };
  new ResizeObserver(resize).observe($('.map-canvases'));

  attachPointer(canvas, map, {
    hover: (left, top) => {
      const box = canvas.getBoundingClientRect();
      const index = map.nearest(left, top);
      canvas.classList.toggle('at-point', index !== null);
      hover.show(index, box.left + left, box.top + top);
    },
    leave: () => hover.show(null),
    click: (left, top, kind) => {
      const index = map.nearest(left, top, kind === 'touch' ? FINGER : MOUSE);
      if (index !== null) pick(index);
      else if (map.solid) say('A place cannot be pointed at in 3-D; click a face, or take a flat map.');
      else {
        const place = map.view.toMap(left, top);
        Object.assign(map.moment, { estimate: { map: map.name, place }, chosen: null, cursor: null });
        ask({ kind: 'place', map: map.name, place });
      }
    },
    outlined: (outline) => gather(map.inside(outline)),
  });
  attachKeyboard(canvas, map, { moved: (index) => say(inWords(map.data, index)), choose: pick, escape: clear });
  attachPanel(panel, map, { choose, walk: (index) => { $('[value=walk]').click(); end(index); } });

  stage.addEventListener('change', ({ target }) => {
    if (target.name === 'map') show(target.value);
    else if (target.name === 'tool') tool(target.value);
    else if ('colour' in target.dataset) colourBy(target.value);
    else if ('graph' in target.dataset) { map.graph = target.checked; map.redraw(); }
  });
  stage.addEventListener('input', ({ target }) => { if ('search' in target.dataset) search(); });
  stage.addEventListener('click', ({ target }) => {
    const { dataset } = target;
    if ('zoom' in dataset) { map.view.zoom(Number(dataset.zoom)); map.redraw(); }
    else if ('whole' in dataset) map.whole();
    else if ('clear' in dataset) clear();
    else if ('mean' in dataset) gather(search());
  });

  const read = () => {
    const place = source.querySelector('[data-manifest]');
    if (place) open(JSON.parse(place.dataset.manifest));
  };
  new MutationObserver(read).observe(source, { childList: true, subtree: true });
  read();
  stage.explorer = map; // for tests, and for the curious
}
