/**
 * A small WebGL2 renderer in the manner of the games it stands for: one texture a batch, a sun and a sky, fog, hard alpha edges, no
 * anti-aliasing but what a whole picture at twice the size and then halved gives.
 */

import type { Matrix, Vec3 } from './matrix.ts';
import { CORNER_FLOATS, type Mesh } from './mesh.ts';

export type Filter = 'nearest' | 'nearest-mip' | 'bilinear' | 'trilinear' | 'anisotropic';
export type Blend = 'solid' | 'cutout' | 'alpha' | 'add';

export interface Batch {
  readonly texture: WebGLTexture;
  readonly vertices: WebGLVertexArrayObject;
  readonly count: number;
  readonly blend: Blend;
}

export interface Light {
  readonly sun: Vec3;
  readonly sunColor: Vec3;
  readonly sky: Vec3;
  readonly fogColor: Vec3;
  /** Share of fog a unit of distance. */
  readonly fog: number;
  /** Steps of brightness for cel shading; 0 is smooth. */
  readonly steps: number;
  /** 0 dull to 1 shining. */
  readonly gloss: number;
}

const VERTEX = `#version 300 es
layout(location=0) in vec3 at; layout(location=1) in vec2 uv; layout(location=2) in vec3 normal; layout(location=3) in vec4 color;
uniform mat4 view; uniform mat4 place; uniform vec2 slide; uniform float swell;
out vec2 texel; out vec3 facing; out vec4 tint; out vec3 where;
void main() {
  vec4 world = place * vec4(at + normal * swell, 1.0);
  where = world.xyz; texel = uv + slide; facing = mat3(place) * normal; tint = color;
  gl_Position = view * world;
}`;

const FRAGMENT = `#version 300 es
precision highp float;
in vec2 texel; in vec3 facing; in vec4 tint; in vec3 where;
uniform sampler2D picture; uniform vec3 sun, sunColor, sky, fogColor, eye; uniform float fog, steps, gloss, cut, lit;
uniform vec4 paint;
out vec4 shown;
void main() {
  vec4 base = texture(picture, texel) * tint * paint;
  if (base.a < cut) discard;
  vec3 n = normalize(facing);
  float day = max(dot(n, sun), 0.0);
  if (steps > 0.0) day = floor(day * steps + 0.5) / steps;
  vec3 light = sky * (0.65 + 0.35 * n.y) + sunColor * day;
  vec3 half_ = normalize(sun + normalize(eye - where));
  float shine = gloss * pow(max(dot(n, half_), 0.0), 40.0);
  if (steps > 0.0) shine = gloss * step(0.5, shine / max(gloss, 0.01));
  vec3 color = mix(base.rgb, base.rgb * light + shine * sunColor, lit);
  float thick = 1.0 - exp(-fog * distance(eye, where));
  shown = vec4(mix(color, fogColor, thick * lit), base.a);
}`;

export class Renderer {
  readonly gl: WebGL2RenderingContext;
  readonly #program: WebGLProgram;
  readonly #anisotropy: EXT_texture_filter_anisotropic | null;

  constructor(canvas: HTMLCanvasElement) {
    const gl = canvas.getContext('webgl2', { antialias: false, preserveDrawingBuffer: true });
    if (!gl) throw new Error('This browser has no WebGL2.');
    this.gl = gl;
    this.#program = build(gl);
    this.#anisotropy = gl.getExtension('EXT_texture_filter_anisotropic');
    gl.useProgram(this.#program);
    gl.enable(gl.DEPTH_TEST);
  }

  texture(source: TexImageSource, filter: Filter | 'bilinear-only', lodBias = 0): WebGLTexture {
    const { gl } = this;
    const texture = gl.createTexture()!;
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.pixelStorei(gl.UNPACK_PREMULTIPLY_ALPHA_WEBGL, false);
    gl.texImage2D(gl.TEXTURE_2D, 0, gl.RGBA, gl.RGBA, gl.UNSIGNED_BYTE, source);
    const near = filter === 'nearest' || filter === 'nearest-mip';
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MAG_FILTER, near ? gl.NEAREST : gl.LINEAR);
    const small = {
      nearest: gl.NEAREST,
      'bilinear-only': gl.LINEAR,
      'nearest-mip': gl.NEAREST_MIPMAP_LINEAR,
      bilinear: gl.LINEAR_MIPMAP_NEAREST,
      trilinear: gl.LINEAR_MIPMAP_LINEAR,
      anisotropic: gl.LINEAR_MIPMAP_LINEAR,
    }[filter];
    gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_MIN_FILTER, small);
    if (filter !== 'nearest' && filter !== 'bilinear-only') gl.generateMipmap(gl.TEXTURE_2D);
    // A texture that starts at a smaller picture of itself is what a game's detail slider does.
    if (lodBias > 0) gl.texParameteri(gl.TEXTURE_2D, gl.TEXTURE_BASE_LEVEL, lodBias);
    if (filter === 'anisotropic' && this.#anisotropy)
      gl.texParameterf(gl.TEXTURE_2D, this.#anisotropy.TEXTURE_MAX_ANISOTROPY_EXT, 8);
    return texture;
  }

  batch(texture: WebGLTexture, mesh: Mesh, blend: Blend = 'solid'): Batch {
    const { gl } = this;
    const vertices = gl.createVertexArray()!;
    gl.bindVertexArray(vertices);
    gl.bindBuffer(gl.ARRAY_BUFFER, gl.createBuffer());
    gl.bufferData(gl.ARRAY_BUFFER, new Float32Array(mesh.corners), gl.STATIC_DRAW);
    for (const [slot, size, offset] of [
      [0, 3, 0],
      [1, 2, 3],
      [2, 3, 5],
      [3, 4, 8],
    ] as const) {
      gl.enableVertexAttribArray(slot);
      gl.vertexAttribPointer(slot, size, gl.FLOAT, false, CORNER_FLOATS * 4, offset * 4);
    }
    return { texture, vertices, count: mesh.corners.length / CORNER_FLOATS, blend };
  }

  begin(view: Matrix, eye: Vec3, light: Light, background: Vec3): void {
    const { gl } = this;
    gl.clearColor(...background, 1);
    gl.depthMask(true);
    gl.clear(gl.COLOR_BUFFER_BIT | gl.DEPTH_BUFFER_BIT);
    this.#vec('eye', eye);
    for (const name of ['sun', 'sunColor', 'sky', 'fogColor'] as const) this.#vec(name, light[name]);
    for (const name of ['fog', 'steps', 'gloss'] as const) this.#float(name, light[name]);
    this.view(view);
  }

  view(view: Matrix): void {
    this.gl.uniformMatrix4fv(this.#at('view'), false, view);
  }

  /** `lit` 0 shows colours as they are; `swell` pushes corners along their normals (outlines); `slide` moves the texture. */
  draw(
    { texture, vertices, count, blend }: Batch,
    place: Matrix = IDENTITY,
    {
      lit = 1,
      paint = [1, 1, 1, 1],
      slide = [0, 0],
      swell = 0,
      depth = true,
      inside = false,
    }: DrawOptions = {},
  ): void {
    const { gl } = this;
    gl.uniformMatrix4fv(this.#at('place'), false, place);
    gl.uniform4f(this.#at('paint'), ...paint);
    gl.uniform2f(this.#at('slide'), ...slide);
    this.#float('lit', lit);
    this.#float('swell', swell);
    this.#float('cut', blend === 'cutout' ? 0.5 : 0.004);
    (depth ? gl.enable : gl.disable).call(gl, gl.DEPTH_TEST);
    (inside ? gl.enable : gl.disable).call(gl, gl.CULL_FACE);
    gl.cullFace(gl.FRONT);
    const through = blend === 'alpha' || blend === 'add';
    (through ? gl.enable : gl.disable).call(gl, gl.BLEND);
    gl.blendFunc(gl.SRC_ALPHA, blend === 'add' ? gl.ONE : gl.ONE_MINUS_SRC_ALPHA);
    gl.depthMask(!through);
    gl.bindTexture(gl.TEXTURE_2D, texture);
    gl.bindVertexArray(vertices);
    gl.drawArrays(gl.TRIANGLES, 0, count);
  }

  #at(name: string): WebGLUniformLocation | null {
    return this.gl.getUniformLocation(this.#program, name);
  }

  #vec(name: string, value: Vec3): void {
    this.gl.uniform3f(this.#at(name), ...value);
  }

  #float(name: string, value: number): void {
    this.gl.uniform1f(this.#at(name), value);
  }
}

export interface DrawOptions {
  lit?: number;
  paint?: readonly [number, number, number, number];
  slide?: readonly [number, number];
  swell?: number;
  depth?: boolean;
  inside?: boolean;
}

const IDENTITY = new Float32Array([1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1]);

function build(gl: WebGL2RenderingContext): WebGLProgram {
  const program = gl.createProgram()!;
  for (const [kind, source] of [
    [gl.VERTEX_SHADER, VERTEX],
    [gl.FRAGMENT_SHADER, FRAGMENT],
  ] as const) {
    const shader = gl.createShader(kind)!;
    gl.shaderSource(shader, source);
    gl.compileShader(shader);
    if (!gl.getShaderParameter(shader, gl.COMPILE_STATUS))
      throw new Error(gl.getShaderInfoLog(shader) ?? 'shader');
    gl.attachShader(program, shader);
  }
  gl.linkProgram(program);
  if (!gl.getProgramParameter(program, gl.LINK_STATUS))
    throw new Error(gl.getProgramInfoLog(program) ?? 'program');
  return program;
}
