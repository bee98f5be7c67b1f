// The explorer's state: which map is drawn, how it is coloured, what is chosen. Every change asks for one new frame.

import { FAINT, HIDDEN, PLAIN, Points, STRONG } from './points.js';
import { UPRIGHT, View } from './view.js';
import { drawOverlay } from './overlay.js';

const SLOW = 700; // milliseconds from one map to the next
const NEAR = 12; // CSS pixels within which a point is meant
const GRAPH = 3; // neighbours of each point in the graph that is drawn

const calm = () => matchMedia('(prefers-reduced-motion: reduce)').matches;
const eased = (t) => t * t * (3 - 2 * t);

export class Explorer {
  constructor(pointsCanvas, overlayCanvas) {
    this.points = new Points(pointsCanvas);
    this.context = overlayCanvas.getContext('2d', { willReadFrequently: true });
    this.view = new View();
    this.ratio = 1;
    this.data = null;
    this.graph = false;
    this.tool = 'look'; // what a drag and a click do: look, box, lasso or walk
    this.frame = 0;
    this.moving = null;
    this.forget();
  }

  /** Drop what belongs to the moment: chosen points, a walk, a place. */
  forget() {
    this.moment = { chosen: null, cursor: null, ends: [], path: null, estimate: null, you: null, outline: null };
    this.found = null;
    this.hidden = new Set();
  }

  open(data, name, categories) {
    this.forget();
    this.data = data;
    this.name = name;
    this.view.rotation = UPRIGHT;
    this.coordinates = data.maps[name];
    Object.assign(this.view, this.view.fitting(this.coordinates));
    this.points.setPositions(this.coordinates, this.coordinates);
    const pairs = new Uint16Array(2 * GRAPH * data.count);
    for (let i = 0, at = 0; i < data.count; i += 1) {
      for (let k = 0; k < GRAPH; k += 1, at += 2) pairs.set([i, data.neighbours[i * data.neighbourCount + k]], at);
    }
    this.points.setGraph(pairs);
    this.colour(categories);
  }

  get solid() { return this.data.info.maps.find(({ name }) => name === this.name).centre.length === 3; }

  colour(categories) {
    this.categories = categories;
    this.hidden = new Set();
    this.points.setCategories(categories.of);
    this.emphasise();
  }

  colourOf(index) { return this.categories.hexes[this.categories.of[index]]; }

  /** Highlight these points and dim the others; null: all alike again. */
  find(indices) {
    this.found = indices && new Set(indices);
    this.emphasise();
  }

  shown(index) { return !this.hidden.has(this.categories.of[index]); }

  emphasise() {
    const emphasis = new Uint8Array(this.data.count);
    for (let i = 0; i < emphasis.length; i += 1) {
      if (!this.shown(i)) emphasis[i] = HIDDEN;
      else if (!this.found) emphasis[i] = PLAIN;
      else emphasis[i] = this.found.has(i) ? STRONG : FAINT;
    }
    this.points.setEmphasis(emphasis);
    this.redraw();
  }

  /** Move all points to another map of the same model. */
  go(name) {
    if (name === this.name) return;
    const before = this.#rotated();
    this.name = name;
    this.coordinates = this.data.maps[name];
    this.view.rotation = UPRIGHT;
    this.points.setPositions(before, this.coordinates);
    Object.assign(this.moment, { estimate: null });
    const { x, y, scale } = this.view;
    const to = this.view.fitting(this.coordinates);
    const tilt = this.solid ? [0.5, 0.3] : [0, 0]; // so that one sees at once that there is depth
    this.moving = { start: performance.now(), from: { x, y, scale }, to, tilt, turned: 0 };
    this.view.whole = to.whole;
    this.redraw();
  }

  /** The present positions with the rotation worked in, so that it can start anew. */
  #rotated() {
    const rotated = new Float32Array(this.coordinates.length);
    for (let i = 0; i < rotated.length; i += 3) {
      this.view.rotation.forEach((row, axis) => {
        rotated[i + axis] = row[0] * this.coordinates[i] + row[1] * this.coordinates[i + 1] + row[2] * this.coordinates[i + 2];
      });
    }
    return rotated;
  }

  screenOf(index) { return this.view.toScreen(...this.coordinates.subarray(3 * index, 3 * index + 3)); }

  neighboursOf(index) {
    const { neighbours, neighbourCount } = this.data;
    return neighbours.subarray(index * neighbourCount, (index + 1) * neighbourCount);
  }

  /** The shown point nearest to a screen position, if one is within reach; else null. */
  nearest(left, top, reach = NEAR) {
    let best = null, least = reach * reach;
    const { coordinates, view } = this;
    for (let i = 0; i < this.data.count; i += 1) {
      const [x, y] = view.toScreen(coordinates[3 * i], coordinates[3 * i + 1], coordinates[3 * i + 2]);
      const distance = (x - left) ** 2 + (y - top) ** 2;
      if (distance < least && this.shown(i) && (!this.found || this.found.has(i) || distance < 16)) [best, least] = [i, distance];
    }
    return best;
  }

  /** Shown points on the screen as {index, x, y}; null when there are more than `most`. */
  inSight(most) {
    const { view } = this, seen = [];
    for (let i = 0; i < this.data.count; i += 1) {
      const [x, y] = this.screenOf(i);
      if (x < 0 || y < 0 || x > view.width || y > view.height || !this.shown(i)) continue;
      if (seen.push({ index: i, x, y }) > most) return null;
    }
    return seen;
  }

  /** Shown points inside a polygon on the screen. */
  inside(outline) {
    const found = [];
    for (let i = 0; i < this.data.count; i += 1) {
      const [x, y] = this.screenOf(i);
      let within = false;
      outline.forEach(([ax, ay], at) => {
        const [bx, by] = outline[(at + 1) % outline.length];
        if ((ay > y) !== (by > y) && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) within = !within;
      });
      if (within && this.shown(i)) found.push(i);
    }
    return found;
  }

  /** Bring a point to the middle if it lies outside of what is seen. */
  reveal(index) {
    const [x, y] = this.screenOf(index), { width, height } = this.view;
    if (x > 20 && y > 20 && x < width - 20 && y < height - 20) return;
    this.view.pan(width / 2 - x, height / 2 - y);
    this.redraw();
  }

  resize(width, height, ratio) {
    const first = this.view.width === 1;
    const zoom = this.view.scale / this.view.whole;
    Object.assign(this.view, { width, height });
    this.ratio = ratio;
    for (const canvas of [this.points.canvas, this.context.canvas]) Object.assign(canvas, { width: width * ratio, height: height * ratio });
    if (this.data && first) Object.assign(this.view, this.view.fitting(this.coordinates));
    else if (this.data) {
      const { whole } = this.view.fitting(this.coordinates);
      Object.assign(this.view, { whole, scale: whole * zoom });
    }
    this.redraw();
  }

  whole() {
    Object.assign(this.view, this.view.fitting(this.coordinates));
    this.redraw();
  }

  redraw() {
    if (!this.frame) this.frame = requestAnimationFrame((now) => { this.frame = 0; this.#draw(now); });
  }

  #draw(now) {
    if (!this.data || this.view.width <= 1) return;
    let progress = 1;
    if (this.moving) {
      const { start, from, to, tilt } = this.moving;
      progress = calm() ? 1 : eased(Math.min(1, Math.max(0, (now - start) / SLOW)));
      for (const key of ['x', 'y', 'scale']) this.view[key] = from[key] + progress * (to[key] - from[key]);
      this.view.turn(tilt[0] * (progress - this.moving.turned), tilt[1] * (progress - this.moving.turned));
      this.moving.turned = progress;
      if (progress === 1) this.moving = null;
      else this.redraw();
    }
    const closeness = this.view.scale / this.view.whole;
    const crowd = Math.min(1, (3000 * closeness) / this.data.count);
    this.points.draw(this.view, {
      progress,
      palette: this.categories.palette,
      // Larger where there are few, close up, and on a large screen.
      size: Math.min(14, (500 / Math.sqrt(this.data.count)) * Math.sqrt((closeness * this.view.width) / 800)),
      opacity: 0.65 + 0.35 * crowd,
      solid: this.solid,
      graph: this.graph,
      ratio: this.ratio,
    });
    drawOverlay(this.context, this);
    this.drawn?.();
  }
}
