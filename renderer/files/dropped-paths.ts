// What was dropped from the system, as paths of this computer.
import { windowBridge } from '../bridge/window-bridge.ts';

export function isFileDrag({ types }: DataTransfer): boolean {
  return types.includes('Files');
}

/** Without those that lie nowhere, such as a picture dragged out of a web page. */
export function droppedPaths({ files }: DataTransfer): string[] {
  return [...files].map(pathOf).filter((path) => path !== '');
}

function pathOf(file: File): string {
  // Electron 25 says it itself; newer ones through the preload.
  if ('path' in file && typeof file.path === 'string') return file.path;
  return windowBridge().pathOf(file);
}
