// What is dropped from the system. Where it lies the page does not learn: main does, from the preload.
import { windowBridge } from '../bridge/window-bridge.ts';

export function isFileDrag({ types }: DataTransfer): boolean {
  return types.includes('Files');
}

/** Main's word for the files of the drop under way; null for what lies nowhere, such as a picture out of a web page. */
export function takeDrop(): Promise<string | null> {
  return windowBridge().takeDrop();
}
