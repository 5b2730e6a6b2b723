// A window that is loaded anew shows what main is at: nothing of it may depend on having heard the first event.
import { afterEach, expect, it, vi } from 'vitest';
import { CALLS, type CallName } from '../../shared/contract.ts';
import { signInsStore } from '../stores/sign-ins.ts';
import { startReplica } from './replica.ts';

afterEach(() => {
  vi.unstubAllGlobals();
});

const update = { revision: 0, upserts: [], removes: [] };
const signIn = { profileId: 'profile:dev', session: 'corp', phase: { kind: 'starting' } };
const ANSWERS: Partial<Record<CallName, unknown>> = {
  'app.facts': { version: '1.0.0', electron: '1', operatingSystem: 'linux', startInSandbox: false },
  'connections.snapshot': update,
  'desktops.snapshot': update,
  'transfers.snapshot': update,
  'tunnels.snapshot': { ...update, paused: [] },
  'library.snapshot': { revision: 0, folders: [], connections: [], notice: null },
  'edits.list': [],
  'drags.current': null,
  'prompts.list': [],
  'sign-ins.list': [signIn],
};

it('shows a sign-in that main began before the window was there, until main says that it is over', async () => {
  const listeners = new Map<string, (payload: unknown) => void>();
  vi.stubGlobal('window', {
    sallyport: {
      call: (name: CallName) => {
        const answer = name === 'settings.get' ? CALLS[name].output.parse({}) : ANSWERS[name];
        return Promise.resolve({ ok: true, value: answer });
      },
      on: (name: string, listener: (payload: unknown) => void) => listeners.set(name, listener),
    },
  });
  await startReplica();
  expect(signInsStore.getState().signIns).toEqual([signIn]);
  listeners.get('sign-ins.update')?.([]);
  expect(signInsStore.getState().signIns).toEqual([]);
});
