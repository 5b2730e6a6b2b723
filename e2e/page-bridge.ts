// The app's bridge called from the test as the page would: for setting the stage, and for what hostile code would try.
import { randomUUID } from 'node:crypto';
import type { Page } from '@playwright/test';
import type { CallInput, CallName, CallOutput } from '../shared/contract.ts';
import type { InventoryUpdate } from '../shared/inventory.ts';
import type { SettingsPatch } from '../shared/settings.ts';

export type Answer =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly error: { readonly code: string } };

export interface Bridge {
  call(name: string, input: unknown, callId: string): Promise<Answer>;
  on(name: 'inventory.update', listener: (update: InventoryUpdate) => void): () => void;
}

/** Anything at all, as a page gone bad would ask. */
export function tryCall(page: Page, name: string, input: unknown): Promise<Answer> {
  return page.evaluate(
    ([callName, callInput, callId]) =>
      (globalThis as unknown as { sallyport: Bridge }).sallyport.call(callName, callInput, callId),
    [name, input, randomUUID()] as const,
  );
}

/** A call of the contract; fails the test when it is refused. */
export async function callMain<N extends CallName>(
  page: Page,
  name: N,
  input: CallInput<N>,
): Promise<CallOutput<N>> {
  const answer = await tryCall(page, name, input);
  if (!answer.ok) throw new Error(`${name}: ${JSON.stringify(answer.error)}`);
  return answer.value as CallOutput<N>;
}

/** Settles when the load of instances that ends next has ended, however, and its rows have been drawn. */
export function instancesLoaded(page: Page): Promise<void> {
  return page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        const { sallyport } = globalThis as unknown as { sallyport: Bridge };
        const stop = sallyport.on('inventory.update', ({ phase }) => {
          if (phase.kind === 'loading') return;
          stop();
          // The window takes together what comes within 32 ms.
          setTimeout(() => requestAnimationFrame(() => requestAnimationFrame(() => resolve())), 50);
        });
      }),
  );
}

export async function changeSettings(page: Page, patch: SettingsPatch): Promise<void> {
  await callMain(page, 'settings.change', patch);
}
