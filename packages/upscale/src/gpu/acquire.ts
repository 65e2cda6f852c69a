/**
 * A GPU device of our own.
 *
 * @module
 */
import { UpscaleError } from '../errors.ts';

export interface AcquireOptions {
  /** Whether an adapter emulated on the CPU will do. */
  allowSoftware: boolean;
}

/** Throws `P2C2G_UPSCALE_NO_WEBGPU` with the reason. */
export async function acquireDevice({ allowSoftware }: AcquireOptions): Promise<GPUDevice> {
  const gpu = globalThis.navigator?.gpu;
  if (!gpu) throw new UpscaleError('P2C2G_UPSCALE_NO_WEBGPU', 'navigator.gpu is missing');
  try {
    const adapter = await gpu.requestAdapter({ powerPreference: 'high-performance' });
    if (!adapter) throw new UpscaleError('P2C2G_UPSCALE_NO_WEBGPU', 'no adapter');
    if (!allowSoftware && isSoftware(adapter.info)) {
      const name = adapter.info.architecture || adapter.info.description;
      throw new UpscaleError('P2C2G_UPSCALE_NO_WEBGPU', `only a software adapter (${name})`);
    }
    const { maxBufferSize, maxStorageBufferBindingSize } = adapter.limits;
    return await adapter.requestDevice({
      requiredFeatures: adapter.features.has('shader-f16') ? ['shader-f16'] : [],
      // The defaults (128 MiB a binding) are too small for 64 channels at 1280x720.
      requiredLimits: { maxBufferSize, maxStorageBufferBindingSize },
    });
  } catch (cause) {
    throw UpscaleError.from('P2C2G_UPSCALE_NO_WEBGPU', cause);
  }
}

/** A GPU emulated on the CPU: right, and far slower than WebAssembly on the same CPU. */
function isSoftware(info: GPUAdapterInfo): boolean {
  return (
    info.isFallbackAdapter ||
    /swiftshader|llvmpipe|lavapipe|warp/i.test(`${info.architecture} ${info.description}`)
  );
}
