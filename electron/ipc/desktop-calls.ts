// Remote desktops: opened, closed, answered, and how they are to open.
import type { DESKTOP_CALLS } from '../../shared/desktop-calls.ts';
import type { DesktopDesk } from '../app/desktop-desk.ts';
import type { HandlersOf } from './router.ts';

export function desktopCalls(desk: DesktopDesk): HandlersOf<keyof typeof DESKTOP_CALLS> {
  const { live } = desk;
  return {
    'desktops.snapshot': () => live.snapshot(),
    'desktops.open': (request) => ({ desktopId: desk.open(request) }),
    'desktops.close': async ({ desktopId }) => {
      await live.get(desktopId).close();
      return null;
    },
    'desktops.forget': async ({ desktopId }) => {
      await live.forget(desktopId);
      return null;
    },
    'desktops.retry': ({ desktopId }) => {
      live.get(desktopId).retryNow();
      return null;
    },
    'desktops.reconnect': async ({ desktopId, ...wish }) => {
      await live.get(desktopId).reconnect(wish);
      return null;
    },
    'desktops.rename': ({ desktopId, title }) => {
      live.get(desktopId).rename(title);
      return null;
    },
    'desktops.answer': async ({ desktopId, questionId, answer }) => {
      await desk.answer(desktopId, questionId, answer);
      return null;
    },
    'desktops.save-file': async ({ desktopId }) => ({ path: await desk.saveFile(desktopId) }),
    'desktops.copy-password': async ({ desktopId }) => ({
      clearedAfterMs: await desk.copyPassword(desktopId),
    }),
    'desktops.choices': (place, { signal }) => desk.choices(place, signal),
    'desktops.change-spec': async ({ place, spec }) => {
      await desk.changeSpec(place, spec);
      return null;
    },
    'desktops.forget-password': async ({ targetId, userName }) => {
      await desk.forgetPassword(targetId, userName);
      return null;
    },
  };
}
