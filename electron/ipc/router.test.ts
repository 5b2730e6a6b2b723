// The router: whatever comes in, a Result goes out.
import { describe, expect, it, vi } from 'vitest';
import fc from 'fast-check';
import { AppError } from '../../shared/app-error.ts';
import type { Result } from '../../shared/app-error.ts';
import { CALLS } from '../../shared/contract.ts';
import type { Handlers } from './router.ts';
import { createRouter } from './router.ts';

const never = (): Promise<never> => new Promise(() => undefined);

function setUp(handlers: Partial<Handlers> = {}, checkOutput = true) {
  const reportBug = vi.fn();
  const none = Object.fromEntries(
    Object.keys(CALLS).map((name) => [name, () => Promise.reject(new Error(`no handler for ${name}`))]),
  ) as unknown as Handlers;
  const router = createRouter({ handlers: { ...none, ...handlers }, checkOutput, reportBug });
  let count = 0;
  const call = (name: string, input: unknown, callId = `c${String((count += 1))}`) =>
    router.handle({ name, input, callId });
  return { router, reportBug, call };
}

function codeOf(result: Result<unknown>): string | null {
  return result.ok ? null : result.error.code;
}

describe('router', () => {
  it('answers with the handler’s value, from parsed input', async () => {
    const rename = vi.fn(() => null);
    const { call } = setUp({ 'connections.rename': rename });
    const answer = await call('connections.rename', { connectionId: 'a1', title: '  web ', extra: 1 });
    expect(answer).toEqual({ ok: true, value: null });
    expect(rename).toHaveBeenCalledWith({ connectionId: 'a1', title: 'web' }, expect.anything());
  });

  it('answers an AppError as data', async () => {
    const { call, reportBug } = setUp({
      'library.snapshot': () => {
        throw new AppError('library/damaged', 'Damaged.', { detail: 'why', retryable: true });
      },
    });
    expect(await call('library.snapshot', null)).toEqual({
      ok: false,
      error: { code: 'library/damaged', message: 'Damaged.', detail: 'why', retryable: true },
    });
    expect(reportBug).not.toHaveBeenCalled();
  });

  it('answers an unknown error as internal, without its words, and reports it', async () => {
    const { call, reportBug } = setUp({
      'settings.get': () => Promise.reject(new TypeError('password=hunter2')),
    });
    const answer = await call('settings.get', null);
    expect(codeOf(answer)).toBe('internal');
    expect(JSON.stringify(answer)).not.toContain('hunter2');
    expect(reportBug).toHaveBeenCalledOnce();
  });

  it('refuses what the contract does not know', async () => {
    const { call, router } = setUp();
    expect(codeOf(await call('eval', 1))).toBe('ipc/refused');
    expect(codeOf(await call('toString', null))).toBe('ipc/refused');
    expect(codeOf(await call('__proto__', null))).toBe('ipc/refused');
    expect(codeOf(await call('settings.change', { theme: 'pink' }))).toBe('ipc/invalid-input');
    expect(codeOf(await call('app.facts', { surprise: 1 }))).toBe('ipc/invalid-input');
    expect(codeOf(await call('app.facts', null, 'no spaces allowed'))).toBe('ipc/invalid-input');
    expect(codeOf(await router.handle(null))).toBe('ipc/invalid-input');
  });

  it('never shows what was sent', async () => {
    const { call } = setUp();
    const answer = await call('prompts.answer', { promptId: 'p1', answer: 123456 });
    expect(JSON.stringify(answer)).not.toContain('123456');
  });

  it('checks the handler’s answer when told to', async () => {
    const wrong = { 'settings.get': () => ({ theme: 'pink' }) as never };
    expect(codeOf(await setUp(wrong).call('settings.get', null))).toBe('internal');
    expect(codeOf(await setUp(wrong, false).call('settings.get', null))).toBeNull();
  });

  it('cancels one call by its id, or all', async () => {
    const handlers: Partial<Handlers> = {
      'inventory.load': (_input, { signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            reject(new DOMException('Aborted', 'AbortError'));
          });
        }),
    };
    const { router, call } = setUp(handlers);
    const input = { access: { profileId: 'sandbox', region: 'eu-west-1' } };
    const [first, second] = [call('inventory.load', input, 'one'), call('inventory.load', input, 'two')];
    expect(codeOf(await call('inventory.load', input, 'one'))).toBe('ipc/refused');
    router.cancel({ not: 'an id' });
    router.cancel('unknown');
    router.cancel('one');
    expect(codeOf(await first)).toBe('cancelled');
    router.cancelAll();
    expect(codeOf(await second)).toBe('cancelled');
    const third = call('inventory.load', input, 'one');
    router.cancelAll();
    expect(codeOf(await third)).toBe('cancelled');
  });

  it('refuses a flood', async () => {
    const { call } = setUp({ 'app.facts': never });
    for (let i = 0; i < 256; i += 1) void call('app.facts', null, `f${String(i)}`);
    expect(codeOf(await call('app.facts', null))).toBe('ipc/refused');
  });

  it('answers anything at all with a refusal', async () => {
    const { router, reportBug } = setUp();
    await fc.assert(
      fc.asyncProperty(fc.anything(), async (envelope) => {
        expect((await router.handle(envelope)).ok).toBe(false);
      }),
    );
    expect(reportBug).not.toHaveBeenCalled();
  });
});
