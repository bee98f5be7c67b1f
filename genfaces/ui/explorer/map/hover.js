// The thumbnail beside the pointer, above everything else on the page.

import { drawSprite } from './data.js';

const SIDE = 144, GAP = 18;
const MOST = 4; // labels in a sentence

export class Hover {
  constructor(map) {
    this.map = map;
    this.index = null;
    this.box = document.createElement('div');
    this.box.className = 'map-hover';
    this.box.hidden = true;
    this.box.innerHTML = '<canvas></canvas><p></p>';
    document.body.append(this.box);
    this.canvas = this.box.querySelector('canvas');
    addEventListener('scroll', () => this.show(null), { passive: true });
  }

  /** Show a point beside a position in the window; null hides. */
  show(index, left, top) {
    if (index === null || !this.map.data.atlas) {
      this.box.hidden = true;
      this.index = null;
      return;
    }
    if (index !== this.index) this.#paint(index);
    const width = document.documentElement.clientWidth;
    const x = left + GAP + SIDE + 24 > width ? left - GAP - SIDE - 16 : left + GAP;
    const y = Math.min(Math.max(8, top - SIDE / 2), innerHeight - SIDE - 64);
    this.box.style.transform = `translate(${Math.max(8, x)}px, ${y}px)`;
    this.box.hidden = false;
  }

  /** The first thumbnail takes longest; better before anybody points at one. */
  warm() { this.#paint(0); }

  #paint(index) {
    const { data, categories } = this.map, { sprite } = data.info;
    this.index = index;
    Object.assign(this.canvas, { width: sprite, height: sprite });
    // A canvas of a few pixels in main memory: the large atlas need not go to the graphics card for it.
    drawSprite(this.canvas.getContext('2d', { willReadFrequently: true }), data, index, 0, 0, sprite);
    const words = categories.titles[categories.of[index]];
    this.box.querySelector('p').textContent = `${words} · face ${index}`;
    this.box.style.setProperty('--mark', this.map.colourOf(index));
  }
}

/** A point's labels in words, for those who hear the map. */
export function inWords(data, index) {
  const labels = data.info.label_names.filter((_, label) => data.has(index, label)).map((name) => data.words[name].toLowerCase());
  const more = labels.length > MOST ? ` and ${labels.length - MOST} more` : '';
  return `Face ${index}: ${labels.slice(0, MOST).join(', ') || 'no label'}${more}`;
}
