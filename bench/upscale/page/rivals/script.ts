/** Where the benchmark's server puts a rival's file. */
export function rivalUrl(file: string): string {
  return new URL(`/rivals/${file}`, location.href).href;
}

/** Runs a rival's script as it is published, unbundled: one of them does not survive a bundler. */
export function loadScript(file: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const script = document.createElement('script');
    script.src = rivalUrl(file);
    script.onload = () => resolve();
    script.onerror = () => reject(new Error(`${file} cannot be loaded`));
    document.head.append(script);
  });
}

/** What a script left in the page under `name`. */
export function global<T>(name: string): T {
  const value = (globalThis as Record<string, unknown>)[name];
  if (value === undefined) throw new TypeError(`the script left no ${name}`);
  return value as T;
}

export async function rivalDevice(): Promise<GPUDevice> {
  const adapter = await navigator.gpu?.requestAdapter({ powerPreference: 'high-performance' });
  if (!adapter) throw new Error('no WebGPU adapter');
  return adapter.requestDevice();
}
