/**
 * `VideoFrame` in, `VideoFrame` out, with the picture on the GPU all the way.
 *
 * What comes in is what the browser makes of the video as RGB, taken back to YUV by the frame's own colour tags: within one step of
 * the decoder's planes for luma between black and white; beyond these the browser may have cut it off.
 *
 * @module
 */
import { UpscaleError } from '../errors.ts';
import { sameSize } from '../geometry.ts';
import type { Size } from '../types.ts';
import { planeWords, type ResultBuffer } from './frame-passes.ts';
import type { GpuScope } from './gpu-scope.ts';
import { colourNumbers, videoColour } from './video-colour.ts';
import { SHOW, TAKE, TAKE_GROUP, TAKE_ROW, VIDEO_BYTES, videoNumbers } from './wgsl/video.ts';

/** What a result is drawn as; the colour tags of the frame that comes out say RGB. */
const FORMAT = 'rgba8unorm';

export class VideoBridge {
  readonly #gpu: GpuScope;
  readonly #take: GPUComputePipeline;
  readonly #show: GPURenderPipeline;
  readonly #in: GPUBuffer;
  readonly #out: GPUBuffer;
  #canvas: { canvas: OffscreenCanvas; context: GPUCanvasContext } | undefined;

  private constructor(gpu: GpuScope, take: GPUComputePipeline, show: GPURenderPipeline) {
    this.#gpu = gpu;
    this.#take = take;
    this.#show = show;
    const numbers = () => gpu.buffer('video', VIDEO_BYTES, GPUBufferUsage.UNIFORM | GPUBufferUsage.COPY_DST);
    this.#in = numbers();
    this.#out = numbers();
  }

  static async create(gpu: GpuScope): Promise<VideoBridge> {
    const module = gpu.device.createShaderModule({ label: 'show', code: SHOW });
    const show = gpu.device.createRenderPipelineAsync({
      label: 'show',
      layout: 'auto',
      vertex: { module },
      fragment: { module, targets: [{ format: FORMAT }] },
    });
    return new VideoBridge(gpu, await gpu.pipeline('take', TAKE), await show);
  }

  /** Records the frame's way into the picture buffer. The frame must stay open until the submit. */
  take(encoder: GPUCommandEncoder, frame: VideoFrame, picture: GPUBuffer): void {
    const size = shownSize(frame);
    const words = planeWords(size);
    const colour = colourNumbers(videoColour(frame.colorSpace.toJSON()));
    const { device } = this.#gpu;
    device.queue.writeBuffer(this.#in, 0, videoNumbers(size, words, colour));
    const group = device.createBindGroup({
      layout: this.#take.getBindGroupLayout(0),
      entries: [
        { binding: 0, resource: { buffer: this.#in } },
        { binding: 1, resource: device.importExternalTexture({ source: frame }) },
        { binding: 2, resource: { buffer: picture } },
      ],
    });
    const groups = Math.ceil(words.end / TAKE_GROUP);
    const pass = encoder.beginComputePass();
    pass.setPipeline(this.#take);
    pass.setBindGroup(0, group);
    pass.dispatchWorkgroups(Math.min(groups, TAKE_ROW), Math.ceil(groups / TAKE_ROW));
    pass.end();
  }

  /** Records the result's way onto the canvas; after the submit `shown` gives it as a frame. */
  show(
    encoder: GPUCommandEncoder,
    result: ResultBuffer,
    tags: Pick<VideoColorSpaceInit, 'matrix' | 'fullRange'>,
  ): void {
    const { device } = this.#gpu;
    const words = planeWords(result.region);
    device.queue.writeBuffer(
      this.#out,
      0,
      videoNumbers(result.region, words, colourNumbers(videoColour(tags))),
    );
    const view = this.#contextFor(result.region).getCurrentTexture().createView();
    const pass = encoder.beginRenderPass({
      colorAttachments: [{ view, loadOp: 'clear', storeOp: 'store' }],
    });
    pass.setPipeline(this.#show);
    pass.setBindGroup(
      0,
      device.createBindGroup({
        layout: this.#show.getBindGroupLayout(0),
        entries: [
          { binding: 0, resource: { buffer: this.#out } },
          { binding: 1, resource: { buffer: result.buffer } },
        ],
      }),
    );
    pass.draw(3);
    pass.end();
  }

  /** The canvas as a frame, owned by the caller. */
  shown(timestampUs: number): VideoFrame {
    return new VideoFrame(this.#canvas!.canvas, { timestamp: timestampUs, alpha: 'discard' });
  }

  dispose(): void {
    this.#canvas?.context.unconfigure();
    this.#canvas = undefined;
    this.#gpu.free([this.#in, this.#out]);
  }

  #contextFor(size: Size): GPUCanvasContext {
    if (this.#canvas && sameSize(this.#canvas.canvas, size)) return this.#canvas.context;
    this.#canvas?.context.unconfigure();
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext('webgpu');
    if (!context) throw new UpscaleError('P2C2G_UPSCALE_RUNTIME', 'a canvas without WebGPU');
    context.configure({ device: this.#gpu.device, format: FORMAT, alphaMode: 'opaque' });
    this.#canvas = { canvas, context };
    return context;
  }
}

/** The visible size of a video frame. Throws `P2C2G_UPSCALE_BAD_FRAME` for a closed one. */
export function shownSize(frame: VideoFrame): Size {
  const rect = frame.visibleRect;
  if (!rect) throw new UpscaleError('P2C2G_UPSCALE_BAD_FRAME', 'the video frame is closed');
  return { width: rect.width, height: rect.height };
}
