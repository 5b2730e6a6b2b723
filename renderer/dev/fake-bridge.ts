// `window.sallyport` without a main process: answers by scenario. Never in the product.
import { AppError } from '../../shared/app-error.ts';
import { awsAccessSchema, awsProfileSchema } from '../../shared/aws.ts';
import type { AwsAccess, AwsProfile } from '../../shared/aws.ts';
import { mergeKeyChanges } from '../../shared/bound-keys.ts';
import type { SallyportBridge } from '../../shared/bridge.ts';
import { CALLS } from '../../shared/contract.ts';
import type { EventName, EventPayload } from '../../shared/contract.ts';
import type { Prompt } from '../../shared/prompt.ts';
import { settingsPatchSchema, settingsSchema } from '../../shared/settings.ts';
import { createFakeConnections } from './fake-connections.ts';
import { createFakeDesktops } from './fake-desktops.ts';
import { fakeInventory } from './fake-inventory.ts';
import { createFakeLibrary } from './fake-library.ts';
import { fakeOutlook, fakePrompts } from './fake-routes.ts';
import { createFakeTunnels } from './fake-tunnels.ts';

type Handlers = Record<string, (input: never, signal: AbortSignal) => unknown>;

const profile = (
  id: string,
  name: string,
  kind: string,
  region: string | null,
  problem: string | null = null,
): AwsProfile =>
  awsProfileSchema.parse({
    id,
    name,
    kind,
    region,
    accountId: kind === 'sso' ? '111122223333' : null,
    problem,
  });

const PROFILES = [
  profile('profile:acme-prod', 'acme-prod', 'sso', 'eu-west-1'),
  profile('profile:acme-staging', 'acme-staging', 'sso', 'eu-west-1'),
  profile('profile:tooling', 'tooling', 'assume-role', null),
  profile(
    'profile:broken',
    'broken',
    'unusable',
    null,
    'It names a source_profile “gone” that does not exist.',
  ),
  profile('environment', 'Environment', 'environment', 'us-east-1'),
  profile('sandbox', 'Sandbox', 'sandbox', 'us-east-1'),
];
const SANDBOX: AwsAccess = awsAccessSchema.parse({ profileId: 'sandbox', region: 'us-east-1' });
const REGIONS = ['eu-central-1', 'eu-north-1', 'eu-west-1', 'eu-west-2', 'us-east-1', 'us-west-2'];

export function installFakeBridge(query: URLSearchParams): void {
  const scenario = query.get('scenario') ?? 'company';
  const first = scenario.startsWith('first');
  const listeners = new Map<EventName, Set<(payload: never) => void>>();
  const emit = <N extends EventName>(name: N, payload: EventPayload<N>): void => {
    for (const listener of listeners.get(name) ?? []) listener(payload as never);
  };
  let revision = 0;
  let clipboard = query.get('clipboard') ?? '';
  let prompts: Prompt[] = fakePrompts(scenario);
  let settings = settingsSchema.parse({
    theme: query.get('theme') ?? 'light',
    density: query.get('density') ?? 'comfortable',
    lastAccess: first
      ? null
      : { profileId: query.get('profile') ?? 'profile:acme-prod', region: 'eu-west-1' },
    terminal: query.has('fontSize') ? { fontSize: Number(query.get('fontSize')), cursorBlink: false } : {},
  });
  const connections = createFakeConnections(
    (update) => {
      emit('connections.update', { revision: ++revision, ...update });
    },
    Number(query.get('pace') ?? '80'),
  );
  const library = createFakeLibrary(scenario, (snapshot) => {
    emit('library.update', snapshot);
  });

  const handlers: Handlers = {
    'app.facts': () => ({
      version: '0.1.0',
      electron: '45.4.1',
      operatingSystem: query.get('os') ?? 'linux',
      startInSandbox: false,
    }),
    'profiles.list': () => ({
      profiles: scenario === 'first-none' ? PROFILES.slice(4) : PROFILES,
      problems: [],
    }),
    'regions.list': () => REGIONS,
    'inventory.load': ({ access }: { access: AwsAccess }, signal) =>
      fakeInventory(scenario, access, signal, emit),
    'sandbox.start': async () => {
      await new Promise((resolve) => setTimeout(resolve, scenario === 'first-slow' ? 60_000 : 600));
      if (scenario === 'first-fail')
        throw new AppError('sandbox/start-failed', 'The sandbox did not come up within 20 s.', {
          detail: 'listen EACCES 127.0.0.1',
        });
      return SANDBOX;
    },
    'edits.list': () => [],
    'drags.current': () => null,
    'transfers.snapshot': () => ({ revision: 0, upserts: [], removes: [] }),
    'connections.snapshot': () => ({ revision: 0, upserts: [], removes: [] }),
    'connections.open': (input: Parameters<typeof connections.open>[0]) => connections.open(input),
    'connections.reopen': ({ connectionId }: { connectionId: string }) => {
      connections.reopen(connectionId);
      return null;
    },
    'connections.close': ({ connectionId }: { connectionId: string }) => {
      connections.close(connectionId);
      return null;
    },
    'connections.forget': ({ connectionId }: { connectionId: string }) => {
      connections.forget(connectionId);
      return null;
    },
    'connections.rename': ({ connectionId, title }: { connectionId: string; title: string }) => {
      connections.rename(connectionId, title);
      return null;
    },
    'connections.send-break': () => null,
    'targets.routes': ({ targetId }: { targetId: string }) => fakeOutlook(targetId),
    'targets.forget-host-key': () => null,
    'terminals.attach': ({ connectionId, nonce }: { connectionId: string; nonce: string }) => {
      connections.attach(connectionId, nonce);
      return null;
    },
    ...library,
    ...createFakeDesktops(scenario, Number(query.get('pace') ?? '80'), (update) => {
      emit('desktops.update', update);
    }),
    ...createFakeTunnels(scenario, (update) => {
      emit('tunnels.update', update);
    }),
    'settings.get': () => settings,
    'settings.change': (patch: unknown) => {
      const { terminal, background, files, keys, ...rest } = settingsPatchSchema.parse(patch);
      settings = settingsSchema.parse({
        ...settings,
        ...rest,
        keys: mergeKeyChanges(settings.keys, keys ?? {}),
        files: { ...settings.files, ...files },
        background: { ...settings.background, ...background },
        terminal: { ...settings.terminal, ...terminal },
      });
      emit('settings.update', settings);
      return settings;
    },
    'window.pass-keys': () => null,
    'window.toggle-full-screen': () => null,
    'command-link.state': () => ({ kind: 'off', link: '/home/anna/.local/bin/sallyport' }),
    'command-link.switch': ({ to }: { to: 'on' | 'off' }) =>
      to === 'on'
        ? { kind: 'on', link: '/home/anna/.local/bin/sallyport', found: 'in-path' }
        : { kind: 'off', link: '/home/anna/.local/bin/sallyport' },
    'ssh-config.state': () => ({ kind: 'off' }),
    'ssh-config.switch': ({ to }: { to: 'on' | 'off' }) =>
      to === 'off'
        ? { kind: 'off' }
        : {
            kind: 'on',
            file: '/home/anna/.ssh/sallyport/config',
            hosts: ['ledger', 'web-1'],
            leftOut: ['db'],
            problem: null,
          },
    'prompts.list': () => prompts,
    'prompts.answer': () => {
      prompts = [];
      emit('prompts.update', prompts);
      return null;
    },
    'clipboard.read-text': () => clipboard,
    'clipboard.write-text': ({ text }: { text: string }) => {
      clipboard = text;
      return null;
    },
    'links.open': () => null,
    'report.copy': () => ({ text: 'report' }),
  };

  const calls = new Map<string, AbortController>();
  const bridge: SallyportBridge = {
    takeDrop: () => Promise.resolve(null),
    call: async (name, input, callId) => {
      const controller = new AbortController();
      calls.set(callId, controller);
      try {
        const parsed: unknown = CALLS[name].input.parse(input);
        const value: unknown = await handlers[name]?.(parsed as never, controller.signal);
        return { ok: true, value: value as never };
      } catch (thrown) {
        const error = thrown instanceof AppError ? thrown : new AppError('internal', String(thrown));
        return { ok: false, error: error.toData() };
      } finally {
        calls.delete(callId);
      }
    },
    cancel: (callId) => calls.get(callId)?.abort(),
    on: (name, listener) => {
      const set = listeners.get(name) ?? new Set();
      listeners.set(name, set.add(listener));
      return () => set.delete(listener);
    },
  };
  Object.defineProperty(window, 'sallyport', { value: bridge });
  Object.defineProperty(window, 'fakeEmit', { value: emit });
}
