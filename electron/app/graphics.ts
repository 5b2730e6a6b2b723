// Whether this machine has anything that could draw with hardware. Where it has not, Chromium finds out by starting its
// GPU process, which gives up, and starting it once more, while the page waits for its first frame; told before, it
// draws in software at once, as it would have in the end.
import { existsSync, readdirSync } from 'node:fs';

/** Of kernel drivers that keep no entry in /dev/dri: NVIDIA's, WSL's, and those of phones and single boards. */
const OTHER_DEVICES = ['/dev/nvidiactl', '/dev/dxg', '/dev/mali0', '/dev/kgsl-3d0', '/dev/pvr_sync'];

export interface DeviceFiles {
  exists(file: string): boolean;
  /** Empty when there is no such folder. */
  list(folder: string): readonly string[];
}

/** Other systems always have a driver, and Chromium knows it. */
export function lacksGpu(platform: NodeJS.Platform, devices: DeviceFiles = deviceFiles): boolean {
  if (platform !== 'linux') return false;
  return devices.list('/dev/dri').length === 0 && !OTHER_DEVICES.some((file) => devices.exists(file));
}

const deviceFiles: DeviceFiles = {
  exists: existsSync,
  list: (folder) => (existsSync(folder) ? readdirSync(folder) : []),
};
