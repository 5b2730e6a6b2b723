// WebGL only where a hardware GPU renders it: on a software GPU it is five times slower than the DOM renderer.
import type { Settings } from '../../shared/settings.ts';

/** Names that software rasterisers give themselves in UNMASKED_RENDERER. */
const SOFTWARE = /swiftshader|llvmpipe|softpipe|software|microsoft basic render|virgl|svga3d/i;

export function isSoftwareRenderer(name: string): boolean {
  return SOFTWARE.test(name);
}

let probed: string | null | undefined;

/** The GPU's own name, or null when WebGL 2 or the name is not to be had. Asked once: a context costs memory. */
function gpuName(): string | null {
  if (probed !== undefined) return probed;
  probed = null;
  const context = document.createElement('canvas').getContext('webgl2');
  if (context === null) return probed;
  const info = context.getExtension('WEBGL_debug_renderer_info');
  if (info !== null) {
    const name: unknown = context.getParameter(info.UNMASKED_RENDERER_WEBGL);
    probed = typeof name === 'string' ? name : null;
  }
  context.getExtension('WEBGL_lose_context')?.loseContext();
  return probed;
}

export function wantsWebgl(setting: Settings['terminal']['renderer']): boolean {
  if (setting === 'dom') return false;
  const name = gpuName();
  if (name === null) return false;
  return setting === 'webgl' || !isSoftwareRenderer(name);
}
