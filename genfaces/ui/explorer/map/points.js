// Draws the points, and the neighbour graph, with WebGL 2: positions stay on the graphics card, also while they move.

const VERTEX = `#version 300 es
in vec3 before, after;
in float category, emphasis;
uniform float progress, size, wanted, depth;
uniform mat3 rotation;
uniform vec2 centre, scale;
uniform vec4 palette[32];
out vec4 colour;
void main() {
  vec3 place = rotation * mix(before, after, progress);
  // What this pass does not draw goes where nothing is seen.
  bool drawn = wanted < 0.0 ? emphasis > 1.5 : emphasis == wanted;
  gl_Position = drawn ? vec4((place.xy - centre) * scale, 0.0, 1.0) : vec4(2.0, 2.0, 0.0, 1.0);
  float near = 1.0 + depth * place.z;
  gl_PointSize = size * near;
  colour = palette[int(category)];
  colour.a *= clamp(near, 0.25, 1.0);
}`;

const FRAGMENT = `#version 300 es
precision mediump float;
in vec4 colour;
uniform float opacity, lines;
out vec4 painted;
void main() {
  float edge = lines > 0.5 ? 1.0 : 1.0 - smoothstep(0.36, 0.5, length(gl_PointCoord - 0.5));
  painted = vec4(colour.rgb, 1.0) * (colour.a * opacity * edge);
}`;

// A point's emphasis: the passes are drawn in this order, so that what was searched for lies on top.
export const HIDDEN = 0, FAINT = 1, PLAIN = 2, STRONG = 3;

function compiled(gl) {
  const program = gl.createProgram();
  for (const [type, source] of [[gl.VERTEX_SHADER, VERTEX], [gl.FRAGMENT_SHADER, FRAGMENT]]) {
    const shader = gl.createShader(type);
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS)) throw new Error(gl.getProgramInfoLog(program));
  return program;
}

export class Points {
  /** Throws where WebGL 2 is not to be had. */
  constructor(canvas) {
    const gl = canvas.getContext('webgl2', { alpha: true, antialias: false, premultipliedAlpha: true });
    if (!gl) throw new Error('WebGL 2 is not available');
    this.gl = gl;
    this.canvas = canvas;
    this.program = compiled(gl);
    gl.useProgram(this.program);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
    this.buffers = Object.fromEntries(['before', 'after', 'category', 'emphasis', 'graph'].map((name) => [name, gl.createBuffer()]));
    this.count = 0;
    this.edges = 0;
  }

  /** Positions (x, y, z of every point) that the points leave and reach. */
  setPositions(before, after) {
    this.count = after.length / 3;
    this.#attribute('before', before, 3, this.gl.FLOAT);
    this.#attribute('after', after, 3, this.gl.FLOAT);
  }

  setCategories(categories) {
    this.#attribute('category', categories, 1, this.gl.UNSIGNED_BYTE);
  }

  setEmphasis(emphasis) {
    this.#attribute('emphasis', emphasis, 1, this.gl.UNSIGNED_BYTE);
  }

  /** Edges as pairs of indices. */
  setGraph(pairs) {
    const { gl } = this;
    gl.bindBuffer(gl.ELEMENT_ARRAY_BUFFER, this.buffers.graph);
    gl.bufferData(gl.ELEMENT_ARRAY_BUFFER, pairs, gl.STATIC_DRAW);
    this.edges = pairs.length;
  }

  #attribute(name, values, size, type) {
    const { gl } = this;
    const place = gl.getAttribLocation(this.program, name);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.buffers[name]);
    gl.bufferData(gl.ARRAY_BUFFER, values, gl.DYNAMIC_DRAW);
    gl.enableVertexAttribArray(place);
    gl.vertexAttribPointer(place, size, type, false, 0, 0);
  }

  /** One frame. palette: [r, g, b] from 0 to 1 by category. size: a point's diameter in CSS pixels. */
  draw(view, { progress, palette, size, opacity, solid, graph, ratio }) {
    const { gl } = this;
    const uniform = (name) => gl.getUniformLocation(this.program, name);
    gl.viewport(0, 0, this.canvas.width, this.canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    if (!this.count) return;
    gl.uniform1f(uniform('progress'), progress);
    gl.uniform1f(uniform('depth'), solid ? 0.6 : 0);
    gl.uniformMatrix3fv(uniform('rotation'), true, view.rotation.flat());
    gl.uniform2f(uniform('centre'), view.x, view.y);
    gl.uniform2f(uniform('scale'), (2 * view.scale) / view.width, (2 * view.scale) / view.height);
    gl.uniform4fv(uniform('palette'), palette.flatMap((colour) => [...colour, 1]));
    const pass = (wanted, grown, strength, lines = 0) => {
      gl.uniform1f(uniform('wanted'), wanted);
      gl.uniform1f(uniform('size'), Math.max(1, size * ratio * grown));
      gl.uniform1f(uniform('opacity'), strength);
      gl.uniform1f(uniform('lines'), lines);
    };
    if (graph && this.edges) {
      pass(-1, 1, 0.12, 1);
      gl.drawElements(gl.LINES, this.edges, gl.UNSIGNED_SHORT, 0);
    }
    for (const [wanted, grown, strength] of [[FAINT, 0.8, 0.14], [PLAIN, 1, opacity], [STRONG, 1.35, 1]]) {
      pass(wanted, grown, strength);
      gl.drawArrays(gl.POINTS, 0, this.count);
    }
  }
}
