// Draws over the points what belongs to the moment: chosen points, neighbours, a walk, a lasso, and thumbnails close up.

import { drawSprite } from './data.js';

const CLOSE = 130; // so few points in sight are shown as thumbnails
const SPRITE = 48;

function ring(context, [x, y], radius, ink, paper, label) {
  context.lineWidth = 4;
  context.strokeStyle = paper;
  context.beginPath();
  context.arc(x, y, radius, 0, 7);
  context.stroke();
  context.lineWidth = 2;
  context.strokeStyle = ink;
  context.stroke();
  if (!label) return;
  context.font = '600 14px system-ui, sans-serif';
  context.textAlign = 'center';
  context.lineWidth = 4;
  context.strokeStyle = paper;
  context.strokeText(label, x, y - radius - 6);
  context.fillStyle = ink;
  context.fillText(label, x, y - radius - 6);
}

function line(context, points, ink, paper, dashes = []) {
  for (const [width, colour] of [[5, paper], [2, ink]]) {
    context.lineWidth = width;
    context.strokeStyle = colour;
    context.setLineDash(dashes);
    context.beginPath();
    points.forEach(([x, y]) => context.lineTo(x, y));
    context.stroke();
  }
  context.setLineDash([]);
}

/** Thumbnails in place of the points, once few enough are in sight; those nearest the middle of the map first. */
function thumbnails(context, map) {
  const seen = map.inSight(CLOSE);
  if (!seen) return;
  for (const { index, x, y } of seen) {
    if (drawSprite(context, map.data, index, x - SPRITE / 2, y - SPRITE / 2, SPRITE)) {
      context.lineWidth = 2;
      context.strokeStyle = map.colourOf(index);
      context.strokeRect(x - SPRITE / 2, y - SPRITE / 2, SPRITE, SPRITE);
    }
  }
}

/** One frame. `map` is the explorer's state. */
export function drawOverlay(context, map) {
  const { view, moment } = map;
  const style = getComputedStyle(context.canvas);
  const ink = style.color, paper = style.getPropertyValue('--body-background-fill') || '#fff';
  context.setTransform(map.ratio, 0, 0, map.ratio, 0, 0);
  context.clearRect(0, 0, view.width, view.height);
  context.lineJoin = 'round';
  if (!map.moving) thumbnails(context, map);
  const at = (index) => map.screenOf(index);
  if (moment.chosen !== null) {
    context.globalAlpha = 0.55;
    for (const neighbour of map.neighboursOf(moment.chosen)) line(context, [at(moment.chosen), at(neighbour)], ink, 'transparent');
    context.globalAlpha = 1;
    for (const neighbour of map.neighboursOf(moment.chosen)) ring(context, at(neighbour), 5, ink, paper);
    ring(context, at(moment.chosen), 10, ink, paper);
  }
  if (moment.path && moment.path.map === map.name) {
    const places = moment.path.places.map((place) => view.toScreen(...place));
    line(context, places, ink, paper);
    ring(context, places[moment.path.step], 7, ink, paper);
  }
  moment.ends.forEach((index, i) => ring(context, at(index), 10, ink, paper, 'AB'[i]));
  if (moment.estimate && moment.estimate.map === map.name) ring(context, view.toScreen(...moment.estimate.place), 9, ink, paper, 'estimate');
  if (moment.you?.[map.name]) ring(context, view.toScreen(...moment.you[map.name]), 11, ink, paper, 'you');
  if (moment.cursor !== null) ring(context, at(moment.cursor), 8, ink, paper);
  if (moment.outline) {
    context.globalAlpha = 0.12;
    context.fillStyle = ink;
    context.beginPath();
    moment.outline.forEach(([x, y]) => context.lineTo(x, y));
    context.fill();
    context.globalAlpha = 1;
    line(context, [...moment.outline, moment.outline[0]], ink, paper, [6, 5]);
  }
}
