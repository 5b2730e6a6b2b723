// The system's drag of files out of the window, by Electron.
import { nativeImage, type NativeImage, type WebContents } from 'electron';
import { AppError } from '../../shared/app-error.ts';
import type { DragStarter } from '../files/drags.ts';

/** What hangs at the pointer: larger hides where one drops. */
const ICON_PX = 48;

export function dragStarter(contents: () => WebContents | null, iconFile: string): DragStarter {
  let icon: NativeImage | null = null;
  return {
    start(files) {
      const [file] = files;
      const page = contents();
      if (file === undefined || page === null)
        throw new AppError('ipc/refused', 'There is no window that files could be dragged from.');
      icon ??= nativeImage.createFromPath(iconFile).resize({ width: ICON_PX, height: ICON_PX });
      page.startDrag({ file, files: [...files], icon });
    },
  };
}
