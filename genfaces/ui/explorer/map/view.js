// Where the map lies on the screen: pan, zoom and, in three dimensions, rotation.

const CLOSEST = 60; // how far one can zoom in, as a multiple of the whole map

/** Bounds of all but the outermost points of a thousand, so that a few far ones do not make the map small. */
function bounds(points, rotation) {
  const axes = [0, 1].map((axis) => {
    const values = new Float32Array(points.length / 3);
    for (let i = 0; i < values.length; i += 1) {
      const row = rotation[axis];
      values[i] = row[0] * points[3 * i] + row[1] * points[3 * i + 1] + row[2] * points[3 * i + 2];
    }
    values.sort();
    const cut = Math.floor(values.length * 0.002);
    return [values[cut], values[values.length - 1 - cut]];
  });
  return axes;
}

export const UPRIGHT = [[1, 0, 0], [0, 1, 0], [0, 0, 1]];

/** `rotation` turned by two angles: about the screen's vertical axis, then about its horizontal one. */
export function turned(rotation, across, down) {
  const [ca, sa, cd, sd] = [Math.cos(across), Math.sin(across), Math.cos(down), Math.sin(down)];
  const turn = [[ca, 0, sa], [sd * sa, cd, -sd * ca], [-cd * sa, sd, cd * ca]];
  return turn.map((row) => [0, 1, 2].map((column) => row[0] * rotation[0][column] + row[1] * rotation[1][column] + row[2] * rotation[2][column]));
}

export class View {
  constructor() {
    Object.assign(this, { width: 1, height: 1, x: 0, y: 0, scale: 1, whole: 1, rotation: UPRIGHT });
  }

  /** The view that shows a whole map; `scale` is in CSS pixels a unit. */
  fitting(points) {
    const [[left, right], [bottom, top]] = bounds(points, this.rotation);
    const scale = 0.92 * Math.min(this.width / (right - left || 1), this.height / (top - bottom || 1));
    return { x: (left + right) / 2, y: (bottom + top) / 2, scale, whole: scale };
  }

  /** Screen position of a point of the map. */
  toScreen(x, y, z = 0) {
    const [across, up] = this.rotation;
    return [
      (across[0] * x + across[1] * y + across[2] * z - this.x) * this.scale + this.width / 2,
      this.height / 2 - (up[0] * x + up[1] * y + up[2] * z - this.y) * this.scale,
    ];
  }

  /** The place on a flat map under a screen position. */
  toMap(left, top) {
    return [(left - this.width / 2) / this.scale + this.x, (this.height / 2 - top) / this.scale + this.y];
  }

  pan(across, down) {
    this.x -= across / this.scale;
    this.y += down / this.scale;
  }

  /** Zoom, leaving what is at a screen position where it is. */
  zoom(factor, left = this.width / 2, top = this.height / 2) {
    const [x, y] = this.toMap(left, top);
    this.scale = Math.min(Math.max(this.scale * factor, this.whole / 2), this.whole * CLOSEST);
    const [nowX, nowY] = this.toMap(left, top);
    this.x += x - nowX;
    this.y += y - nowY;
  }

  turn(across, down) {
    this.rotation = turned(this.rotation, across, down);
  }
}
