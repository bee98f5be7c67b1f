// The controls around the map: what to colour by, which map, what to find; and the address that names all of it.

import { categorise, schemes } from './colours.js';
import { facts, purpose, table, title } from './facts.js';
import { drawLegend } from './legend.js';
import { example, matches, parse } from './search.js';

const FIRST = 'tsne-30'; // the map to begin with, where there is one
const counted = (number) => number.toLocaleString('en');

export class Controls {
  /** `truth` is the place for what the map can be trusted for. */
  constructor(map, stage, truth) {
    Object.assign(this, { map, stage, truth, offered: [], scheme: null, face: null, opening: false });
    stage.addEventListener('change', ({ target }) => {
      if (target.name === 'map') this.show(target.value);
      else if ('colour' in target.dataset) this.colour(target.value);
      else if ('graph' in target.dataset) {
        map.graph = target.checked;
        map.redraw();
      }
    });
    stage.addEventListener('input', ({ target }) => { if ('search' in target.dataset) { this.search(); this.address(); } });
    stage.addEventListener('click', ({ target: { dataset } }) => {
      if ('whole' in dataset) map.whole();
      if ('zoom' in dataset) {
        map.view.zoom(Number(dataset.zoom));
        map.redraw();
      }
    });
  }

  $(selector) { return this.stage.querySelector(selector); }

  say(text) { this.$('.map-say').textContent = text; }

  /** Draw another model's data, as `wanted` (a query) says or from the usual beginning. */
  open(data, wanted, usualColour) {
    const { map } = this, entries = data.info.maps, names = entries.map(({ name }) => name);
    const first = [wanted.get('map'), FIRST, names[0]].find((name) => names.includes(name));
    this.offered = schemes(data);
    this.$('[data-colour]').replaceChildren(...this.offered.map(({ name, title: words }) => new Option(words, name)));
    this.$('.map-choice').replaceChildren(...entries.map((entry) => {
      const label = document.createElement('label'), input = document.createElement('input'), words = document.createElement('span');
      Object.assign(input, { type: 'radio', name: 'map', value: entry.name, checked: entry.name === first });
      words.textContent = purpose(entry);
      label.title = title(entry);
      label.append(input, words);
      return label;
    }));
    this.truth.querySelector('.map-table').innerHTML = table(data);
    this.truth.querySelector('.map-numbers').hidden = false;
    this.$('[data-search]').placeholder = example(data.info.label_names);
    const scheme = this.#scheme(wanted.get('colour') ?? usualColour);
    map.open(data, first, categorise(scheme, data));
    this.$('[data-search]').value = wanted.get('find') ?? '';
    this.colour(scheme.name);
    this.search();
  }

  #scheme(name) { return this.offered.find((scheme) => scheme.name === name) ?? this.offered[0]; }

  colour(name) {
    const { map } = this;
    this.scheme = this.#scheme(name);
    this.$('[data-colour]').value = this.scheme.name;
    map.colour(categorise(this.scheme, map.data));
    drawLegend(this.$('.map-legend'), map, () => { if (this.$('[data-search]').value) this.search(); });
    this.explain();
    this.address();
  }

  show(name) {
    this.map.go(name);
    const entry = this.map.data.info.maps.find((other) => other.name === name);
    this.say(`${purpose(entry)}: ${title(entry)}.`);
    this.explain();
    this.address();
  }

  explain() { this.truth.querySelector('.map-facts').innerHTML = facts(this.map, this.scheme); }

  /** Highlight what the query asks for; returns those of its faces that the legend does not hide. */
  search() {
    const { map } = this, query = this.$('[data-search]').value;
    const { terms, unknown } = parse(query, map.data);
    const found = terms.length ? matches(terms, map.data) : null;
    map.find(found);
    const shown = found?.filter((index) => map.shown(index)) ?? [];
    this.$('[data-mean]').hidden = !shown.length;
    this.$('[data-clear]').hidden = !query;
    const sentences = [];
    if (found) sentences.push(`${counted(found.length)} of ${counted(map.data.count)} faces match.`);
    if (unknown.length) sentences.push(`No label is called ${unknown.map((word) => `“${word}”`).join(' or ')}.`);
    this.$('.map-count').textContent = sentences.join(' ');
    return shown;
  }

  /** The address of what is shown, so that it can be copied; whoever follows it is told. */
  address() {
    const { map, stage, face } = this, { chosen, ends, estimate } = map.moment;
    if (this.opening) return;
    const query = new URLSearchParams({ tab: 'explorer', model: map.data.model, map: map.name, colour: this.scheme.name });
    const search = this.$('[data-search]').value;
    if (search) query.set('find', search);
    if (chosen !== null) query.set('point', chosen);
    else if (ends.length === 2) query.set('walk', ends.join());
    else if (estimate) query.set('place', estimate.place.map((part) => part.toFixed(4)).join());
    else if (face) query.set('face', face);
    stage.dataset.view = `?${query}`;
    document.dispatchEvent(new CustomEvent('drawn', { detail: { view: stage.dataset.view } }));
  }
}
